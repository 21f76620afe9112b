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
from functools import partial
from typing import NamedTuple

from mailcheck.dns.addresses import IPV4_BITS, IPV6_BITS, ipv4, ipv6, prefix_length
from mailcheck.dns.answers import Span
from mailcheck.records.spf.macros import domain_spec, macro_string
from mailcheck.records.spf.record import DomainSpec, Mechanism, Modifier

QUALIFIERS = "+-?~"
TARGETED = frozenset({"redirect", "exp"})  # the modifiers that hold a domain-spec and may stand only once
_HEAD = re.compile(r"([-+?~]?)([A-Za-z][A-Za-z0-9._-]*)(=?)")
_WORD = re.compile("[^ ]+")
_DIGITS = "0123456789"

# Nine in ten terms look like one of these, for which one match does all. Any other word is matched as a
# whole, without a group, and read by production.
_QNUM = r"(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_USUAL = re.compile(
    rf"([-+?~]?)(?:ip4:{_QNUM}\.{_QNUM}\.{_QNUM}\.{_QNUM}(?:/(3[0-2]|[12][0-9]|[0-9]))?"
    r"|include:([a-z0-9._-]+\.[a-z]+)|(all|mx|a)"
    r"|ip6:([0-9a-f:]{2,39})(?:/(12[0-8]|1[01][0-9]|[1-9]?[0-9]))?)(?![^ ])|[^ ]+",
    re.ASCII | re.IGNORECASE,
)
_INCLUDE, _BARE = 7, 8  # groups; the network of ip4 comes before them, that of ip6 after
_span = partial(tuple.__new__, Span)  # takes the offsets as a match gives them


class _Place(NamedTuple):
    """Where a mechanism stands; *at* is where its name ends."""

    text: str
    span: Span
    at: int
    qualifier: str


def term(text: str, start: int, end: int) -> Mechanism | Modifier | None:
    """Read the term at exactly these offsets, which hold no blank."""
    usual = _USUAL.fullmatch(text, start, end)
    return _usual(usual) if usual is not None and usual.lastindex else _by_production(text, start, end)


def terms(text: str, begin: int) -> list[Mechanism | Modifier] | None:
    """Read all words as terms; None if one of them is none."""
    read: list[Mechanism | Modifier] = []
    for match in _USUAL.finditer(text, begin):
        term = _usual(match) if match.lastindex else _by_production(text, *match.span())
        if term is None:
            return None
        read.append(term)
    return read


def _usual(match: re.Match[str]) -> Mechanism | None:
    kind = match.lastindex or 0
    if kind < _INCLUDE:
        qualifier, first, second, third, fourth, length = match.group(1, 2, 3, 4, 5, 6)
        network = int(first) << 24 | int(second) << 16 | int(third) << 8 | int(fourth)
        prefix4 = int(length) if length else IPV4_BITS
        return Mechanism(qualifier or "+", "ip4", _span(match.span()), None, network, prefix4)
    if kind == _BARE:
        qualifier, name = match.group(1, _BARE)
        name = name.lower()
        if name == "all":
            return Mechanism(qualifier or "+", name, _span(match.span()))
        return Mechanism(qualifier or "+", name, _span(match.span()), None, None, IPV4_BITS, IPV6_BITS)
    if kind == _INCLUDE:
        qualifier, target = match.group(1, _INCLUDE)
        spec = DomainSpec(target, _span(match.span(_INCLUDE)), (target,))
        return Mechanism(qualifier or "+", "include", _span(match.span()), spec)
    return _usual_ip6(match)


def _usual_ip6(match: re.Match[str]) -> Mechanism | None:
    qualifier, address, length = match.group(1, _BARE + 1, _BARE + 2)
    network, prefix6 = ipv6(address), int(length) if length else IPV6_BITS
    if network is None:
        return None
    return Mechanism(qualifier or "+", "ip6", _span(match.span()), None, network, None, prefix6)


def _by_production(text: str, start: int, end: int) -> Mechanism | Modifier | None:
    head = _HEAD.match(text, start, end)
    if head is None or not _visible(text[start:end]):
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
    return map(re.Match.span, _WORD.finditer(text, begin))


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
    prefix4, prefix6 = prefix_length(length4, IPV4_BITS), prefix_length(length6, IPV6_BITS)
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
    length = prefix_length(digits, bits) if slash else bits
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
