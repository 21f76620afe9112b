"""Addresses and CIDR lengths as SPF writes them (RFC 7208 section 5.6), as integers."""

import re

IPV4_BITS = 32
IPV6_BITS = 128

_QNUM = r"(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = re.compile(rf"{_QNUM}\.{_QNUM}\.{_QNUM}\.{_QNUM}")
_GROUPS = re.compile(r"[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4})*")
_LENGTH = re.compile(r"0|[1-9][0-9]{0,2}")


def ipv4(text: str) -> int | None:
    """Read `ip4-network = qnum "." qnum "." qnum "." qnum`, without leading zeros."""
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


def prefix(text: str, bits: int) -> int | None:
    """Read the digits of a CIDR length of at most *bits*; a leading zero is not allowed."""
    if not _LENGTH.fullmatch(text):
        return None
    length = int(text)
    return length if length <= bits else None


def address_text(value: int, bits: int) -> str:
    """Return an address in its usual text form (RFC 5952 for IPv6)."""
    from ipaddress import IPv4Address, IPv6Address

    return str(IPv4Address(value) if bits == IPV4_BITS else IPv6Address(value))
