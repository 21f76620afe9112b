"""Addresses that no stranger can reach, and those that look like them."""

import ipaddress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailcheck.records.special_addresses import IPV4, IPV6, special

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
