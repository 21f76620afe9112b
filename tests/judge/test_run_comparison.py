"""What two runs, given as the JSON that reports are written in, are said to differ in."""

import json
from typing import Any

import pytest

from mailcheck.judge.baseline import baseline_of, findings, parse_reports
from mailcheck.judge.comparison import WORDS_LIMIT, DomainChange, RecordChange, compare, comparison_facts
from mailcheck.survey.request import Severity

Json = dict[str, Any]


def report(**values: object) -> Json:
    return {"domain": "example.com", "version": 1, **values}


def found(mark: str, severity: str = "error", rule: str = "spf-syntax") -> Json:
    return {"rule": rule, "severity": severity, "fingerprint": mark}


def change(old: Json, new: Json) -> DomainChange:
    (only,) = compare([old], [new]).changes
    return only


def failed(*questions: str) -> list[Json]:
    return [dict(zip(("name", "type"), question.split(), strict=True)) for question in questions]


class TestFindings:
    def test_each_is_told_once_by_what_became_of_it(self) -> None:
        old = report(findings=[found("gone"), found("up", "note"), found("down"), found("same", "note")])
        new = report(
            findings=[found("new"), found("up", "warning"), found("down", "note"), found("same", "note")]
        )
        assert change(old, new) == DomainChange(
            "example.com",
            appeared=(found("new"),),
            gone=(found("gone"),),
            raised=((found("up", "note"), found("up", "warning")),),
            lowered=((found("down"), found("down", "note")),),
        )

    def test_one_whose_rule_is_undecided_is_not_gone(self) -> None:
        old = report(findings=[found("a", rule="x"), found("b", rule="y"), found("c", rule="z")])
        new = report(findings=[], rules={"x": "unknown", "y": "pass"})
        told = change(old, new)
        assert (told.unjudged, told.gone) == (
            (found("a", rule="x"),),
            (found("b", rule="y"), found("c", rule="z")),
        )
        assert change(old, report(rules=["x"])).gone == tuple(old["findings"])

    def test_what_a_baseline_knew_counts_as_found(self) -> None:
        old, new = report(known=[found("a")]), report(findings=[found("a")])
        assert compare([old], [new]).changes == ()

    def test_of_two_with_one_mark_the_worse_counts(self) -> None:
        both = report(findings=[found("a", "note"), found("a", "error")], known=[found("a", "warning")])
        assert findings(both) == {"a": found("a", "error")}
        assert baseline_of([both, report(findings=[found("b", "note")])]) == {
            "a": Severity.ERROR,
            "b": Severity.NOTE,
        }

    @pytest.mark.parametrize(
        ("severity", "least", "worse"),
        [
            ("note", Severity.NOTE, True),
            ("note", Severity.WARNING, False),
            ("warning", Severity.WARNING, True),
            ("error", Severity.WARNING, True),
            ("warning", Severity.ERROR, False),
            ("error", None, False),
        ],
    )
    def test_one_that_appears_makes_it_worse_from_a_threshold_on(
        self, severity: str, least: Severity | None, worse: bool
    ) -> None:
        assert change(report(), report(findings=[found("a", severity)])).worse(least) is worse
        risen = change(report(findings=[found("a", "note")]), report(findings=[found("a", "error")]))
        assert (risen.worse(), risen.worse(Severity.ERROR), risen.worse(None)) == (True, True, False)
        fallen = change(report(findings=[found("a", "error")]), report(findings=[found("a", "note")]))
        assert not fallen.worse()


