"""Addresses that no stranger can reach: the special-purpose blocks of RFC 6890 and the RFCs after it."""

from bisect import bisect_right
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import NamedTuple


class Special(NamedTuple):
    """A block of addresses: what it is for, in words that follow "is", and who says so."""

    first: int
    last: int
    kind: str
    reference: str
    documentation: bool = False


def _block4(text: str, kind: str, reference: str, *, documentation: bool = False) -> Special:
    network, _, length = text.partition("/")
    first = int(IPv4Address(network))
    return Special(first, first + (1 << 32 - int(length)) - 1, kind, reference, documentation)


def _block6(text: str, kind: str, reference: str, *, documentation: bool = False) -> Special:
    network, _, length = text.partition("/")
    first = int(IPv6Address(network))
    return Special(first, first + (1 << 128 - int(length)) - 1, kind, reference, documentation)


# Disjoint and in order, which the search relies on.
IPV4 = (
    _block4("0.0.0.0/8", "an address of `this network`", "RFC 1122"),
    _block4("10.0.0.0/8", "a private address", "RFC 1918"),
    _block4("100.64.0.0/10", "an address behind a carrier's NAT", "RFC 6598"),
    _block4("127.0.0.0/8", "a loopback address", "RFC 1122"),
    _block4("169.254.0.0/16", "a link-local address", "RFC 3927"),
    _block4("172.16.0.0/12", "a private address", "RFC 1918"),
    _block4("192.0.0.0/24", "an address of protocol assignments", "RFC 6890"),
    _block4("192.0.2.0/24", "a documentation address", "RFC 5737", documentation=True),
    _block4("192.88.99.0/24", "an address of the abandoned 6to4 relays", "RFC 7526"),
    _block4("192.168.0.0/16", "a private address", "RFC 1918"),
    _block4("198.18.0.0/15", "a benchmarking address", "RFC 2544"),
    _block4("198.51.100.0/24", "a documentation address", "RFC 5737", documentation=True),
    _block4("203.0.113.0/24", "a documentation address", "RFC 5737", documentation=True),
    _block4("224.0.0.0/4", "a multicast address", "RFC 5771"),
    _block4("240.0.0.0/4", "a reserved address", "RFC 1112"),
)
IPV6 = (
    _block6("::/128", "the unspecified address", "RFC 4291"),
    _block6("::1/128", "the loopback address", "RFC 4291"),
    _block6("::ffff:0:0/96", "an IPv4-mapped address", "RFC 4291"),
    _block6("64:ff9b::/96", "an address of IPv4 translation", "RFC 6052"),
    _block6("64:ff9b:1::/48", "an address of local IPv4 translation", "RFC 8215"),
    _block6("100::/64", "a discard-only address", "RFC 6666"),
    _block6("2001::/32", "a Teredo address", "RFC 4380"),
    _block6("2001:2::/48", "a benchmarking address", "RFC 5180"),
    _block6("2001:10::/27", "an address of cryptographic identifiers", "RFC 7343"),
    _block6("2001:db8::/32", "a documentation address", "RFC 3849", documentation=True),
    _block6("3fff::/20", "a documentation address", "RFC 9637", documentation=True),
    _block6("5f00::/16", "an address of segment routing", "RFC 9602"),
    _block6("fc00::/7", "a unique local address", "RFC 4193"),
    _block6("fe80::/10", "a link-local address", "RFC 4291"),
    _block6("fec0::/10", "an address of the abandoned site-local kind", "RFC 3879"),
    _block6("ff00::/8", "a multicast address", "RFC 4291"),
)
_STARTS4 = [block.first for block in IPV4]
_STARTS6 = [block.first for block in IPV6]


# The first octets of addresses in the blocks; most addresses begin with another.
_HEADS4 = frozenset(str(head) for block in IPV4 for head in range(block.first >> 24, (block.last >> 24) + 1))


@lru_cache(maxsize=4096)
def special(address: str) -> Special | None:
    """Return the special-purpose block that an address in text lies in; None for an ordinary one."""
    if ":" not in address and address.partition(".")[0] not in _HEADS4:
        return None
    try:
        if ":" in address:
            return _within(int(IPv6Address(address)), IPV6, _STARTS6)
        return _within(int(IPv4Address(address)), IPV4, _STARTS4)
    except AddressValueError:
        return None


def special_number(number: int, bits: int) -> Special | None:
    """Return the special-purpose block that an address of 32 or 128 *bits* lies in."""
    return _within(number, IPV4, _STARTS4) if bits == 32 else _within(number, IPV6, _STARTS6)


def _within(value: int, blocks: tuple[Special, ...], starts: list[int]) -> Special | None:
    place = bisect_right(starts, value) - 1
    return blocks[place] if place >= 0 and value <= blocks[place].last else None
