"""Exceptions cover what they name, where they stand, until they end; unused ones are findings themselves."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailcheck.api import check, check_all
from mailcheck.dns.answers import Source
from mailcheck.dns.driver import finish
from mailcheck.dns.overlay import OfflineResolver, OverlayResolver
from mailcheck.dns.zone import ZoneResolver
from mailcheck.dns.zonefile.files import read_text
from mailcheck.errors import ZoneSyntaxError
from mailcheck.judge.model import Report, Verdict
from mailcheck.rules import names
from mailcheck.survey.exceptions import RuleException, read_exceptions
from mailcheck.survey.request import Request, Severity
from mailcheck.testing import check_zone

TODAY = date(2026, 6, 1)
ZONE = """\
@       MX   10 main
main    A    9.9.9.10
@       TXT  "v=spf1 mx ?all"
_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
"""


def found(report: Report) -> set[str]:
    return {finding.rule.name for finding in report.findings}


def ignored(report: Report) -> set[str]:
    return {each.finding.rule.name for each in report.ignored}


def checked(zone: str, today: date = TODAY) -> Report:
    return check_zone(zone, today=today)


def read(zone: str) -> tuple[RuleException, ...]:
    """Read the exceptions in the comments of a zone."""
    return read_exceptions(read_text(zone, origin="example.com", file="a.zone"), names())


def exception(rule: str, **more) -> RuleException:
    return RuleException(rule, "so it is", Source("", "", "here"), **more)


def test_without_exceptions_nothing_is_ignored() -> None:
    report = checked(ZONE)
    assert found(report) == {"mx-single", "spf-neutral-all", "dmarc-policy-none"}
    assert report.ignored == ()
    assert report.verdicts["exception-unused"] is Verdict.SKIPPED


def test_an_ignored_finding_is_kept_and_does_not_count() -> None:
    report = checked(ZONE.replace('?all"', '?all" ; mailcheck: ignore spf-neutral-all until=2026-06-01 soon'))
    assert ignored(report) == {"spf-neutral-all"}
    assert found(report) == {"mx-single", "dmarc-policy-none"}
    assert report.verdicts["spf-neutral-all"] is Verdict.PASS
    assert report.verdict(Severity.WARNING) is Verdict.PASS
    assert [(each.exception.reason, each.exception.until) for each in report.ignored] == [("soon", TODAY)]


@pytest.mark.parametrize(
    ("zone", "covered"),
    [
        pytest.param(
            "; mailcheck: ignore mx-* x\n" + ZONE, {"mx-single"}, id="before the first record: the zone"
        ),
        pytest.param(
            "; mailcheck: ignore * x\n" + ZONE,
            {"mx-single", "spf-neutral-all", "dmarc-policy-none"},
            id="every rule of the zone",
        ),
        pytest.param(
            ZONE.replace("main\n", "main ; mailcheck: ignore * x\n", 1), {"mx-single"}, id="behind a record"
        ),
        pytest.param(
            ZONE.replace("_dmarc", "  ; mailcheck: ignore * x\n_dmarc"),
            {"dmarc-policy-none"},
            id="before a record",
        ),
        pytest.param(
            ZONE.replace('"v=spf1 mx ?all"', '( "v=spf1 mx"\n ; mailcheck: ignore * x\n" ?all" )'),
            {"spf-neutral-all"},
            id="within parentheses",
        ),
        pytest.param(
            ZONE.replace('"v=spf1 mx ?all"', '( "v=spf1 mx"\n" ?all"\n) ; mailcheck: ignore * x'),
            {"spf-neutral-all"},
            id="behind the closing parenthesis",
        ),
        pytest.param(ZONE + "; mailcheck: ignore * x\n", {"dmarc-policy-none"}, id="behind the last record"),
        pytest.param(ZONE + ";;mailcheck:ignore * x\n", {"dmarc-policy-none"}, id="without blanks"),
        pytest.param(ZONE.replace("?all", "?all; mailcheck: ignore * x"), set(), id="not within a string"),
        pytest.param(ZONE + "; see mailcheck: ignore * x\n", set(), id="not in the middle of a comment"),
    ],
)
def test_a_comment_covers_what_it_stands_at(zone: str, covered: set[str]) -> None:
    assert ignored(checked(zone)) == covered


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        pytest.param("ignore", "this exception has no rule; {form}", id="nothing"),
        pytest.param("ignore spf-ptr", "this exception has no reason; {form}", id="no reason"),
        pytest.param(
            "ignore spf-ptr until=2027-01-31", "this exception has no reason; {form}", id="a day is none"
        ),
        pytest.param("ingore spf-ptr x", "`mailcheck: ingore` is no exception; {form}", id="misspelled"),
        pytest.param(
            "ignore spf-pt x", "`spf-pt` matches no rule; did you mean `spf-ptr`?", id="no such rule"
        ),
        pytest.param(
            "ignore spf-ptr until=2027-02-30 x",
            "`until=2027-02-30` is no date such as 2027-01-31",
            id="no day",
        ),
    ],
)
def test_a_comment_that_cannot_be_read_is_refused(comment: str, message: str) -> None:
    form = "`; mailcheck: ignore RULE until=2027-01-31 REASON` is allowed, with or without the day"
    with pytest.raises(ZoneSyntaxError) as caught:
        read(f"@ MX 10 main ; mailcheck: {comment}\n")
    assert str(caught.value) == f"a.zone:1:14: {message.format(form=form)}"


@given(st.text(alphabet='mailcheck: ignore;"()\n\t*@A 9.', max_size=80))
def test_no_comment_is_more_than_an_exception_or_refused(text: str) -> None:
    zone = f"@ A 9.9.9.9 ; mailcheck: ignore {text}\n"
    try:
        for each in read(zone):
            assert each.reason
    except ZoneSyntaxError:
        pass


def test_an_exception_that_has_expired_covers_nothing_and_is_a_finding() -> None:
    report = checked(ZONE.replace("main\n", "main ; mailcheck: ignore * until=2026-05-31 soon\n", 1))
    assert ignored(report) == set()
    (finding,) = [each for each in report.findings if each.rule.family == "exception"]
    assert (finding.rule.name, finding.severity, finding.problem.message) == (
        "exception-expired",
        Severity.WARNING,
        "the exception for `*` ended on 2026-05-31: soon",
    )
    assert finding.problem.source.location is not None
    assert finding.problem.source.location.line == 1


def test_an_exception_of_no_use_is_a_finding() -> None:
    report = checked(ZONE.replace("main\n", "main ; mailcheck: ignore spf-ptr soon\n", 1))
    (finding,) = [each for each in report.findings if each.rule.family == "exception"]
    assert (finding.rule.name, finding.severity, finding.problem.message) == (
        "exception-unused",
        Severity.NOTE,
        "the exception for `spf-ptr` covers nothing: soon",
    )


def test_an_exception_whose_rule_could_not_be_judged_is_not_held_to_be_unused() -> None:
    unknown = check_zone(ZONE, rules=(), exceptions=[exception("spf-ptr")], today=TODAY)
    assert unknown.findings == ()


def test_domains_are_matched_by_globs() -> None:
    for domain, covered in (("example.com", True), ("*.com", True), ("*", True), ("*.example.com", False)):
        report = check_zone(ZONE, exceptions=[exception("mx-single", domain=domain)], today=TODAY)
        assert bool(report.ignored) is covered


def check_both(ignored: RuleException) -> tuple[Report, ...]:
    """Judge example.net and example.com as one run."""
    worlds = {
        "example.net": ZoneResolver.from_text(
            ZONE.replace("?all", "-all"), origin="example.net", everywhere=True
        ),
        "example.com": ZoneResolver.from_text(ZONE, origin="example.com", everywhere=True),
    }
    requests = [Request(domain, exceptions=(ignored,)) for domain in worlds]
    return finish(check_all(requests, resolvers=worlds, today=TODAY))


def test_an_exception_that_one_of_several_reports_uses_is_used() -> None:
    first, second = check_both(exception("spf-neutral-all"))
    assert ignored(second) == {"spf-neutral-all"}
    assert "exception-unused" not in found(first) | found(second)
    first, second = check_both(exception("spf-ptr"))
    assert "exception-unused" in found(first)
    assert "exception-unused" not in found(second)
    assert [each.problem.source.owner for each in first.findings if each.rule.family == "exception"] == [
        "example.net"
    ]


def test_a_comment_concerns_its_own_zone_alone() -> None:
    commented = ZoneResolver.from_text("; mailcheck: ignore * x\n" + ZONE, file="one.zone")
    plain = ZoneResolver.from_text(ZONE, origin="example.net", file="other.zone")
    both = OverlayResolver((commented, plain), OfflineResolver())
    assert finish(check("example.net", resolver=both, today=TODAY)).ignored == ()
    assert len(finish(check("example.com", resolver=both, today=TODAY)).ignored) == 3
