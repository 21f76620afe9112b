"""Each format is read by a parser of its own, also when the records are written to break it."""

import csv
import io
import json
import re
from collections import Counter
from datetime import date
from typing import Any

import pytest
from foes import PRINTABLE, REPORTS
from hypothesis import HealthCheck, assume, given, settings
from junitparser import Error, Failure, JUnitXml, Skipped
from markdown_it import MarkdownIt
from worlds import judge_one

from mailcheck.cli.console import FORMATS, MODULES, TEXT, render, settle_format
from mailcheck.dns.answers import Source
from mailcheck.dns.driver import finish, run
from mailcheck.dns.overlay import OfflineResolver, OverlayResolver
from mailcheck.dns.zone import ZoneResolver
from mailcheck.judge.model import Finding, Ignored, Outcome, Problem, Report, Verdict, fingerprint
from mailcheck.render import csv as csv_format
from mailcheck.render import github, gitlab, jsonl, junit, markdown, nagios, sarif
from mailcheck.render.context import Run
from mailcheck.render.escape import visible
from mailcheck.render.json import report_json, reports_json, text
from mailcheck.render.text.lines import UNBOUNDED, View
from mailcheck.render.text.report import report_text
from mailcheck.render.wording import remarks
from mailcheck.rules import catalogue
from mailcheck.survey.exceptions import RuleException
from mailcheck.survey.gather import gather
from mailcheck.survey.request import Request, Severity
from mailcheck.testing import check_zone

RUN = Run(folder="/project/zones", root="/project")
hostile = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
BROKEN = """
@     MX   10 mail
@     TXT  "v=spf1 mx ip4:9.9.9.9~all"
mail  A    9.9.9.10
"""


def set_aside() -> Report:
    """Return a report in which nothing counts: a finding is known, another one ignored."""
    ptr, single = (
        next(rule for rule in catalogue() if rule.name == name) for name in ("spf-ptr", "mx-single")
    )
    nowhere = Source("example.com", "TXT")
    old = Finding(ptr, ptr.severity, Problem("`ptr` is slow", nowhere))
    excepted = Finding(single, single.severity, Problem("one host", nowhere))
    exception = RuleException("mx-single", "#2 comes", nowhere, until=date(2027, 1, 31))
    outcomes = (Outcome(ptr, Verdict.PASS), Outcome(single, Verdict.PASS))
    survey = check_zone("@ MX 10 mail\n").survey
    return Report("example.com", outcomes, survey, ignored=(Ignored(excepted, exception),), known=(old,))


def unjudged(report: Report) -> list[str]:
    """Return the lines on sections that were not judged in full, beside what could not be asked."""
    return list(remarks(report, RUN.fail_on, [unknown.answer for unknown in report.unknowns]))


def counted(reports: list[Report]) -> int:
    """Return how many things there are to tell."""
    return sum(len(report.findings) + len(report.unknowns) for report in reports)


LOG = """
@     MX   10 mail
mail  A    9.9.9.10
@     TXT  "::error::x v=spf1 mx -all"
_dmarc          TXT  "::error::v=DMARC1; p=none"
s1._domainkey   TXT  "::error::x"
s1._domainkey   TXT  "##[error]v=DKIM1; ##vso[task.complete]; p="
"""


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("width", [UNBOUNDED, 80])
def test_the_text_report_commands_no_log(width: int, colour: bool) -> None:
    printed = report_text(check_zone(LOG), View(width), colour=colour)
    assert [line for line in printed.split("\n") if re.search(r"^\s*::|##", line)] == []
    assert "\n                \\x3a:error::x\n" in printed or colour


@pytest.mark.no_cover  # thousands of calls of what other tests cover
@settings(hostile, max_examples=100)
@given(REPORTS)
def test_no_format_commands_the_log_that_it_is_printed_to(reports: list[Report]) -> None:
    for name in MODULES:
        lines = render(name, reports, RUN).split("\n") if name != "github" else ()
        assert (name, [line for line in lines if re.search(r"^\s*::|##[^ ]", line)]) == (name, [])


@pytest.mark.no_cover  # thousands of calls of what other tests cover
@settings(hostile, max_examples=100)
@given(REPORTS)
def test_every_format_is_printable_whatever_it_is_about(reports: list[Report]) -> None:
    for name in MODULES:
        printed = render(name, reports, RUN)
        assert (name, [line for line in printed.split("\n") if not PRINTABLE.fullmatch(line)]) == (name, [])
        assert printed.endswith("\n") or not counted(reports)


@pytest.mark.parametrize("name", MODULES)
def test_the_same_report_gives_the_same_bytes(name: str) -> None:
    assert render(name, [check_zone(BROKEN)], RUN) == render(name, [check_zone(BROKEN)], RUN)


