"""IP addresses: in text, as integers of 32 or 128 bits, and what is special about some of them."""

import re
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

IPV4_BITS = 32
IPV6_BITS = 128

_QNUM = r"(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = re.compile(rf"{_QNUM}\.{_QNUM}\.{_QNUM}\.{_QNUM}")
_GROUPS = re.compile(r"[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4})*")
_LENGTH = re.compile(r"0|[1-9][0-9]{0,2}")
_MEANT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*")


def parse(text: str) -> int | None:
    """Return an IPv4 or IPv6 address as an integer; None if the text is neither."""
    return ipv6(text) if ":" in text else ipv4(text)


def is_address(text: str) -> bool:
    """Say whether *text* is an IPv4 or IPv6 address."""
    return parse(text) is not None


def is_meant_as_address(text: str) -> bool:
    """Say whether *text* is written as an address, be it one that there is or not, such as `9.9.9.300`."""
    return _MEANT.fullmatch(text) is not None


def ipv4(text: str) -> int | None:
    """Read `ip4-network = qnum "." qnum "." qnum "." qnum` (RFC 7208 section 5.6), without leading zeros."""
    match = _IPV4.fullmatch(text)
    if match is None:
        return None
    first, second, third, fourth = match.groups()
    return int(first) << 24 | int(second) << 16 | int(third) << 8 | int(fourth)


def ipv6(text: str) -> int | None:
    """Read an address in the forms of RFC 4291 section 2.2: full, with `::`, or ending in dotted IPv4."""
    if len(text) > 45:  # the longest form, eight groups of which the last two are dotted
        return None
    if "." in text:
        head, _, dotted = text.rpartition(":")
        embedded = ipv4(dotted)
        if embedded is None:
            return None
        text = f"{head}:{embedded >> 16:x}:{embedded & 0xFFFF:x}"
    left, gap, right = text.partition("::")
    if (left and not _GROUPS.fullmatch(left)) or (right and not _GROUPS.fullmatch(right)):
        return None
    high = left.split(":") if left else []
    low = right.split(":") if right else []
    zeros = 8 - len(high) - len(low)
    if (zeros < 1) if gap else zeros:
        return None
    digits = [group.rjust(4, "0") for group in (*high, *low)]
    digits.insert(len(high), "0000" * zeros)
    return int("".join(digits), 16)


def prefix_length(text: str, bits: int) -> int | None:
    """Read the digits of a CIDR length of at most *bits*; a leading zero is not allowed."""
    if not _LENGTH.fullmatch(text):
        return None
    length = int(text)
    return length if length <= bits else None


def address_text(value: int, bits: int) -> str:
    """Return an address in its usual text form (RFC 5952 for IPv6)."""
    from ipaddress import IPv4Address, IPv6Address

    return str(IPv4Address(value) if bits == IPV4_BITS else IPv6Address(value))


_MAPPED = 0xFFFF  # the upper 96 bits of ::ffff:0:0/96, RFC 4291 section 2.5.5.2


class Client(NamedTuple):
    """An address: IPv4 with 32 bits or IPv6 with 128."""

    number: int
    bits: int

    @property
    def rdtype(self) -> str:
        """The type that holds addresses of its family (RFC 7208 section 5)."""
        return "A" if self.bits == IPV4_BITS else "AAAA"

    @property
    def readable(self) -> str:
        """The form of the `c` macro."""
        return address_text(self.number, self.bits)

    @property
    def dotted(self) -> str:
        """The form of the `i` macro: octets, or nibbles in upper case (RFC 7208 section 7.3)."""
        return self.readable if self.bits == IPV4_BITS else ".".join(f"{self.number:032X}")

    @property
    def arpa(self) -> str:
        """The `v` macro."""
        return "in-addr" if self.bits == IPV4_BITS else "ip6"

    @property
    def reverse_name(self) -> str:
        """The name that holds its PTR records (RFC 1035 section 3.5, RFC 3596 section 2.5)."""
        return ".".join(reversed(self.dotted.lower().split("."))) + f".{self.arpa}.arpa"


@lru_cache(maxsize=8192)
def number(address: str) -> int:
    """Return an address in text as an integer.

    Raises:
        ValueError: it is not an address.
    """
    value = parse(address)
    if value is None:
        raise ValueError(f"`{address}` is not an IP address; give one such as 192.0.2.1 or 2001:db8::1")
    return value


