"""Comma-separated values, for spreadsheets: a row for each finding and each question that failed."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from mailcheck.judge.model import Finding, Report, Unknown, fingerprint
from mailcheck.render.context import Run
from mailcheck.render.escape import visible
from mailcheck.render.wording import advice, meaning, reference

COLUMNS = (
    "domain", "severity", "rule", "name", "type", "message", "evidence", "record", "replacement", "remedy",
    "reference", "file", "line", "column", "fingerprint",
)  # fmt: skip

# What a spreadsheet takes for a formula, and the same in the wide forms of East Asian text.
_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def render(reports: Sequence[Report], run: Run) -> str:
    """Return a header and the rows; the severity of a question that failed is `unknown`."""
    return HEADER + "".join(lines(report, run) for report in reports)


def lines(report: Report, run: Run) -> str:
    """Return the rows of one report; there are none if nothing was found."""
    return _write(map(_cells, _rows(report, run)))


def _write(rows: Iterable[Iterable[str]]) -> str:
    written = StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return written.getvalue()


HEADER = _write([COLUMNS])


def _rows(report: Report, run: Run) -> Iterator[Iterable[object]]:
    for finding in report.findings:
        yield (
            report.domain,
            finding.severity.label,
            finding.rule.name,
            *_finding_columns(finding, report, run),
        )
    for unknown in report.unknowns:
        yield _unknown(unknown, report)


def _finding_columns(finding: Finding, report: Report, run: Run) -> Iterator[object]:
    problem = finding.problem
    source = problem.source
    yield from (source.owner, source.rdtype, problem.message)
    yield from (_fault(finding), source.text, problem.replacement, advice(finding), reference(finding))
    yield from _place(finding, run)
    yield fingerprint(finding, report.domain)


def _fault(finding: Finding) -> str:
    text, span = finding.problem.source.text, finding.problem.span
    return text[span.start : span.end] if span else ""


def _place(finding: Finding, run: Run) -> tuple[object, ...]:
    location = finding.problem.location
    return (run.path(location.file), location.line, location.column) if location else ("", "", "")


def _unknown(unknown: Unknown, report: Report) -> Iterable[object]:
    answer = unknown.answer
    row = (report.domain, "unknown", " ".join(unknown.rules), answer.owner, answer.rdtype, meaning(answer))
    return row + ("",) * (len(COLUMNS) - len(row))


def _cells(row: Iterable[object]) -> list[str]:
    return ["" if value is None else cell(str(value)) for value in row]


def cell(text: str) -> str:
    """Return *text* so that a spreadsheet shows it: an apostrophe stands before what would be a formula."""
    shown = visible(text)
    return f"'{shown}" if text.startswith(_FORMULA) else shown
