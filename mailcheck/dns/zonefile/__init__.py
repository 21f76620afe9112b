"""Master files (RFC 1035 section 5) as people write them: read to the end, each mistake with its place."""
