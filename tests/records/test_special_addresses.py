"""Addresses that no stranger can reach, and those that look like them."""

import ipaddress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailcheck.dns.addresses import IPV4, IPV6, special, special_number

SPECIAL = [
    ("0.0.0.0", "an address of `this network`"),
    ("10.0.0.0", "a private address"),
    ("10.255.255.255", "a private address"),
    ("100.64.0.1", "an address behind a carrier's NAT"),
    ("127.0.0.1", "a loopback address"),
    ("169.254.1.1", "a link-local address"),
    ("172.31.255.255", "a private address"),
    ("192.0.2.1", "a documentation address"),
    ("192.168.0.1", "a private address"),
    ("198.51.100.1", "a documentation address"),
    ("203.0.113.255", "a documentation address"),
    ("224.0.0.1", "a multicast address"),
    ("255.255.255.255", "a reserved address"),
    ("::", "the unspecified address"),
    ("::1", "the loopback address"),
    ("::ffff:9.9.9.9", "an IPv4-mapped address"),
    ("2001:db8::1", "a documentation address"),
    ("3fff:fff::1", "a documentation address"),
    ("fd00::1", "a unique local address"),
    ("fe80::1", "a link-local address"),
    ("ff02::1", "a multicast address"),
]
ORDINARY = [
    "", "1.0.0.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
    "172.15.255.255", "172.32.0.0", "192.0.3.0", "192.167.255.255", "203.0.114.0", "223.255.255.255", "::2",
    "2001:db7::1",
    "2001:4860::1", "2a00:1450::25", "3ffe::1", "no address", "1.2.3", "999.1.1.1",
]  # fmt: skip


@pytest.mark.parametrize(("address", "kind"), SPECIAL)
def test_a_special_address_is_named(address: str, kind: str) -> None:
    found = special(address)
    assert found is not None
    assert found.kind == kind
    assert found.documentation is (kind == "a documentation address")


@pytest.mark.parametrize("address", ORDINARY)
def test_an_ordinary_address_is_not(address: str) -> None:
    assert special(address) is None


@pytest.mark.parametrize("blocks", [IPV4, IPV6], ids=["IPv4", "IPv6"])
def test_the_blocks_are_disjoint_and_in_order(blocks: tuple[object, ...]) -> None:
    assert all(one.last < other.first for one, other in pairwise(blocks))


@given(st.ip_addresses(v=4))
def test_private_addresses_are_all_known(address: ipaddress.IPv4Address) -> None:
    known = special(str(address)) is not None
    assert known or not (address.is_private or address.is_multicast or address.is_reserved)


BLOCKS = """\
0.0.0.0/8 RFC 1122 an address of `this network`
10.0.0.0/8 RFC 1918 a private address
100.64.0.0/10 RFC 6598 an address behind a carrier's NAT
127.0.0.0/8 RFC 1122 a loopback address
169.254.0.0/16 RFC 3927 a link-local address
172.16.0.0/12 RFC 1918 a private address
192.0.0.0/24 RFC 6890 an address of protocol assignments
192.0.2.0/24 RFC 5737 a documentation address
192.88.99.0/24 RFC 7526 an address of the abandoned 6to4 relays
192.168.0.0/16 RFC 1918 a private address
198.18.0.0/15 RFC 2544 a benchmarking address
198.51.100.0/24 RFC 5737 a documentation address
203.0.113.0/24 RFC 5737 a documentation address
224.0.0.0/4 RFC 5771 a multicast address
240.0.0.0/4 RFC 1112 a reserved address
::/128 RFC 4291 the unspecified address
::1/128 RFC 4291 the loopback address
::ffff:0:0/96 RFC 4291 an IPv4-mapped address
64:ff9b::/96 RFC 6052 an address of IPv4 translation
64:ff9b:1::/48 RFC 8215 an address of local IPv4 translation
100::/64 RFC 6666 a discard-only address
2001::/32 RFC 4380 a Teredo address
2001:2::/48 RFC 5180 a benchmarking address
2001:10::/27 RFC 7343 an address of cryptographic identifiers
2001:db8::/32 RFC 3849 a documentation address
3fff::/20 RFC 9637 a documentation address
5f00::/16 RFC 9602 an address of segment routing
fc00::/7 RFC 4193 a unique local address
fe80::/10 RFC 4291 a link-local address
fec0::/10 RFC 3879 an address of the abandoned site-local kind
ff00::/8 RFC 4291 a multicast address
"""


@pytest.mark.parametrize("line", BLOCKS.splitlines())
def test_a_block_ends_where_its_standard_says(line: str) -> None:
    block, rfc, number, kind = line.split(" ", 3)
    address, _, length = block.partition("/")
    first, bits = ipaddress.ip_address(address), 128 if ":" in address else 32
    last = first + ((1 << bits - int(length)) - 1)
    for inside in (first, last):
        found = special(str(inside))
        assert found is not None
        assert (found.kind, found.reference) == (kind, f"{rfc} {number}")
        assert found == special_number(int(inside), bits)
        assert (found.first, found.last) == (int(first), int(last))
        assert found.documentation is (kind == "a documentation address")
    for outside in (int(first) - 1, int(last) + 1):
        beside = special_number(outside, bits) if 0 <= outside < 1 << bits else None
        assert beside is None or beside.first != int(first)


def test_there_is_no_other_block() -> None:
    assert len(IPV4) + len(IPV6) == len(BLOCKS.splitlines())
