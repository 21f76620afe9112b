"""Markdown, for a comment on a pull request or the summary of a job: verdicts, findings and what to publish.

Record text is shown in code spans and fenced blocks alone, where Markdown, HTML and mentions mean nothing. It
gets there by the backticks of the messages; a message whose backticks may not be its own is a code span
as a whole.
"""

import re
from collections.abc import Iterator, Sequence

from mailcheck.dns.phrases import cut
from mailcheck.judge.gate import shown_verdict
from mailcheck.judge.model import Finding, Ignored, Problem, Report, Unknown
from mailcheck.render.context import Run
from mailcheck.render.escape import visible
from mailcheck.render.text.report import count
from mailcheck.render.wording import advice, explain, reference, remarks, why
from mailcheck.survey.request import Severity

ROOM = 2000  # characters of one text; a comment has room for 65,536
_MARKS = re.compile(r"[\\`*_\[\]<>&~|#$]")
_ACTIVE = re.compile(
    r"@|://|www\.", re.IGNORECASE
)  # what becomes a link or a mention even where marks are escaped
_FENCES = re.compile("`+")


def render(reports: Sequence[Report], run: Run) -> str:
    """Return a section for each domain, and before several a table of their verdicts."""
    lines = [*_table(reports, run)] if len(reports) > 1 else []
    for report in reports:
        lines += _report(report, run)
    return "\n".join(lines).rstrip("\n") + "\n"


def _table(reports: Sequence[Report], run: Run) -> Iterator[str]:
    yield "| domain | verdict | errors | warnings | notes | not checked |"
    yield "|---|---|--:|--:|--:|--:|"
    for report in reports:
        counts = [*_counts(report).values(), len(report.unknowns)]
        cells = (escape(report.domain), _verdict(report, run), *map(str, counts))
        yield f"| {' | '.join(cells)} |"
    yield ""


def _verdict(report: Report, run: Run) -> str:
    return f"**{shown_verdict(report, run.fail_on).name}**"


def _counts(report: Report) -> dict[Severity, int]:
    each = [finding.severity for finding in report.findings]
    return {severity: each.count(severity) for severity in sorted(Severity, reverse=True)}


def _report(report: Report, run: Run) -> Iterator[str]:
    yield f"## {escape(report.domain)}: {_verdict(report, run)}"
    yield ""
    yield _tally(report)
    yield ""
    shown: set[tuple[str, ...]] = set()
    for finding in sorted(report.findings, key=lambda finding: -finding.severity):
        yield from _finding(finding, run, shown)
    if report.unknowns:
        yield "Not checked:"
        yield ""
        yield from (_unknown(unknown, report) for unknown in report.unknowns)
        yield ""
    asked = [unknown.answer for unknown in report.unknowns]
    yield from _list("Not judged in full:", map(prose, remarks(report, run.fail_on, asked)))
    yield from _list("Known from the baseline:", map(_known_line, report.known))
    yield from _list("Ignored:", map(_ignored_line, report.ignored))


def _list(head: str, items: Iterator[str]) -> Iterator[str]:
    """Yield items below a line that says what they are, or nothing without any."""
    lines = [f"- {item}" for item in items]
    if lines:
        yield from (head, "", *lines, "")


def _known_line(finding: Finding) -> str:
    return f"{finding.severity.label} {finding.rule.name}: {prose(finding.problem.message)}"


def _ignored_line(ignored: Ignored) -> str:
    return f"{_known_line(ignored.finding)} ({prose(why(ignored))})"


def _tally(report: Report) -> str:
    parts = [count(number, severity.label) for severity, number in _counts(report).items() if number]
    if report.unknowns:
        parts.append(f"{len(report.unknowns)} not checked")
    if report.known:
        parts.append(f"{len(report.known)} known")
    if report.ignored:
        parts.append(f"{len(report.ignored)} ignored")
    return ", ".join(parts) or "Nothing was found."


def _finding(finding: Finding, run: Run, shown: set[tuple[str, ...]]) -> Iterator[str]:
    sentence = prose(finding.problem.message)
    yield f"- **{finding.severity.label}** {finding.rule.name}: {sentence} ({reference(finding)})"
    yield ""
    yield f"  {_place(finding.problem, run)}"
    repair = _repair(finding)
    if tuple(repair) not in shown:  # several findings may ask for one record
        yield ""
        yield from (f"  {line}" if line else "" for line in repair)
        shown.add(tuple(repair))
    yield ""


def _place(problem: Problem, run: Run) -> str:
    name = f"{code(problem.source.owner or '.')} {problem.source.rdtype}"
    location = problem.location
    return name if location is None else f"{name}, {code(f'{run.path(location.file)}:{location.line}')}"


def _repair(finding: Finding) -> list[str]:
    problem = finding.problem
    if problem.replacement is None:
        return [f"Repair: {prose(advice(finding))}"]
    elsewhere = problem.publish_at or ("", "")
    return [*_elsewhere(*elsewhere), "```diff", *_difference(problem), "```"]


def _elsewhere(name: str, rdtype: str) -> Iterator[str]:
    if name:
        yield f"Publish at {code(name)} {rdtype}:"
        yield ""


def _difference(problem: Problem) -> Iterator[str]:
    if problem.source.text and problem.publish_at is None:
        yield f"- {_clipped(problem.source.text)}"
    if problem.replacement:
        yield f"+ {_clipped(problem.replacement)}"


def _unknown(unknown: Unknown, report: Report) -> str:
    answer = unknown.answer
    return f"- {code(answer.owner or '.')} {answer.rdtype}: {prose(explain(unknown, report.verdicts))}"


def prose(message: str) -> str:
    """Return *message* with what stands between backticks as code, and all the rest as it reads."""
    parts = _clipped(message).split("`")
    plain = parts[::2]
    if len(parts) % 2 == 0 or any(map(_ACTIVE.search, plain)):
        return code(message)
    return "".join(code(part) if index % 2 else escape(part) for index, part in enumerate(parts))


def code(text: str) -> str:
    """Return a code span; its fence is longer than any run of backticks inside (CommonMark section 6.1)."""
    shown = _clipped(text)
    if not shown:
        return ""
    fence = "`" * (1 + max(map(len, _FENCES.findall(shown)), default=0))
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def escape(text: str) -> str:
    """Return *text* with a backslash before every mark of Markdown and HTML."""
    return _MARKS.sub(r"\\\g<0>", visible(text))


def _clipped(text: str) -> str:
    return cut(visible(text), ROOM + 3, "...")
