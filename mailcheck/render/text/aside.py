"""What was found and does not count: known from a baseline, or ignored by an exception."""

from collections.abc import Iterator

from mailcheck.judge import Report
from mailcheck.render.excused import excused, known
from mailcheck.render.text.lines import Line, hung, piece, prose
from mailcheck.render.text.view import BODY, View


def aside(report: Report, view: View) -> Iterator[Line]:
    """Return the findings that a baseline holds, and with -v those that are ignored, with the reasons."""
    if report.known:
        yield from _listed("known", "in the baseline", map(known, report.known), view)
    if report.ignored and view.verbose:
        yield from _listed("ignored", "by exceptions", map(excused, report.ignored), view)


def _listed(word: str, why: str, told: Iterator[str], view: View) -> Iterator[Line]:
    yield ()
    yield from hung((piece(word, "dim"),), prose(f"{why}, and not counted:", view.room), BODY)
    for each in told:
        yield from hung((), prose(each, view.room), BODY)
