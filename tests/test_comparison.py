"""Two runs are compared by what lasts: fingerprints, severities, and the words of records."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailcheck.errors import BaselineError
from mailcheck.judge.baseline import baseline_of, findings, parse_reports, set_known_aside
from mailcheck.judge.comparison import DomainChange, RecordChange, compare, comparison_facts
from mailcheck.render.json import report_json, reports_json
from mailcheck.survey.request import Severity
from mailcheck.testing import check_zone

ZONE = """\
@       MX   10 main
main    A    9.9.9.10
@       TXT  "v=spf1 mx ip4:9.9.9.11 -all"
_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
"""


def run(zone: str = ZONE) -> dict:
    return json.loads(reports_json([check_zone(zone)]))


def change(old: dict, new: dict) -> DomainChange:
    (found,) = compare([old], [new]).changes
    return found


def test_equal_runs_do_not_differ() -> None:
    assert compare([run()], [run()]) == ((), (), ())


def test_what_appears_is_worse_and_what_goes_is_not() -> None:
    worse = change(run(), run(ZONE.replace("-all", "?all")))
    assert [each["rule"] for each in worse.appeared] == ["spf-neutral-all"]
    assert (worse.gone, worse.worse(), worse.worse(Severity.ERROR), worse.worse(None)) == (
        (),
        True,
        False,
        False,
    )
    better = change(run(ZONE.replace("-all", "?all")), run())
    assert [each["rule"] for each in better.gone] == ["spf-neutral-all"]
    assert (better.appeared, better.worse()) == ((), False)


def test_a_severity_that_rises_is_worse_and_one_that_falls_is_not() -> None:
    old, new = run(), run()
    new["findings"][0]["severity"] = "error"
    risen = change(old, new)
    assert [(one["severity"], other["severity"]) for one, other in risen.raised] == [("note", "error")]
    assert risen.worse(Severity.ERROR)
    fallen = change(new, old)
    assert len(fallen.lowered) == 1
    assert not fallen.worse()


def test_records_are_compared_word_by_word() -> None:
    new = (
        ZONE.replace("ip4:9.9.9.11", "ip4:9.9.9.12")
        .replace("p=none; ", "p=reject; ")
        .replace("10 main", "20 main")
    )
    assert change(run(), run(new)).records == (
        RecordChange("MX", ("10 main.example.com",), ("20 main.example.com",)),
        RecordChange("SPF", ("ip4:9.9.9.11",), ("ip4:9.9.9.12",)),
        RecordChange("DMARC", ("p=none",), ("p=reject",)),
    )


def test_the_order_of_terms_is_a_change() -> None:
    swapped = change(run(), run(ZONE.replace("mx ip4:9.9.9.11", "ip4:9.9.9.11 mx")))
    assert [(each.name, each.removed, each.added) for each in swapped.records] == [
        ("SPF", ("ip4:9.9.9.11",), ("ip4:9.9.9.11",))
    ]


def test_what_could_not_be_told_is_neither_gone_nor_removed() -> None:
    old, new = run(ZONE.replace("-all", "?all")), run(ZONE.replace("-all", "?all"))
    new["findings"] = []
    new["rules"]["spf-neutral-all"] = "unknown"
    new["unknown"] = [
        {"name": "example.com", "type": "TXT", "reason": "timeout", "rules": ["spf-neutral-all"]}
    ]
    new["spf"]["record"] = None
    found = change(old, new)
    assert [each["rule"] for each in found.unjudged] == ["spf-neutral-all"]
    assert found.silent == ("example.com TXT",)
    assert found.records == ()


def test_domains_that_one_run_lacks_are_told_apart() -> None:
    other = run() | {"domain": "example.net"}
    found = compare([run()], [other])
    assert (found.only_old, found.only_new) == (("example.com",), ("example.net",))
    assert len(found.changes[0].appeared) == len(other["findings"])


def test_the_facts_say_whether_it_is_worse() -> None:
    told = comparison_facts(compare([run()], [run(ZONE.replace("-all", "?all"))]), Severity.WARNING)
    assert (told["version"], told["worse"]) == (1, True)
    assert told["domains"][0]["records"] == [{"record": "SPF", "removed": ["-all"], "added": ["?all"]}]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "line 1 is not JSON", id="nothing"),
        pytest.param("{", "line 1 is not JSON", id="half of it"),
        pytest.param(
            "[1]", "there is no report in it; `mailcheck check --format json` writes one", id="a number"
        ),
        pytest.param(
            "{}", "there is no report in it; `mailcheck check --format json` writes one", id="no domain"
        ),
        pytest.param(
            '{"domain": "a.b", "version": 2}',
            "a report of version `2`; version 1 is known",
            id="of the future",
        ),
        pytest.param(
            '{"domain": "a.b", "version": 1, "findings": [{}]}',
            "a finding without rule, severity and fingerprint",
            id="no finding",
        ),
        pytest.param(
            '{"domain": "a.b", "version": 1}\n{"domain": "a.c"}',
            "a report of version `None`; version 1 is known (in report 2)",
            id="the second of two",
        ),
        pytest.param("[" * 100_000, "line 1 is not JSON", id="deep"),
    ],
)
def test_what_is_no_report_is_refused(text: str, message: str) -> None:
    if not text:
        assert parse_reports(text) == ()
        return
    with pytest.raises(BaselineError) as caught:
        parse_reports(text)
    assert str(caught.value) == message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["spf", "mx", "dkim", "record", "unknown", "rules", "selector"]), inner
        )
    ),
    max_leaves=8,
)


@given(JSON, JSON)
def test_no_report_breaks_a_comparison(one: object, other: object) -> None:
    def report(value: object) -> dict:
        own = value if isinstance(value, dict) else {"spf": value, "dkim": value, "mx": value}
        return {**own, "domain": "example.com", "version": 1}

    old, new = parse_reports(json.dumps([report(one), report(other)]))
    compare([old], [new])


def test_a_baseline_knows_what_is_no_worse_than_it_was() -> None:
    report = check_zone(ZONE)
    held = baseline_of([report_json(report)])
    (settled,) = set_known_aside([report], held)
    assert (settled.findings, len(settled.known)) == ((), len(report.findings))
    (risen,) = set_known_aside([check_zone(ZONE.replace("-all", "?all"))], held)
    assert [each.rule.name for each in risen.findings] == ["spf-neutral-all"]
    held = dict.fromkeys(held, Severity.NOTE)
    (worse,) = set_known_aside([check_zone(ZONE.replace("mx ip4", "ip4"))], held)
    assert {each.rule.name for each in worse.findings} == {"spf-mx-not-authorized"}


def test_a_baseline_made_with_a_baseline_holds_as_much() -> None:
    report = check_zone(ZONE)
    held = baseline_of([report_json(report)])
    (settled,) = set_known_aside([report], held)
    assert baseline_of([report_json(settled)]) == held
    assert set(findings(report_json(settled))) == set(held)