@lru_cache(maxsize=4096)
def client(ip: str) -> Client:
    """Read an address. One that maps an IPv4 address is that IPv4 address (RFC 7208 section 5).

    Raises:
        ValueError: *ip* is not an address.
    """
    value = number(ip)
    if ":" not in ip:
        return Client(value, IPV4_BITS)
    if value >> IPV4_BITS == _MAPPED:
        return Client(value & 0xFFFFFFFF, IPV4_BITS)
    return Client(value, IPV6_BITS)


class Special(NamedTuple):
    """A block of addresses: what it is for, in words that follow "is", and who says so."""

    first: int
    last: int
    kind: str
    reference: str
    documentation: bool = False


def _block(text: str, kind: str, reference: str, *, documentation: bool = False) -> Special:
    network, _, length = text.partition("/")
    first, bits = number(network), IPV6_BITS if ":" in network else IPV4_BITS
    return Special(first, first + (1 << bits - int(length)) - 1, kind, reference, documentation)


# Disjoint and in order, which the search relies on.
IPV4 = (
    _block("0.0.0.0/8", "an address of `this network`", "RFC 1122"),
    _block("10.0.0.0/8", "a private address", "RFC 1918"),
    _block("100.64.0.0/10", "an address behind a carrier's NAT", "RFC 6598"),
    _block("127.0.0.0/8", "a loopback address", "RFC 1122"),
    _block("169.254.0.0/16", "a link-local address", "RFC 3927"),
    _block("172.16.0.0/12", "a private address", "RFC 1918"),
    _block("192.0.0.0/24", "an address of protocol assignments", "RFC 6890"),
    _block("192.0.2.0/24", "a documentation address", "RFC 5737", documentation=True),
    _block("192.88.99.0/24", "an address of the abandoned 6to4 relays", "RFC 7526"),
    _block("192.168.0.0/16", "a private address", "RFC 1918"),
    _block("198.18.0.0/15", "a benchmarking address", "RFC 2544"),
    _block("198.51.100.0/24", "a documentation address", "RFC 5737", documentation=True),
    _block("203.0.113.0/24", "a documentation address", "RFC 5737", documentation=True),
    _block("224.0.0.0/4", "a multicast address", "RFC 5771"),
    _block("240.0.0.0/4", "a reserved address", "RFC 1112"),
)
IPV6 = (
    _block("::/128", "the unspecified address", "RFC 4291"),
    _block("::1/128", "the loopback address", "RFC 4291"),
    _block("::ffff:0:0/96", "an IPv4-mapped address", "RFC 4291"),
    _block("64:ff9b::/96", "an address of IPv4 translation", "RFC 6052"),
    _block("64:ff9b:1::/48", "an address of local IPv4 translation", "RFC 8215"),
    _block("100::/64", "a discard-only address", "RFC 6666"),
    _block("2001::/32", "a Teredo address", "RFC 4380"),
    _block("2001:2::/48", "a benchmarking address", "RFC 5180"),
    _block("2001:10::/27", "an address of cryptographic identifiers", "RFC 7343"),
    _block("2001:db8::/32", "a documentation address", "RFC 3849", documentation=True),
    _block("3fff::/20", "a documentation address", "RFC 9637", documentation=True),
    _block("5f00::/16", "an address of segment routing", "RFC 9602"),
    _block("fc00::/7", "a unique local address", "RFC 4193"),
    _block("fe80::/10", "a link-local address", "RFC 4291"),
    _block("fec0::/10", "an address of the abandoned site-local kind", "RFC 3879"),
    _block("ff00::/8", "a multicast address", "RFC 4291"),
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
    value = parse(address)
    return None if value is None else special_number(value, IPV6_BITS if ":" in address else IPV4_BITS)


def special_number(number: int, bits: int) -> Special | None:
    """Return the special-purpose block that an address of 32 or 128 *bits* lies in."""
    return _within(number, IPV4, _STARTS4) if bits == IPV4_BITS else _within(number, IPV6, _STARTS6)


def _within(value: int, blocks: tuple[Special, ...], starts: list[int]) -> Special | None:
    place = bisect_right(starts, value) - 1
    return blocks[place] if place >= 0 and value <= blocks[place].last else None
