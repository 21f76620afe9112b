"""SARIF 2.1.0, the format of code scanning (OASIS standard; section numbers are its own)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from mailcheck.judge.model import Finding, Problem, Report, Rule, Unknown, fingerprint
from mailcheck.render.context import Run, end, matters
from mailcheck.render.escape import visible
from mailcheck.render.json import text
from mailcheck.render.wording import advice, explain, question, reference
from mailcheck.rules._page import page
from mailcheck.survey.exceptions import RuleException
from mailcheck.survey.request import Severity
from mailcheck.version import __version__

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
UNKNOWN = "could-not-tell"
_UNANSWERED = {"text": "A question to the DNS went unanswered, and a rule could not be judged without it."}
_UNKNOWN_RULE = {
    "id": UNKNOWN,
    "name": "CouldNotTell",
    "shortDescription": _UNANSWERED,
    "fullDescription": _UNANSWERED,
    "help": {"text": "Ask again, or ask another name server. With --allow-unknown it does not matter."},
}

Json = dict[str, Any]


class _Row(NamedTuple):
    """A finding on its way into the log; *marks* are the fields that say why it does not count."""

    report: Report
    finding: Finding
    marks: Json


def render(reports: Sequence[Report], run: Run) -> str:
    """Return a log of one run with a result for each finding; a question that failed is a notification."""
    rows = [row for report in reports for row in _rows(report)]
    rules = list(dict.fromkeys(row.finding.rule for row in rows))
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(rules)},
                "invocations": [_invocation(reports, run)],
                "columnKind": "unicodeCodePoints",
                "results": [_result(row, run) | {"ruleIndex": rules.index(row.finding.rule)} for row in rows],
            }
        ],
    }
    return text(log, indent=2) + "\n"


def _rows(report: Report) -> Iterator[_Row]:
    """Yield what counts, what a baseline knows (section 3.27.24), and what is ignored (section 3.27.23)."""
    new: Json = {"baselineState": "new"} if report.known else {}
    for finding in report.findings:
        yield _Row(report, finding, new)
    for finding in report.known:
        yield _Row(report, finding, {"baselineState": "unchanged"})
    for ignored in report.ignored:
        yield _Row(report, ignored.finding, new | {"suppressions": [_suppression(ignored.exception)]})


def _suppression(exception: RuleException) -> Json:
    kind = "external" if exception.lines is None else "inSource"
    return {"kind": kind, "status": "accepted", "justification": visible(exception.reason)}


def _driver(rules: Iterable[Rule]) -> Json:
    return {
        "name": "mailcheck",
        "semanticVersion": __version__,
        "rules": [*map(_rule, rules)],
        "notifications": [_UNKNOWN_RULE],
    }


def _rule(rule: Rule) -> Json:
    help_text = rule.page.partition("\n")[2].strip()
    return {
        "id": rule.name,
        "name": rule.name.title().replace("-", ""),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": " ".join(page(rule).why.split())},
        "help": {"text": help_text, "markdown": help_text},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"tags": ["mail", rule.family], "reference": rule.reference},
    }


def _invocation(reports: Iterable[Report], run: Run) -> Json:
    notes = [_notification(unknown, report, run) for report in reports for unknown in report.unknowns]
    return {"executionSuccessful": True, "toolExecutionNotifications": notes}


def _notification(unknown: Unknown, report: Report, run: Run) -> Json:
    answer = unknown.answer
    sentence = f"{question(answer)}: {explain(unknown, report.verdicts)}."
    return {
        "descriptor": {"id": UNKNOWN, "index": 0},
        "level": "warning" if matters(unknown, report, run) else "note",
        "message": {"text": _message(sentence)},
        "locations": [{"logicalLocations": [_logical(answer.owner, answer.rdtype)]}],
        "properties": {
            "domain": report.domain,
            "reason": answer.failure.value if answer.failure else None,
            "rules": list(unknown.rules),
        },
    }


def _result(row: _Row, run: Run) -> Json:
    finding, problem = row.finding, row.finding.problem
    print_ = fingerprint(finding, row.report.domain)
    return {
        "ruleId": finding.rule.name,
        "level": LEVELS[finding.severity],
        "message": {"text": _message(f"{problem.message} ({reference(finding)}).")},
        "locations": [_location(problem, run)],
        # Code scanning on GitHub knows a result again by the second name, and makes up its own without it.
        "partialFingerprints": {"mailcheck/v1": print_, "primaryLocationLineHash": f"{print_}:1"},
        "properties": {"domain": row.report.domain, "remedy": advice(finding), **_evidence(problem)},
    } | row.marks


def _evidence(problem: Problem) -> Json:
    span = problem.span
    name, rdtype = problem.publish_at or (problem.source.owner, problem.source.rdtype)
    return {
        "record": problem.source.text,
        "start": span.start if span else None,
        "end": span.end if span else None,
        "replacement": problem.replacement,
        "publishAt": None if problem.replacement is None else {"name": name, "type": rdtype},
    }


def _location(problem: Problem, run: Run) -> Json:
    """Return the place in the zone file, if it came from one, and always the name in the DNS."""
    location: Json = {"logicalLocations": [_logical(problem.source.owner, problem.source.rdtype)]}
    if problem.location is None:
        return location
    file, line, column = problem.location
    region: Json = {"startLine": line, "startColumn": column}
    if behind := end(problem):
        region |= {"endLine": behind.line, "endColumn": behind.column}
    artifact = {"uri": _uri(run.path(file))}
    return location | {"physicalLocation": {"artifactLocation": artifact, "region": region}}


def _logical(owner: str, rdtype: str) -> Json:
    name = visible(owner) or "."
    return {"name": name, "fullyQualifiedName": f"{name}/{rdtype}", "kind": "resource"}


def _uri(path: str) -> str:
    """Return a URI reference (RFC 3986): relative to the root, or of a file that is not below it."""
    return f"file://{quote(path)}" if path.startswith("/") else quote(path)


def _message(sentence: str) -> str:
    """Return a plain message: `[text](target)` would be a link (section 3.11.6)."""
    return visible(sentence).replace("](", "] (")
