"""`--wait`: looks again, as seldom as makes sense, until nothing is wrong or the time is up."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count

from mailcheck.cli import options
from mailcheck.cli.console import ReportStyle
from mailcheck.dns.answers import Answer
from mailcheck.dns.phrases import duration
from mailcheck.errors import ExitCode
from mailcheck.judge.gate import exit_code
from mailcheck.judge.model import Finding, Report, Verdict
from mailcheck.survey.domain import Survey
from mailcheck.survey.request import Severity

FLOOR = "15"  # seconds between two looks at least
FLOOR_VARIABLE = "MAILCHECK_WAIT_FLOOR"
NAMED = 3  # rules that a line names before it counts
_CACHED = "ns-not-yet-visible"  # of its family the one rule whose findings end with a cache's time


def look_until_pass(
    look: Callable[[], Sequence[Report]], style: ReportStyle, seconds: float
) -> Sequence[Report]:
    """Look until the exit code would be 0 or *seconds* are over, and return the last reports.

    After each look a line on standard error says what came of it. The pause is as long as the resolver may
    keep what is wrong, and the last look is at the end.

    Raises:
        UsageError: the variable for the floor holds no time.
    """
    floor = options.seconds(os.environ.get(FLOOR_VARIABLE) or FLOOR, FLOOR_VARIABLE)
    end = time.monotonic() + seconds
    for number in count(1):
        reports = look()
        left = end - time.monotonic()
        said = f"round {number}: {_outcome(reports, style)}"
        passed = exit_code(reports, style.fail_on, allow_unknown=style.allow_unknown) == ExitCode.PASSED
        if passed or left < floor:
            _say(said if passed else f"{said}, time is up")
            break
        pause = min(max(_shortest_time(reports, style), floor), left)
        _say(f"{said}, next look in {duration(pause)}, {duration(left)} left")
        time.sleep(pause)
    return reports


def _say(line: str) -> None:
    print(f"mailcheck: {line}", file=sys.stderr, flush=True)


def _outcome(reports: Sequence[Report], style: ReportStyle) -> str:
    """Say in a few words what came of a look: the verdict, the rules behind it, how many domains."""
    verdicts = [report.verdict(style.fail_on) for report in reports]
    worst = next((each for each in (Verdict.FAIL, Verdict.UNKNOWN) if each in verdicts), Verdict.PASS)
    if worst is Verdict.PASS:
        return "pass"
    concerned = [report for report, verdict in zip(reports, verdicts, strict=True) if verdict is worst]
    names = dict.fromkeys(name for report in concerned for name in _rules(report, worst, style.fail_on))
    part = f" for {len(concerned)} of {len(reports)} domains" if len(reports) > 1 else ""
    return f"{worst.value} ({_list(tuple(names))}){part}"


def _rules(report: Report, verdict: Verdict, fail_on: Severity | None) -> Iterator[str]:
    """Yield the names of the rules that a verdict comes from."""
    if verdict is Verdict.FAIL:
        yield from (finding.rule.name for finding in _failing(report, fail_on))
        return
    yield from (name for unknown in report.unknowns for name in unknown.rules)


def _failing(report: Report, fail_on: Severity | None) -> Iterator[Finding]:
    return (finding for finding in report.findings if fail_on is not None and finding.severity >= fail_on)


def _list(names: tuple[str, ...]) -> str:
    rest = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _shortest_time(reports: Sequence[Report], style: ReportStyle) -> float:
    """Return how long nothing can change, for all that the resolver was told: the shortest time of a fault.

    What failed, and what the name servers were asked for themselves, may change at any time.
    """
    return min((_time(report, style.fail_on) for report in reports if _stops(report, style)), default=0.0)


def _stops(report: Report, style: ReportStyle) -> bool:
    return exit_code((report,), style.fail_on, allow_unknown=style.allow_unknown) != ExitCode.PASSED


def _time(report: Report, fail_on: Severity | None) -> float:
    times = {(answer.owner, answer.rdtype): answer.ttl for answer in _answers(report.survey)}
    return min((_time_of(finding, times) for finding in _failing(report, fail_on)), default=0.0)


def _time_of(finding: Finding, times: dict[tuple[str, str], int]) -> float:
    if finding.rule.family == "ns" and finding.rule.name != _CACHED:
        return 0.0
    source = finding.problem.source
    return times.get((source.owner, source.rdtype), 0)


def _answers(survey: Survey) -> Iterator[Answer]:
    """Yield the answers that findings are about, as the resolver gave them."""
    yield from survey.apex.answers
    yield from (answer for host in survey.mx.hosts for answer in host.answers)
    yield from (node.answer for node in survey.spf.nodes)
    yield from (key.answer for key in survey.dkim.keys)
    yield from (step.answer for step in survey.dmarc.walk.steps)
    if survey.nameservers is not None:
        yield from (records.visible for records in survey.nameservers.sets)
