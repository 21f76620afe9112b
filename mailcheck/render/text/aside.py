"""What was found and does not count: known from a baseline, or ignored by an exception."""

from collections.abc import Iterator

from mailcheck.excepted import Ignored
from mailcheck.judge import Report
from mailcheck.model import Finding
from mailcheck.render.text.lines import Line, hung, piece, prose
from mailcheck.render.text.view import BODY, View


def aside(report: Report, view: View) -> Iterator[Line]:
    """Return the findings that a baseline holds, and with -v those that are ignored, with the reasons."""
    if report.known:
        yield from _listed("known", "in the baseline", map(_told, report.known), view)
    if report.ignored and view.verbose:
        yield from _listed("ignored", "by exceptions", map(_excused, report.ignored), view)


def _listed(word: str, why: str, told: Iterator[str], view: View) -> Iterator[Line]:
    yield ()
    yield from hung((piece(word, "dim"),), prose(f"{why}, and not counted:", view.room), BODY)
    for each in told:
        yield from hung((), prose(each, view.room), BODY)


def _told(finding: Finding) -> str:
    return f"{finding.severity.label} {finding.rule.name}: {finding.problem.message}"


def _excused(ignored: Ignored) -> str:
    exception = ignored.exception
    until = f" until {exception.until}" if exception.until else ""
    location = exception.source.location
    place = f"{location.file}:{location.line}: " if location else ""
    return f"{_told(ignored.finding)} ({place}ignored{until}: {exception.reason})"
