"""SPF records (RFC 7208 section 12)."""

from mailcheck.records.spf.parser import is_spf, parse, render
from mailcheck.records.spf.record import DomainSpec, Invalid, Macro, Mechanism, Modifier, SpfRecord, Term

__all__ = [
    "DomainSpec",
    "Invalid",
    "Macro",
    "Mechanism",
    "Modifier",
    "SpfRecord",
    "Term",
    "is_spf",
    "parse",
    "render",
]
