"""SPF records (RFC 7208 section 12)."""

from mailcheck.records.spf.terms import (
    DomainSpec,
    Invalid,
    Macro,
    Mechanism,
    Modifier,
    SpfRecord,
    Term,
)

__all__ = ["DomainSpec", "Invalid", "Macro", "Mechanism", "Modifier", "SpfRecord", "Term"]
