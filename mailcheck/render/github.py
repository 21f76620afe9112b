"""Annotations for GitHub Actions: a workflow command for each finding and each question that failed."""

from collections.abc import Iterator, Mapping, Sequence

from mailcheck.judge.model import Finding, Problem, Report, Unknown
from mailcheck.render.context import Run, end, matters
from mailcheck.render.escape import visible
from mailcheck.render.wording import explain, question, reference, repair
from mailcheck.survey.request import Severity

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(reports: Sequence[Report], run: Run) -> str:
    """Return the commands; a report without findings has none."""
    return "".join(f"{line}\n" for report in reports for line in _commands(report, run))


def _commands(report: Report, run: Run) -> Iterator[str]:
    for finding in report.findings:
        yield _finding(finding, run)
    for unknown in report.unknowns:
        yield _unknown(unknown, report, run)


def _finding(finding: Finding, run: Run) -> str:
    problem = finding.problem
    title = f"{finding.rule.name}: {problem.source.owner or '.'} {problem.source.rdtype}"
    lines = [f"{problem.message} ({reference(finding)})", repair(finding)]
    return command(LEVELS[finding.severity], {**_place(problem, run), "title": title}, lines)


def _place(problem: Problem, run: Run) -> dict[str, str]:
    if problem.location is None:
        return {}
    file, line, column = problem.location
    behind = end(problem)
    ended = {"endColumn": str(behind.column)} if behind and behind.line == line else {}
    return {"file": run.path(file), "line": str(line), "col": str(column), **ended}


def _unknown(unknown: Unknown, report: Report, run: Run) -> str:
    title = f"could not tell: {question(unknown.answer)}"
    level = "warning" if matters(unknown, report, run) else "notice"
    return command(level, {"title": title}, [explain(unknown, report.verdicts)])


def command(level: str, properties: Mapping[str, str], lines: Sequence[str]) -> str:
    """Return a workflow command; whatever stands in the values, it stays one command."""
    listed = ",".join(f"{name}={_property(visible(value))}" for name, value in properties.items())
    return f"::{level} {listed}::" + "%0A".join(_data(visible(line)) for line in lines)


def _data(text: str) -> str:
    """Escape what the runner would take for the end of the command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
