"""JSON Lines: the JSON report, one domain a line."""

from collections.abc import Sequence

from mailcheck.judge.model import Report
from mailcheck.render.context import Run
from mailcheck.render.json import report_line


def render(reports: Sequence[Report], run: Run) -> str:
    """Return one object a line, in the order of *reports*."""
    return "".join(line(report, run) for report in reports)


def line(report: Report, run: Run) -> str:
    """Return the line of one report."""
    return f"{value(report, run)}\n"


def value(report: Report, run: Run) -> str:
    """Return one report as an object on one line."""
    return report_line(report, run.fail_on)