class TestRecords:
    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            pytest.param(
                {"spf": {"record": "v=spf1 mx  a -all"}},
                {"spf": {"record": "v=spf1 a ip4:9.9.9.9 ~all"}},
                RecordChange("SPF", ("mx", "-all"), ("ip4:9.9.9.9", "~all")),
                id="spf",
            ),
            pytest.param(
                {"dmarc": {"record": "v=DMARC1; p=none;; rua=mailto:a@b.example ;"}},
                {"dmarc": {"record": "v=DMARC1;p=reject; rua=mailto:a@b.example"}},
                RecordChange("DMARC", ("p=none",), ("p=reject",)),
                id="dmarc",
            ),
            pytest.param(
                {"mx": [{"preference": 10, "host": "a.example"}, {"preference": 20, "host": "b.example"}]},
                {"mx": [{"preference": 10, "host": "a.example"}, {"preference": 30, "host": "b.example"}]},
                RecordChange("MX", ("20 b.example",), ("30 b.example",)),
                id="mx",
            ),
            pytest.param(
                {"dkim": [{"selector": "s1", "record": "v=DKIM1; p=a"}]},
                {"dkim": [{"selector": "s1", "record": "v=DKIM1; p=b"}]},
                RecordChange("DKIM s1", ("p=a",), ("p=b",)),
                id="dkim",
            ),
            pytest.param(
                {},
                {"dkim": [{"selector": "s2", "record": "p="}]},
                RecordChange("DKIM s2", (), ("p=",)),
                id="new",
            ),
            pytest.param(
                {"spf": {"record": "v=spf1 -all"}},
                {"spf": {"record": None}},
                RecordChange("SPF", ("v=spf1", "-all"), ()),
                id="removed",
            ),
            pytest.param(
                {"spf": {"record": "v=spf1 a b"}},
                {"spf": {"record": "v=spf1 b a"}},
                RecordChange("SPF", ("b",), ("b",)),
                id="another order",
            ),
        ],
    )
    def test_one_that_changed_is_compared_word_by_word(
        self, old: Json, new: Json, expected: RecordChange
    ) -> None:
        assert change(report(**old), report(**new)).records == (expected,)

    @pytest.mark.parametrize("more", [0, 1])
    def test_a_long_one_is_compared_without_regard_to_order(self, more: int) -> None:
        words = [f"w{number}" for number in range(WORDS_LIMIT - 1 + more)]
        old, new = " ".join([*words, "x"]), " ".join(["y", *reversed(words)])
        (told,) = change(report(spf={"record": old}), report(spf={"record": new})).records
        assert (told == RecordChange("SPF", ("x",), ("y",))) is bool(more)
        (shrunk,) = change(report(spf={"record": old}), report(spf={"record": "y"})).records
        assert shrunk == RecordChange("SPF", (*words, "x"), ("y",))

    @pytest.mark.parametrize(
        ("unknown", "left"),
        [
            (["example.com MX"], ["SPF", "DMARC", "DKIM s1"]),
            (["example.com TXT"], ["MX", "DMARC", "DKIM s1"]),
            (["_dmarc.example.com TXT"], ["MX", "SPF", "DKIM s1"]),
            (["mx.example.com A", "example.com A"], ["MX", "SPF", "DMARC", "DKIM s1"]),
        ],
    )
    def test_one_that_could_not_be_asked_for_is_left_alone(self, unknown: list[str], left: list[str]) -> None:
        held = {
            "mx": [{"preference": 10, "host": "a.example"}],
            "spf": {"record": "v=spf1 -all"},
            "dmarc": {"record": "v=DMARC1"},
            "dkim": [{"selector": "s1", "record": "p="}],
        }
        told = change(report(**held), report(unknown=failed(*unknown)))
        assert [each.name for each in told.records] == left
        assert told.silent == tuple(unknown)
        told = change(report(unknown=failed(*unknown)), report(**held))
        assert ([each.name for each in told.records], told.silent) == (left, ())

    def test_a_policy_record_that_was_found_is_compared_whatever_else_failed(self) -> None:
        old = report(dmarc={"record": "v=DMARC1; p=none"})
        new = report(dmarc={"record": "v=DMARC1; p=reject"}, unknown=failed("_dmarc.com TXT"))
        assert change(old, new).records == (RecordChange("DMARC", ("p=none",), ("p=reject",)),)

    def test_a_key_of_which_nothing_is_known_is_left_alone(self) -> None:
        old = report(dkim=[{"selector": "s1", "record": "p=a"}, {"selector": "s2", "record": "p=a"}])
        new = report(dkim=[{"selector": "s1", "status": "unknown"}, {"selector": "s2", "status": "missing"}])
        assert change(old, new).records == (RecordChange("DKIM s2", ("p=a",), ()),)

    def test_of_a_domain_that_is_new_neither_records_nor_questions_are_told(self) -> None:
        new = report(spf={"record": "v=spf1 -all"}, unknown=failed("example.com MX"), findings=[found("a")])
        told = compare([], [new])
        assert told.changes == (DomainChange("example.com", appeared=(found("a"),)),)
        assert (told.only_old, told.only_new) == ((), ("example.com",))

    def test_what_was_silent_before_is_no_news(self) -> None:
        old = report(unknown=failed("example.com MX"))
        new = report(unknown=failed("example.com MX", "example.com TXT"))
        assert change(old, new).silent == ("example.com TXT",)


