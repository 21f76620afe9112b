"""The DMARC policy that governs a domain: where it stands, and where reports go (RFC 9989)."""
