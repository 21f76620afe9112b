"""A finding's fingerprint lasts as long as the flaw does, and no two flaws share one."""

import pytest

from mailcheck.dns.answers import Location, Source, Span
from mailcheck.judge.model import Finding, Problem, Report, fingerprint
from mailcheck.rules import catalogue
from mailcheck.survey.request import Severity
from mailcheck.testing import check_zone

RULES = {rule.name: rule for rule in catalogue()}
TEXT = "v=spf1 ptr mx -all"
PROBLEM = Problem("`ptr` is slow", Source("example.com", "TXT", TEXT), Span(7, 10))
FINDING = Finding(RULES["spf-ptr"], Severity.WARNING, PROBLEM)


def test_a_fingerprint_is_fixed_for_ever() -> None:
    assert fingerprint(FINDING, "example.com") == "b1628d1caaf398ad71f499ba0319ca95"


def _changed(**changes: object) -> Finding:
    return FINDING._replace(problem=PROBLEM._replace(**changes))  # type: ignore[arg-type]


def _source(**changes: object) -> Finding:
    return _changed(source=PROBLEM.source._replace(**changes))  # type: ignore[arg-type]


SAME = {
    "another wording": _changed(message="`ptr` should not be used"),
    "another severity": FINDING._replace(severity=Severity.ERROR),
    "a remedy of its own": _changed(remedy="Remove it.", replacement="v=spf1 mx -all"),
    "another line of the file": _source(location=Location("a.zone", 7, 1)),
    "another server": _source(server="9.9.9.9"),
    "another place in the record": _changed(
        source=PROBLEM.source._replace(text="v=spf1 mx ptr -all"), span=Span(10, 13)
    ),
    "the rest of the record is another": _source(text="v=spf1 ptr ip4:9.9.9.9 ?all"),
    "other letter case": _source(text="v=spf1 PTR mx -all", owner="Example.COM"),
    "blanks about it": _changed(span=Span(6, 11)),
}
OTHER = {
    "another rule": FINDING._replace(rule=RULES["spf-duplicate-term"]),
    "another name": _source(owner="example.net"),
    "another type": _source(rdtype="SPF"),
    "another term": _source(text="v=spf1 mx: mx -all"),
    "the whole record": _changed(span=None),
    "another address": _changed(about="9.9.9.9"),
}


@pytest.mark.parametrize("finding", SAME.values(), ids=SAME)
def test_what_is_not_the_flaw_does_not_count(finding: Finding) -> None:
    assert fingerprint(finding, "example.com") == fingerprint(FINDING, "example.com")


@pytest.mark.parametrize("finding", OTHER.values(), ids=OTHER)
def test_another_flaw_has_another_fingerprint(finding: Finding) -> None:
    assert fingerprint(finding, "example.com") != fingerprint(FINDING, "example.com")


def test_another_domain_has_another_fingerprint() -> None:
    assert fingerprint(FINDING, "example.com") != fingerprint(FINDING, "example.net")


def test_the_order_of_words_in_a_record_does_not_count() -> None:
    one, other = (_changed(source=Source("a", "TXT", text), span=None) for text in ("a  b c", "c b a"))
    assert fingerprint(one, "a") == fingerprint(other, "a")


def test_octets_that_are_no_text_have_a_fingerprint() -> None:
    assert fingerprint(_source(text="v=spf1 \udcff\ud800 "), "a") != fingerprint(
        _source(text="v=spf1 \udcfe"), "a"
    )


TWO_ADDRESSES = """
@     MX    10 mail
@     TXT   "v=spf1 -all"
mail  A     9.9.9.10
mail  AAAA  2a00:1450::25
"""


def _prints(report: Report) -> list[str]:
    return [fingerprint(finding, report.domain) for finding in report.findings]


def test_two_addresses_that_one_term_refuses_are_two_findings() -> None:
    report = check_zone(TWO_ADDRESSES, rules=[RULES["spf-mx-not-authorized"]])
    assert len(report.findings) == len(set(_prints(report))) == 2