def test_the_facts_hold_all_of_it() -> None:
    old = report(
        findings=[found("up", "note"), found("gone"), found("open", rule="x")], spf={"record": "v=spf1 -all"}
    )
    new = report(
        findings=[found("up", "warning"), found("new", "note")],
        spf={"record": "v=spf1 ~all"},
        unknown=failed("a.example A"),
        rules={"x": "unknown"},
    )
    others = [report(domain="old.example")], [report(domain="new.example")]
    told = compare([old, *others[0]], [new, *others[1]])
    assert comparison_facts(told, Severity.ERROR)["worse"] is False
    assert comparison_facts(told, Severity.WARNING) == {
        "version": 1,
        "worse": True,
        "only_old": ["old.example"],
        "only_new": ["new.example"],
        "domains": [
            {
                "domain": "example.com",
                "appeared": [found("new", "note")],
                "gone": [found("gone")],
                "changed": [{"from": "note", "to": "warning", "finding": found("up", "warning")}],
                "not_judged": [found("open", rule="x")],
                "unknown": ["a.example A"],
                "records": [{"record": "SPF", "removed": ["-all"], "added": ["~all"]}],
            }
        ],
    }


@pytest.mark.parametrize(
    "finding",
    [
        None,
        [],
        {"severity": "error", "fingerprint": "a"},
        {"rule": "x", "severity": "error"},
        {"rule": "x", "severity": "grave", "fingerprint": "a"},
        {"rule": 1, "severity": "error", "fingerprint": "a"},
        {"rule": "x", "severity": "error", "fingerprint": 1},
    ],
)
@pytest.mark.parametrize("place", ["findings", "known"])
def test_what_is_no_finding_is_refused(place: str, finding: object) -> None:
    with pytest.raises(ValueError, match=r"^a finding without rule, severity and fingerprint$"):
        parse_reports(json.dumps(report(**{place: [found("a"), finding]})))


def test_findings_that_are_no_list_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^a finding without rule"):
        parse_reports(json.dumps(report(findings="a")))


def test_reports_are_read_from_a_list_and_from_lines() -> None:
    one, other = report(), report(domain="example.net", findings=[found("a")])
    assert parse_reports(json.dumps([one, other])) == (one, other)
    assert parse_reports(f"{json.dumps(one)}\n\n{json.dumps(other)}\n") == (one, other)
    assert parse_reports(json.dumps(one)) == (one,)
    with pytest.raises(ValueError, match=r"^line 3 is not JSON$"):
        parse_reports(f"{json.dumps(one)}\n\n{{\n")
    with pytest.raises(ValueError, match=r"^a report of version `12345678901234567890`; version 1 is known"):
        parse_reports(json.dumps([one, report(version="123456789012345678901")]))
