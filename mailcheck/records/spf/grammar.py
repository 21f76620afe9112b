"""One term to the letter of RFC 7208 section 12: what does not fit is None, and is explained elsewhere.

directive = [ qualifier ] mechanism          qualifier = "+" / "-" / "?" / "~"
all       = "all"                            include   = "include" ":" domain-spec
exists    = "exists" ":" domain-spec         ptr       = "ptr" [ ":" domain-spec ]
a         = "a" [ ":" domain-spec ] [ dual-cidr-length ]
mx        = "mx" [ ":" domain-spec ] [ dual-cidr-length ]
ip4       = "ip4" ":" ip4-network [ ip4-cidr-length ]
ip6       = "ip6" ":" ip6-network [ ip6-cidr-length ]
modifier  = name "=" macro-string            redirect and exp take a domain-spec
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from mailcheck.model import Span
from mailcheck.records.spf.macros import domain_spec, macro_string
from mailcheck.records.spf.networks import IPV4_BITS, IPV6_BITS, ipv4, ipv6, prefix
from mailcheck.records.spf.terms import DomainSpec, Mechanism, Modifier

QUALIFIERS = "+-?~"
TARGETED = frozenset({"redirect", "exp"})  # the modifiers that hold a domain-spec and may stand only once
_HEAD = re.compile(r"([-+?~]?)([A-Za-z][A-Za-z0-9._-]*)(=?)")
_DIGITS = "0123456789"


class _Place(NamedTuple):
    """Where a mechanism stands; *at* is where its name ends."""

    text: str
    span: Span
    at: int
    qualifier: str


def term(text: str, start: int, end: int) -> Mechanism | Modifier | None:
    """Read the term at exactly these offsets, which hold no blank."""
    head = _HEAD.match(text, start, end)
    if head is None:
        return None
    if not _visible(text[start:end]):
        return None
    qualifier, name, equals = head.groups()
    if equals:
        return None if qualifier else _modifier(text, start, head.end(), end, name.lower())
    name = name.lower()
    reader = _READERS.get(name)
    return reader and reader(name, _Place(text, Span(start, end), head.end(), qualifier or "+"))


def _visible(word: str) -> bool:
    return word.isascii() and word.isprintable()


def words(text: str, begin: int = 0) -> Iterator[tuple[int, int]]:
    """Return where the runs of other characters than spaces begin and end; only SP separates terms."""
    position = begin
    for word in text[begin:].split(" "):
        if word:
            yield position, position + len(word)
        position += len(word) + 1


def reads(text: str) -> bool:
    """Say whether *text* is exactly one term."""
    return " " not in text and term(text, 0, len(text)) is not None


def _modifier(text: str, start: int, at: int, end: int, name: str) -> Modifier | None:
    read = domain_spec if name in TARGETED else macro_string
    value = read(text, at, end)
    return Modifier(name, Span(start, end), value) if value else None


def _bare(name: str, place: _Place) -> Mechanism | None:
    return Mechanism(place.qualifier, name, place.span) if place.at == place.span.end else None


def _with_domain(name: str, place: _Place) -> Mechanism | None:
    domain = _domain(place.text, place.at, place.span.end)
    return Mechanism(place.qualifier, name, place.span, domain) if domain else None


def _maybe_with_domain(name: str, place: _Place) -> Mechanism | None:
    return _bare(name, place) or _with_domain(name, place)


def _hosts(name: str, place: _Place) -> Mechanism | None:
    """Read what follows `a` or `mx`; lengths are cut off at the right, as a domain-spec may hold slashes."""
    cut = dual_cidr(place.text, place.at, place.span.end)
    if cut is None:
        return None
    end, prefix4, prefix6 = cut
    if place.at == end:
        return Mechanism(place.qualifier, name, place.span, None, None, prefix4, prefix6)
    domain = _domain(place.text, place.at, end)
    if domain is None:
        return None
    return Mechanism(place.qualifier, name, place.span, domain, None, prefix4, prefix6)


def _domain(text: str, at: int, end: int) -> DomainSpec | None:
    return domain_spec(text, at + 1, end) if text[at:end].startswith(":") else None


def dual_cidr(text: str, start: int, end: int) -> tuple[int, int, int] | None:
    """Cut `[ ip4-cidr-length ] [ "/" ip6-cidr-length ]` off the right end.

    Returns where it begins and both lengths, or None where a slash is there but no length that is allowed.
    """
    rest = text[start:end]
    if "/" not in rest:
        return end, IPV4_BITS, IPV6_BITS
    length4, length6 = "32", "128"
    base = rest.rstrip(_DIGITS)
    if base.endswith("//"):
        length6, rest = rest[len(base) :], base[:-2]
        base = rest.rstrip(_DIGITS)
    if base.endswith("/"):
        length4, rest = rest[len(base) :], base[:-1]
    prefix4, prefix6 = prefix(length4, IPV4_BITS), prefix(length6, IPV6_BITS)
    return None if prefix4 is None or prefix6 is None else (start + len(rest), prefix4, prefix6)


def _ip4(name: str, place: _Place) -> Mechanism | None:
    address, length = _network(place, IPV4_BITS)
    network = ipv4(address)
    if network is None or length is None:
        return None
    return Mechanism(place.qualifier, name, place.span, None, network, length, None)


def _ip6(name: str, place: _Place) -> Mechanism | None:
    address, length = _network(place, IPV6_BITS)
    network = ipv6(address)
    if network is None or length is None:
        return None
    return Mechanism(place.qualifier, name, place.span, None, network, None, length)


def _network(place: _Place, bits: int) -> tuple[str, int | None]:
    argument = place.text[place.at : place.span.end]
    address, slash, digits = argument[1:].partition("/")
    length = prefix(digits, bits) if slash else bits
    return address, length if argument.startswith(":") else None


_READERS: dict[str, Callable[[str, _Place], Mechanism | None]] = {
    "all": _bare,
    "include": _with_domain,
    "exists": _with_domain,
    "ptr": _maybe_with_domain,
    "a": _hosts,
    "mx": _hosts,
    "ip4": _ip4,
    "ip6": _ip6,
}
MECHANISMS = tuple(_READERS)