def test_the_table_of_formats_is_whole() -> None:
    assert (*MODULES,) == FORMATS[1:]
    assert settle_format("auto", {"GITHUB_ACTIONS": "true"}) == "github"
    assert settle_format("auto", {"GITHUB_ACTIONS": "false"}) == settle_format("auto", {}) == TEXT
    assert settle_format("csv", {"GITHUB_ACTIONS": "true"}) == "csv"


class TestJsonLines:
    def test_each_line_is_the_report_of_one_domain(self) -> None:
        reports = [check_zone(BROKEN), check_zone("@ MX 0 .", domain="example.net")]
        lines = jsonl.render(reports, RUN).splitlines()
        assert [json.loads(line) for line in lines] == json.loads(reports_json(reports))

    @hostile
    @given(REPORTS)
    def test_a_line_is_what_json_makes_of_the_values(self, reports: list[Report]) -> None:
        for report in reports:
            names = [outcome.rule.name for outcome in report.outcomes]
            assume(len(names) == len(set(names)))
            assert jsonl.value(report, RUN) == text(report_json(report))

    @pytest.mark.parametrize("report", [set_aside(), check_zone(LOG)])
    def test_a_line_is_spaced_as_json_spaces_it(self, report: Report) -> None:
        assert jsonl.line(report, RUN) == json.dumps(report_json(report)).replace("##", "#\\u0023") + "\n"


class TestCsv:
    @hostile
    @given(REPORTS)
    def test_every_row_is_whole_and_no_cell_is_a_formula(self, reports: list[Report]) -> None:
        rows = list(csv.reader(io.StringIO(csv_format.render(reports, RUN)), strict=True))
        assert rows[0] == list(csv_format.COLUMNS)
        assert len(rows) == counted(reports) + 1
        assert {len(row) for row in rows} == {len(csv_format.COLUMNS)}
        assert [cell for row in rows for cell in row if cell.startswith(tuple("=+-@\t\r\n\uff1d"))] == []

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-all", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1"])
    def test_what_would_be_a_formula_stands_behind_an_apostrophe(self, text: str) -> None:
        assert csv_format.cell(text) == f"'{visible(text)}"

    @pytest.mark.parametrize("text", ["v=spf1 -all", "1-1", "a@b", "", "'x"])
    def test_what_is_no_formula_stays(self, text: str) -> None:
        assert csv_format.cell(text) == text

    def test_a_row_says_what_where_and_what_instead(self) -> None:
        rows = csv.DictReader(io.StringIO(csv_format.render([check_zone(BROKEN)], RUN)))
        row = next(row for row in rows if row["rule"] == "spf-syntax")
        assert (row["domain"], row["severity"], row["name"], row["type"]) == (
            "example.com",
            "error",
            "example.com",
            "TXT",
        )
        assert (row["record"], row["evidence"]) == ("v=spf1 mx ip4:9.9.9.9~all", "~all")
        assert row["replacement"] == "v=spf1 mx ip4:9.9.9.9 ~all"


READER = MarkdownIt("commonmark").enable("table")
INERT = {"code_inline", "fence"}


def tokens(text: str) -> list[Any]:
    """Return every token of a Markdown text, the inner ones too."""
    return [each for token in READER.parse(text) for each in (token, *(token.children or ()))]


class TestMarkdown:
    @hostile
    @given(REPORTS)
    def test_record_text_makes_no_links_pictures_html_or_structure(self, reports: list[Report]) -> None:
        found = tokens(markdown.render(reports, RUN))
        types = Counter(token.type for token in found)
        assert not {"html_inline", "html_block", "link_open", "image", "code_block", "hr"} & set(types)
        assert types["heading_open"] == len(reports)
        aside = sum(len(report.known) + len(report.ignored) for report in reports)
        partly = sum(len(unjudged(report)) for report in reports)
        assert types["list_item_open"] == counted(reports) + partly + aside
        assert types["table_open"] == (len(reports) > 1)
        assert not types["blockquote_open"]

    @hostile
    @given(REPORTS)
    def test_what_hosts_make_links_and_mentions_of_is_code(self, reports: list[Report]) -> None:
        plain = [token.content for token in tokens(markdown.render(reports, RUN)) if token.type == "text"]
        assert [text for text in plain if re.search(r"@|://|www\.", text)] == []

    @hostile
    @given(REPORTS)
    def test_a_replacement_is_shown_whole(self, reports: list[Report]) -> None:
        fences = [token.content for token in tokens(markdown.render(reports, RUN)) if token.type == "fence"]
        for report in reports:
            for finding in report.findings:
                wanted = finding.problem.replacement
                assert not wanted or any(f"+ {visible(wanted)}\n" in fence for fence in fences)

    @pytest.mark.parametrize(
        ("message", "expected"),
        [
            ("`a|b` is *bold*", r"`a|b` is \*bold\*"),
            ("`a` and `b`", "`a` and `b`"),
            ("`a`b` is odd", "`` `a`b` is odd ``"),
            ("`a` @team `b`", "`` `a` @team `b` ``"),
            ("``` is odd", "```` ``` is odd ````"),
            ("", ""),
        ],
    )
    def test_prose(self, message: str, expected: str) -> None:
        assert markdown.prose(message) == expected

    def test_several_domains_have_a_table(self) -> None:
        reports = [check_zone(BROKEN), check_zone("@ MX 0 .", domain="_x.example.net")]
        lines = markdown.render(reports, RUN).splitlines()
        assert lines[2].startswith("| example.com | **FAIL** | ")
        assert lines[3].startswith(r"| \_x.example.net | **FAIL** | ")

    def test_what_does_not_count_is_told_after_what_does(self) -> None:
        assert markdown.render([set_aside()], RUN).splitlines() == [
            "## example.com: **PASS**",
            "",
            "1 known, 1 ignored",
            "",
            "Not judged in full:",
            "",
            "- DKIM, DMARC SKIPPED, not judged: no rule about it was chosen",
            "",
            "Known from the baseline:",
            "",
            "- warning spf-ptr: `ptr` is slow",
            "",
            "Ignored:",
            "",
            r"- note mx-single: one host (ignored until 2027-01-31: \#2 comes)",
        ]

    def test_a_long_text_is_cut(self) -> None:
        assert markdown.code("x" * 9999) == f"`{'x' * markdown.ROOM}...`"


