"""The client's address as evaluation needs it: a number, its width, and the forms that macros use."""

from functools import lru_cache
from typing import NamedTuple

from mailcheck.dns.names import InvalidDomainError, to_ascii
from mailcheck.records.spf.networks import IPV4_BITS, IPV6_BITS, address_text, ipv4, ipv6

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
    value = ipv6(address) if ":" in address else ipv4(address)
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


POSTMASTER = "postmaster"


def identity(sender: str, helo: str) -> tuple[str, str]:
    """Return the mailbox to check, and its domain.

    The null sender stands for `postmaster` at the HELO name (section 2.4), as does a missing local-part for
    `postmaster` (section 4.3). A domain in U-labels becomes one in A-labels (RFC 8616 section 4).
    """
    sender = sender.removeprefix("<").removesuffix(">") or helo
    local, at, domain = sender.rpartition("@")
    domain = a_labels(domain)
    return f"{local if at and local else POSTMASTER}@{domain}", domain


@lru_cache(maxsize=1024)
def a_labels(domain: str) -> str:
    """Return *domain* in A-labels; unchanged where it is in ASCII already or cannot be encoded."""
    if domain.isascii():
        return domain
    try:
        return to_ascii(domain)
    except InvalidDomainError:
        return domain
