"""Whatever a record says, evaluation and the tree come to an end and raise nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailcheck.dns.answers import Answer, Mx, Status, Txt
from mailcheck.dns.driver import run_in_memory
from mailcheck.evaluate.spf import check_host
from mailcheck.evaluate.spf.ranges import check_network
from mailcheck.render.text.spf_trace import result_lines
from mailcheck.render.text.spf_tree import tree_lines
from mailcheck.rules import catalogue
from mailcheck.survey.spf.reach import spf_tree
from mailcheck.survey.spf.tree import SpfTree

RESULTS = {"pass", "fail", "softfail", "neutral", "none", "permerror", "temperror"}
RULES = [rule for rule in catalogue() if rule.subject is SpfTree]
PIECES = [
    "a",
    "mx",
    "ptr",
    "include:",
    "redirect=",
    "exp=",
    "exists:",
    "ip4:",
    "ip6:",
    "%{",
    "}",
    "%",
    "i",
    "s",
    "p",
    "r",
]
PIECES += [
    "example.com",
    "d.example.com",
    ".",
    "..",
    "/",
    "//",
    "32",
    "0",
    ":",
    "-",
    "~",
    "?",
    "all",
    " ",
    "\t",
    "\u00e9",
]
PIECES += [
    "\udcff",
    "\x00",
    "\\",
    '"',
    "9.9.9.9",
    "2a00::1",
    "x" * 64,
    "y." * 130,
    "{s}",
    "{l1r-}",
    "{ir}",
    "{p}",
]

records = st.lists(st.sampled_from(PIECES), max_size=24).map(lambda parts: "v=spf1 " + "".join(parts))
senders = st.text(max_size=40)


def echo(record: str) -> object:
    """Every name has this record, and addresses, and mail hosts of every kind."""
    octets = record.encode("utf-8", "surrogateescape")
    found = {
        "TXT": (Txt((octets,)),),
        "A": ("9.9.9.9",),
        "AAAA": ("2a00::1",),
        "MX": (Mx(10, "h.example.com"), Mx(5, ""), Mx(10, "\\000.example.com")),
        "PTR": ("example.com", "h\\.x.example.com", ""),
    }
    return lambda name, rdtype: Answer(name.lower(), rdtype, Status.FOUND, found[rdtype])


@settings(max_examples=150, deadline=None)
@given(
    record=records, sender=senders, helo=senders, ip=st.sampled_from(["9.9.9.9", "9.9.9.1", "2a00::1", "::2"])
)
def test_evaluation_ends_in_a_result(record: str, sender: str, helo: str, ip: str) -> None:
    result = run_in_memory(check_host(ip, "example.com", sender, helo, trace=True), echo(record))  # type: ignore[arg-type]
    assert result.result in RESULTS
    assert result.lookups <= 11
    assert list(result_lines(ip, result, 80))


@settings(max_examples=150, deadline=None)
@given(record=records)
def test_the_tree_is_finite_and_can_be_judged(record: str) -> None:
    tree = run_in_memory(spf_tree("example.com"), echo(record))  # type: ignore[arg-type]
    assert len(tree.nodes) < 10_000
    for rule in RULES:
        list(rule.check(tree))
    assert list(tree_lines(tree, 80))


@settings(max_examples=50, deadline=None)
@given(record=records)
def test_a_network_takes_a_bounded_number_of_evaluations(record: str) -> None:
    address, result = run_in_memory(check_network("9.9.0.0/16", "example.com", "", ""), echo(record))  # type: ignore[arg-type]
    assert address.startswith("9.9.")
    assert result.result in RESULTS


@pytest.mark.parametrize(
    "record",
    [
        "v=spf1 " + "a " * 20_000,
        "v=spf1 " + "include:example.com " * 3_000,
        "v=spf1 exists:" + "%{d}" * 15_000,
        "v=spf1 a:" + "a." * 30_000 + "com",
    ],
    ids=["terms", "includes", "macros", "labels"],
)
def test_64_kib_of_record_are_no_trouble(record: str) -> None:
    assert run_in_memory(check_host("9.9.9.8", "example.com", "", ""), echo(record)).result in RESULTS  # type: ignore[arg-type]
    assert run_in_memory(spf_tree("example.com"), echo(record)).lookups >= 0  # type: ignore[arg-type]
