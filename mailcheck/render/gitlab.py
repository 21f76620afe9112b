"""The code quality report of GitLab: an array of issues, each with a fingerprint of its own."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from mailcheck.dns.answers import Answer, Source
from mailcheck.judge.model import Finding, Problem, Report, Unknown, fingerprint
from mailcheck.render.context import Run
from mailcheck.render.escape import visible
from mailcheck.render.json import text
from mailcheck.render.wording import explain, reference
from mailcheck.survey.request import Severity

LEVELS = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "info"}
UNKNOWN = "could-not-tell"


def render(reports: Sequence[Report], run: Run) -> str:
    """Return the array; equal fingerprints are told apart by their order: GitLab shows each once."""
    issues = (issue for report in reports for issue in _issues(report, run))
    return text(list(_distinct(issues)), indent=2) + "\n"


def _issues(report: Report, run: Run) -> Iterator[dict[str, Any]]:
    for finding in report.findings:
        yield _finding(finding, report, run)
    for unknown in report.unknowns:
        yield _unknown(unknown, report)


def _finding(finding: Finding, report: Report, run: Run) -> dict[str, Any]:
    source = finding.problem.source
    return {
        "type": "issue",
        "check_name": finding.rule.name,
        "description": visible(f"{_name(source)}: {finding.problem.message} ({reference(finding)})"),
        "categories": ["Bug Risk"],
        "severity": LEVELS[finding.severity],
        "fingerprint": fingerprint(finding, report.domain),
        "location": _location(finding.problem, run),
    }


def _unknown(unknown: Unknown, report: Report) -> dict[str, Any]:
    answer = unknown.answer
    return {
        "type": "issue",
        "check_name": UNKNOWN,
        "description": visible(f"{_name(answer)}: {explain(unknown, report.verdicts)}"),
        "categories": ["Bug Risk"],
        "severity": "minor",
        "fingerprint": _digest(f"{UNKNOWN} {report.domain} {answer.owner} {answer.rdtype}"),
        "location": {"path": _pseudo_path(answer), "lines": {"begin": 1}},
    }


def _name(source: Source | Answer) -> str:
    return f"{source.owner or '.'} {source.rdtype}"


def _location(problem: Problem, run: Run) -> dict[str, Any]:
    location = problem.location
    if location is None:
        return {"path": _pseudo_path(problem.source), "lines": {"begin": 1}}
    return {"path": run.path(location.file), "lines": {"begin": location.line}}


def _pseudo_path(source: Source | Answer) -> str:
    """Return a path for what is in no file, because GitLab leaves out issues without one."""
    return f"dns/{quote(visible(source.owner) or '.', safe='')}/{source.rdtype}"


def _distinct(issues: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for issue in issues:
        given = issue["fingerprint"]
        yield issue | {"fingerprint": _digest(f"{given} {seen[given]}") if seen[given] else given}
        seen[given] += 1


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