def command(line: str) -> tuple[str, dict[str, str], str]:
    """Read a workflow command as the runner of GitHub Actions does."""
    assert line.startswith("::")
    head, found, data = line[2:].partition("::")
    assert found
    name, _, listed = head.partition(" ")
    properties = dict(each.split("=", 1) for each in listed.split(",") if each)
    return name, {key: _unescaped(value, True) for key, value in properties.items()}, _unescaped(data, False)


def _unescaped(text: str, is_property: bool) -> str:
    for escape, character in (
        ("%0D", "\r"),
        ("%0A", "\n"),
        *((("%3A", ":"), ("%2C", ",")) if is_property else ()),
    ):
        text = text.replace(escape, character)
    return text.replace("%25", "%")


class TestGithub:
    @hostile
    @given(REPORTS)
    def test_every_line_is_one_annotation(self, reports: list[Report]) -> None:
        lines = github.render(reports, RUN).splitlines()
        assert len(lines) == counted(reports)
        for name, properties, data in map(command, lines):
            assert name in {"error", "warning", "notice"}
            assert set(properties) - {"endColumn"} in ({"title"}, {"title", "file", "line", "col"})
            assert data.count("\n") <= 1

    @pytest.mark.parametrize(
        "text", ["a,b", "a:b", "a::b", "50%", "%0A", "%3A", "a=b", "\n::error::x", "\r", "é"]
    )
    def test_any_value_arrives_as_it_is_seen(self, text: str) -> None:
        line = github.command("error", {"file": text, "title": text}, [text, text])
        seen = visible(text)
        assert command(line) == ("error", {"file": seen, "title": seen}, f"{seen}\n{seen}")


ZONE = """\
$ORIGIN example.com.
$TTL 300
@ SOA ns1 h 1 1 1 1 1
@ NS ns1
ns1 A 9.9.9.9
@ MX 10 mail.example.com
@ TXT "v=spf1 " "mx ptr -all"
_dmarc TXT v=DMARC1; p=none
"""


def in_file() -> Report:
    zone = ZoneResolver.from_text(ZONE, origin=None, file="zones/example.com.zone")
    resolver = OverlayResolver((zone,), OfflineResolver())
    return judge_one(finish(run(gather(Request("example.com")), resolver)), catalogue())


@pytest.mark.parametrize(
    ("rule", "place", "repair"),
    [
        pytest.param("spf-ptr", "line=7,col=21,endColumn=24", None, id="a term in the second string"),
        pytest.param(
            "mx-name-doubled", "line=6,col=9", "publish at example.com MX: 10 mail.example.com.", id="a name"
        ),
    ],
)
def test_an_annotation_points_at_the_fault(rule: str, place: str, repair: str | None) -> None:
    lines = github.render([in_file()], RUN).splitlines()
    line = next(line for line in lines if f"title={rule}%3A" in line)
    place = f"file=zones/zones/example.com.zone,{place}"
    assert line.partition(",title=")[0].partition(" ")[2] == place
    assert repair is None or line.endswith(f"%0A{repair}")


LEVELS = {"info", "minor", "major", "critical", "blocker"}


