"""JSON Lines: the JSON report, one domain a line."""

from collections.abc import Sequence

from mailcheck.judge import Report
from mailcheck.memo import by_identity
from mailcheck.model import Outcome
from mailcheck.render.json import report_json, text
from mailcheck.render.run import Run

_NO_RULES = '"rules": {}'  # nothing else looks like this: within strings, quotes are escaped


def render(reports: Sequence[Report], run: Run) -> str:
    """Return one object a line, in the order of *reports*."""
    return "".join(line(report, run) for report in reports)


def line(report: Report, run: Run) -> str:
    """Return the line of one report."""
    return f"{value(report, run)}\n"


def value(report: Report, run: Run) -> str:
    """Return one report as an object on one line.

    The verdicts of all rules are half of it and the same words each time, so they are put in as text.
    """
    facts = text(report_json(report, run.fail_on, with_rules=False))
    before, after = facts.split(_NO_RULES, 1)
    return f'{before}"rules": {{{", ".join(map(_verdict, report.outcomes))}}}{after}'


@by_identity
def _verdict(outcome: Outcome) -> str:
    """Return the member that tells the verdict of a rule; most outcomes are the same object each time."""
    return text({outcome.rule.name: outcome.verdict.value})[1:-1]
