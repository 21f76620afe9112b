"""JSON Lines: the JSON report, one domain a line."""

from collections.abc import Sequence

from mailcheck.judge import Report
from mailcheck.render.json import report_json, text
from mailcheck.render.run import Run


def render(reports: Sequence[Report], run: Run) -> str:
    """Return one object a line, in the order of *reports*."""
    return "".join(f"{text(report_json(report, run.fail_on))}\n" for report in reports)
