"""What a domain's SPF record reaches, and whom it lets send."""
