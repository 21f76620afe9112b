"""The live DNS over UDP, TCP, TLS or HTTPS."""
