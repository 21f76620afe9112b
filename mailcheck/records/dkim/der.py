"""A strict reader of DER (ITU-T X.690 section 10), just large enough for the keys found in the DNS."""

from typing import NamedTuple

INTEGER, BIT_STRING, OCTET_STRING, NULL, OID, SEQUENCE = 0x02, 0x03, 0x04, 0x05, 0x06, 0x30


class Element(NamedTuple):
    """A tag, and where its contents lie in the data; *end* beyond the data means that some of it is lost."""

    tag: int
    start: int
    end: int


def element(data: bytes, at: int, limit: int) -> Element | None:
    """Return the element that begins at *at*; None if its head is cut short or not DER."""
    if at + 2 > limit:
        return None
    tag, length = data[at], data[at + 1]
    if length < 0x80:
        return Element(tag, at + 2, at + 2 + length)
    start = at + 2 + (length & 0x7F)
    octets = data[at + 2 : start]
    if not 1 <= len(octets) <= 4 or start > limit or octets[0] == 0:
        return None
    length = int.from_bytes(octets, "big")
    return Element(tag, start, start + length) if length >= 0x80 else None


def children(data: bytes, parent: Element) -> tuple[Element, ...]:
    """Return the elements inside *parent*, as far as they can be read; the last one may be cut short."""
    found: list[Element] = []
    at, limit = parent.start, min(parent.end, len(data))
    while at < limit and len(found) < 16:  # a PKCS#1 private key has nine
        inner = element(data, at, limit)
        if inner is None:
            break
        found.append(inner)
        at = inner.end
    return tuple(found)


def contents(data: bytes, inner: Element) -> bytes:
    """Return the octets that an element holds."""
    return data[inner.start : inner.end]


def encode(tag: int, *parts: bytes) -> bytes:
    """Return an element in DER."""
    body = b"".join(parts)
    if len(body) < 0x80:
        return bytes((tag, len(body))) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size + body


def integer(number: int) -> bytes:
    """Return a non-negative INTEGER in DER."""
    return natural(number.to_bytes((number.bit_length() + 7) // 8 or 1, "big"))


def natural(octets: bytes) -> bytes:
    """Return the INTEGER of which *octets* are the magnitude, without leading zeros, in DER."""
    return encode(INTEGER, b"\0" + octets if octets[0] >= 0x80 else octets)
