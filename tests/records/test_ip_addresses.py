"""Addresses are told as the standard library tells them, and so is what was meant as one."""

import ipaddress
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailcheck.dns.addresses import (
    IPV4_BITS,
    IPV6_BITS,
    address_text,
    ipv4,
    ipv6,
    is_address,
    is_meant_as_address,
    parse,
    prefix_length,
)

ALMOST = st.text("0123456789abcdefF.:", max_size=46)


def expected(text: str, reader: Callable[[str], ipaddress.IPv4Address | ipaddress.IPv6Address]) -> int | None:
    try:
        return int(reader(text))
    except ipaddress.AddressValueError:
        return None


@given(ALMOST | st.ip_addresses(v=4).map(str))
@example("9.9.9.09")
@example("9.9.9.256")
@example("٩.9.9.9")
def test_an_ipv4_address_is_four_numbers_of_one_octet(text: str) -> None:
    assert ipv4(text) == expected(text, ipaddress.IPv4Address)


@given(ALMOST | st.ip_addresses(v=6).map(lambda address: address.exploded) | st.ip_addresses(v=6).map(str))
@example("::")
@example("1::")
@example("::ffff:9.9.9.9")
@example("1:2:3:4:5:6:7::")
@example("1:2:3:4:5:6:7:8::")
@example("1::2::3")
@example("::9.9.9.09")
@example("12345::")
def test_an_ipv6_address_has_the_forms_of_rfc_4291(text: str) -> None:
    assert ipv6(text) == expected(text, ipaddress.IPv6Address)


@given(ALMOST)
def test_an_address_is_one_or_the_other(text: str) -> None:
    assert parse(text) == (ipv6(text) if ipv4(text) is None else ipv4(text))
    assert is_address(text) is (parse(text) is not None)
    assert is_meant_as_address(text) or not is_address(text)


@given(st.ip_addresses())
def test_an_address_is_written_as_it_is_read(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    bits = IPV4_BITS if address.version == 4 else IPV6_BITS
    assert address_text(int(address), bits) == str(address)


@pytest.mark.parametrize(
    "text",
    ["9.9.9.9", "999.1.1.1", "::1", "2A00:1450::25", "::ffff:9.9.9.9", "9.9.9.9:25", "1::2::3"],
)
def test_what_is_written_as_an_address_was_meant_as_one(text: str) -> None:
    assert is_meant_as_address(text)


@pytest.mark.parametrize(
    "text", ["", "a.b", "9.9.9", "9.9.9.9.example.com", "1.2.3.4.5", "beef.cafe", "9.9.9.x", "mail:25"]
)
def test_names_are_not_taken_for_addresses(text: str) -> None:
    assert not is_meant_as_address(text)


@pytest.mark.parametrize(
    ("text", "bits", "length"),
    [
        ("0", 32, 0),
        ("32", 32, 32),
        ("33", 32, None),
        ("128", 128, 128),
        ("129", 128, None),
        ("024", 32, None),
        ("", 32, None),
        ("-1", 32, None),
        ("٣", 32, None),
        ("1000", 128, None),
    ],
)
def test_a_prefix_length_is_at_most_that_of_an_address(text: str, bits: int, length: int | None) -> None:
    assert prefix_length(text, bits) == length
