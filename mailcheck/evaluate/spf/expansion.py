"""Macro expansion, and the names that come of it (RFC 7208 sections 4.8 and 7)."""

from collections.abc import Callable
from functools import lru_cache

from mailcheck.dns.names import LABEL_LIMIT, NAME_LIMIT, escape
from mailcheck.records.spf import DomainSpec, Macro

UNRESERVED = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")  # RFC 3986


def expand(spec: DomainSpec, value: Callable[[str], str]) -> str:
    """Return a macro-string with its macros replaced; *value* gives what a macro letter stands for."""
    return "".join(
        [part if isinstance(part, str) else transform(part, value(part.letter)) for part in spec.parts]
    )


def transform(macro: Macro, value: str) -> str:
    """Apply a macro's transformers to the value of its letter (RFC 7208 section 7.3)."""
    if macro.digits is not None or macro.reverse or macro.delimiters:
        value = ".".join(_parts(macro, value))
    return url_escape(value) if macro.escaped else value


def _parts(macro: Macro, value: str) -> list[str]:
    first = macro.delimiters[:1] or "."
    for delimiter in macro.delimiters[1:]:
        value = value.replace(delimiter, first)
    parts = value.split(first)
    if macro.reverse:
        parts.reverse()
    return parts if macro.digits is None else parts[-macro.digits :]


def url_escape(value: str) -> str:
    """Escape everything but unreserved characters (RFC 3986 section 2.3), as upper-case macros do."""
    octets = value.encode("utf-8", "surrogateescape")
    return "".join([chr(octet) if octet in UNRESERVED else f"%{octet:02X}" for octet in octets])


@lru_cache(maxsize=4096)
def target_name(raw: str) -> str | None:
    """Return an expanded name without its final dot, cut to fit; None where no query can be made from it.

    Labels are taken away from the left until 253 octets remain (RFC 7208 section 7.3). Empty labels, and
    labels of more than 63 octets, are left undefined by section 4.8; here they make the name one that does
    not exist, which is what section 4.3 does for the domain itself.
    """
    name = raw.removesuffix(".")
    octets = name if name.isascii() else name.encode("utf-8", "surrogateescape").decode("latin-1")
    while len(octets) > NAME_LIMIT:
        _, dot, octets = octets.partition(".")
        name = name.partition(".")[2]
        if not dot:
            return None
    if not all(0 < len(label) <= LABEL_LIMIT for label in octets.split(".")):
        return None
    return name


@lru_cache(maxsize=4096)
def question_name(name: str) -> str:
    """Return a name in the form in which questions are asked."""
    return escape(name)
