"""DMARC policy records (RFC 9989 section 5)."""