class TestGitlab:
    @hostile
    @given(REPORTS)
    def test_every_issue_has_what_gitlab_asks_for(self, reports: list[Report]) -> None:
        issues = json.loads(gitlab.render(reports, RUN))
        assert len(issues) == counted(reports)
        for issue in issues:
            assert issue["description"]
            assert issue["check_name"]
            assert issue["severity"] in LEVELS
            assert not issue["location"]["path"].startswith("./")
            assert issue["location"]["lines"]["begin"] >= 1
        assert len({issue["fingerprint"] for issue in issues}) == len(issues)

    def test_a_fingerprint_is_the_findings_own(self) -> None:
        report = check_zone(BROKEN)
        expected = [fingerprint(finding, report.domain) for finding in report.findings]
        issues = json.loads(gitlab.render([report], RUN))
        assert [issue["fingerprint"] for issue in issues[: len(expected)]] == expected

    def test_what_is_in_no_file_has_a_path_by_its_name(self) -> None:
        (issue,) = json.loads(gitlab.render([check_zone('@ MX 0 .\n@ TXT "v=spf1 -all"\n')], RUN))
        assert issue["location"] == {"path": "dns/_dmarc.example.com/TXT", "lines": {"begin": 1}}


class TestJunit:
    @hostile
    @given(REPORTS)
    def test_a_parser_reads_what_was_judged(self, reports: list[Report]) -> None:
        suites = list(JUnitXml.fromstring(junit.render(reports, RUN).encode()))
        assert [suite.name for suite in suites] == [report.domain for report in reports]
        for suite, report in zip(suites, reports, strict=True):
            assert [case.name for case in suite] == [outcome.rule.name for outcome in report.outcomes]
            kinds = Counter(type(result) for case in suite for result in case.result)
            assert (suite.failures, suite.errors, suite.skipped) == (
                kinds[Failure],
                kinds[Error],
                kinds[Skipped],
            )
            assert bool(suite.failures) == any(
                finding.severity >= Severity.ERROR for finding in report.findings
            )

    def test_what_does_not_count_is_in_the_output_of_its_case(self) -> None:
        (suite,) = JUnitXml.fromstring(junit.render([set_aside()], Run(Severity.NOTE)).encode())
        assert {case.name: case.system_out for case in suite} == {
            "spf-ptr": "known: warning spf-ptr: `ptr` is slow",
            "mx-single": "note mx-single: one host (ignored until 2027-01-31: #2 comes)",
        }
        assert suite.failures == 0

    @pytest.mark.parametrize("fail_on", [*Severity, None])
    def test_a_case_fails_where_the_run_does(self, fail_on: Severity | None) -> None:
        report = check_zone(BROKEN)
        (suite,) = JUnitXml.fromstring(junit.render([report], Run(fail_on)).encode())
        failed = {case.name for case in suite if any(isinstance(result, Failure) for result in case.result)}
        found = {f.rule.name for f in report.findings if fail_on is not None and f.severity >= fail_on}
        assert failed == found
        told = {case.name for case in suite if case.result or case.system_out}
        assert {finding.rule.name for finding in report.findings} <= told


# The guidelines: one line of text, a bar, then 'label'=value[unit];[warn];[crit];[min];[max]
NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
DATUM = rf"[^=' ]+={NUMBER}(?:us|ms|s|%|B|KB|MB|TB|c)?(?:;(?:{NUMBER})?){{0,4}}"
PLUGIN = re.compile(rf"[A-Z]+ (?:OK|WARNING|CRITICAL|UNKNOWN) - [^|\n]+ \| {DATUM}(?: {DATUM})*\n")


class TestNagios:
    @hostile
    @given(REPORTS)
    def test_it_is_one_line_with_performance_data(self, reports: list[Report]) -> None:
        for fail_on in (*Severity, None):
            line = nagios.render(reports, Run(fail_on))
            assert PLUGIN.fullmatch(line)
            assert len(line) < 1024
            assert line.split()[1] == nagios.STATES[nagios.state(reports, Run(fail_on))]

    def test_the_worst_of_several_domains_counts(self) -> None:
        reports = [check_zone(BROKEN), check_zone('@ MX 0 .\n@ TXT "v=spf1 -all"', domain="example.net")]
        assert nagios.state(reports, RUN) == nagios.CRITICAL
        assert " | errors=" in nagios.render(reports, RUN)


class TestSarif:
    def test_a_link_in_a_message_is_none(self) -> None:
        assert sarif._message("see [x](http://e.example)") == "see [x] (http://e.example)"

    @pytest.mark.parametrize(
        ("file", "uri"),
        [
            ("a.zone", "zones/a.zone"),
            ("../b c.zone", "b%20c.zone"),
            ("/project/x:y#.zone", "x%3Ay%23.zone"),
            ("/etc/a.zone", "file:///etc/a.zone"),
            ("../../etc/a.zone", "../../etc/a.zone"),
        ],
    )
    def test_a_path_is_a_reference_below_the_root(self, file: str, uri: str) -> None:
        assert sarif._uri(RUN.path(file)) == uri
