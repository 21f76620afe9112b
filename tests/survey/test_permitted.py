"""How many addresses the terms of a record stand for, and by way of which records."""

import pytest
from worlds import World

from mailcheck.survey.spf.tree import (
    AddressRange,
    SpfTree,
    count_addresses,
    networks,
    passes_everybody_elsewhere,
    passing,
    passing_elsewhere,
)

HOSTS = """\
@ MX 10 mail
mail A 9.9.9.10
mail AAAA 2a00:1450::25
two A 9.9.9.200
two A 9.9.9.7
"""
EVERYWHERE = (AddressRange(32, 0, 2**32 - 1), AddressRange(128, 0, 2**128 - 1))
V4, V6 = 9 << 24 | 9 << 16 | 9 << 8, 0x2A00_1450 << 96


def tree(record: str, others: str = "") -> SpfTree:
    return World(f'{HOSTS}@ TXT "v=spf1 {record}"\n{others}').survey().spf


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("all", EVERYWHERE),
        ("ip4:9.9.9.77/24", (AddressRange(32, V4, V4 + 255),)),
        ("ip4:9.9.9.7", (AddressRange(32, V4 + 7, V4 + 7),)),
        ("ip4:9.9.9.7/0", EVERYWHERE[:1]),
        ("ip6:2a00:1450::25/64", (AddressRange(128, V6, V6 + 2**64 - 1),)),
        ("mx", (AddressRange(32, V4 + 10, V4 + 10), AddressRange(128, V6 + 0x25, V6 + 0x25))),
        ("mx/28//120", (AddressRange(32, V4, V4 + 15), AddressRange(128, V6, V6 + 255))),
        ("a:two.example.com/25", (AddressRange(32, V4 + 128, V4 + 255), AddressRange(32, V4, V4 + 127))),
        ("a:gone.example.com", ()),
        ("ptr", ()),
        ("exists:two.example.com", ()),
        ("include:i.example.com", ()),
        ("redirect=i.example.com", ()),
    ],
)
def test_what_a_term_names(term: str, expected: tuple[AddressRange, ...]) -> None:
    (reached,) = tree(term, 'i TXT "v=spf1 ip4:9.9.9.9 -all"').root.terms
    assert sorted(networks(reached)) == sorted(expected)


def range4(first: int, last: int) -> AddressRange:
    return AddressRange(32, first, last)


@pytest.mark.parametrize(
    ("ranges", "ipv4", "ipv6"),
    [
        ([], 0, 0),
        ([range4(5, 5)], 1, 0),
        ([range4(0, 9), range4(20, 29)], 20, 0),
        ([range4(0, 9), range4(10, 19)], 20, 0),
        ([range4(0, 9), range4(9, 18)], 19, 0),
        ([range4(0, 9), range4(5, 14)], 15, 0),
        ([range4(0, 9), range4(0, 9)], 10, 0),
        ([range4(0, 99), range4(10, 19), range4(90, 109)], 110, 0),
        ([range4(0, 9), AddressRange(128, 0, 9)], 10, 10),
        ([range4(0, 99), AddressRange(128, 5, 9), AddressRange(128, 9, 10)], 100, 6),
    ],
)
def test_what_overlaps_is_counted_once(ranges: list[AddressRange], ipv4: int, ipv6: int) -> None:
    assert count_addresses(ranges) == count_addresses(reversed(ranges)) == (ipv4, ipv6)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("mx -all", (1, 1)),
        ("mx ~a:two.example.com ?ip4:9.9.0.0/16 -ip4:8.0.0.0/8 -all", (1, 1)),
        ("include:i.example.com mx -all", (257, 1)),
        ("?include:i.example.com -all", (0, 0)),
        ("ip4:9.9.9.0/28 redirect=i.example.com", (272, 0)),
        ("include:deep.example.com -all", (256, 0)),
        ("ip4:9.9.9.1 +all", (2**32, 2**128)),
    ],
)
def test_what_passes_is_counted_over_all_records(record: str, expected: tuple[int, int]) -> None:
    others = 'i TXT "v=spf1 ip4:9.9.8.0/24 -ip4:7.0.0.0/8 ~all"\ndeep TXT "v=spf1 include:i.example.com -all"'
    assert passing(tree(record, others)) == expected


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("+all", False),
        ("include:open.example.com -all", True),
        ("include:shut.example.com -all", False),
        ("include:shut.example.com include:deep.example.com -all", True),
    ],
)
def test_a_record_elsewhere_that_passes_everybody(record: str, expected: bool) -> None:
    others = (
        'open TXT "v=spf1 +all"\nshut TXT "v=spf1 mx ?all"\n'
        'deep TXT "v=spf1 include:shut.example.com include:open.example.com -all"'
    )
    assert passes_everybody_elsewhere(tree(record, others)) is expected


def test_what_passes_by_way_of_a_term_is_told_with_it() -> None:
    others = (
        'i TXT "v=spf1 a:two.example.com ~mx include:j.example.com -all"\nj TXT "v=spf1 ip4:9.9.8.0/24 -all"'
    )
    found = tree("mx include:i.example.com ~include:j.example.com -all", others)
    ways = [
        (str(term.term.domain and term.term.domain.text), [each.term.name for each in inner])
        for term, inner in passing_elsewhere(found)
    ]
    assert ways == [("i.example.com", ["a", "include", "ip4"])]
