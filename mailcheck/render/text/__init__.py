"""The report for people: the verdict first, then each section with its own, in order of importance."""

from collections.abc import Iterator, Sequence

from mailcheck.judge.gate import because
from mailcheck.judge.model import Verdict
from mailcheck.judge.report import Report
from mailcheck.judge.sections import sections
from mailcheck.render.text.body import aside, section, unchecked
from mailcheck.render.text.head import counts, verdict_line
from mailcheck.render.text.lines import BODY, UNBOUNDED, Line, View, hung, piece, prose
from mailcheck.render.text.paint import painted

__all__ = ["UNBOUNDED", "View", "conclusion", "report_text", "verdict_text"]


def report_text(report: Report, view: View, *, colour: bool = False) -> str:
    """Return everything about one domain but the exit code."""
    return painted(_report(report, view), colour=colour)


def verdict_text(report: Report, view: View, *, colour: bool = False) -> str:
    """Return the domain and its verdict, in one line."""
    return painted((verdict_line(report, view),), colour=colour)


def conclusion(reports: Sequence[Report], view: View, *, colour: bool = False) -> str:
    """Return the last line: the exit code and why."""
    reason = because(reports, view.fail_on, allow_unknown=view.allow_unknown)
    return painted(((), *prose(reason, view.width)), colour=colour)


def _report(report: Report, view: View) -> Iterator[Line]:
    view = view._replace(domain=report.domain)
    yield verdict_line(report, view)
    yield from counts(report, view)
    for part in sections(report, view.fail_on):
        yield from section(part, report, view)
    if report.unknowns:
        yield ()
        yield from unchecked(report.unknowns, report.verdicts, view)
    yield from aside(report, view)
    if view.verbose:
        yield from _quiet_rules(report, view)


def _quiet_rules(report: Report, view: View) -> Iterator[Line]:
    """List the rules that passed, and those that were skipped, by the reason."""
    passed = [outcome.rule.name for outcome in report.outcomes if outcome.verdict is Verdict.PASS]
    skipped: dict[str, list[str]] = {}
    for outcome in report.outcomes:
        if outcome.verdict is Verdict.SKIPPED:
            skipped.setdefault(outcome.reason, []).append(outcome.rule.name)
    if passed:
        yield ()
        yield from hung((piece("passed", "pass"),), prose(", ".join(passed), view.room), BODY)
    lead: Line = (piece("skipped", "skipped"),)
    for reason, names in skipped.items():
        yield ()
        yield from hung(lead, prose(f"{reason} ({', '.join(names)})", view.room), BODY)
