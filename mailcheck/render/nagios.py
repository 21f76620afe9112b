"""The output of a monitoring plugin: one line with performance data, and its own exit codes."""

from collections import Counter
from collections.abc import Iterator, Sequence

from mailcheck.dns.phrases import cut
from mailcheck.judge.model import Finding, Report, Verdict
from mailcheck.render.context import Run, findings_of
from mailcheck.render.escape import visible
from mailcheck.render.text.report import count
from mailcheck.render.wording import meaning, question, remarks
from mailcheck.survey.request import Severity

OK, WARNING, CRITICAL, UNKNOWN = 0, 1, 2, 3
STATES = ("OK", "WARNING", "CRITICAL", "UNKNOWN")
ROOM = 300  # characters for what was found; plugins should stay well below 4 KiB


def state(reports: Sequence[Report], run: Run) -> int:
    """Return the exit code of the plugin.

    Of what is at or above the threshold, an error is CRITICAL, and a warning or a note WARNING. It is UNKNOWN
    where one cannot tell.
    """
    worst = max((finding.severity for _, finding in _counting(reports, run)), default=None)
    if worst is not None:
        return CRITICAL if worst is Severity.ERROR else WARNING
    undecided = any(report.verdict(run.fail_on) is Verdict.UNKNOWN for report in reports)
    return UNKNOWN if undecided and not run.allow_unknown else OK


def render(reports: Sequence[Report], run: Run) -> str:
    """Return the line."""
    code = state(reports, run)
    reasons = _plain("; ".join(_reasons(reports, run, code)))
    return f"MAILCHECK {STATES[code]} - {cut(reasons, ROOM, '...')} | {_data(reports)}\n"


def _counting(reports: Sequence[Report], run: Run) -> Iterator[tuple[Report, Finding]]:
    return ((report, finding) for report, finding in findings_of(reports) if run.fails(finding.severity))


def _reasons(reports: Sequence[Report], run: Run, code: int) -> Iterator[str]:
    """Yield what explains the state, the worst first."""
    if code == UNKNOWN:
        for report in reports:
            for answer in (unknown.answer for unknown in report.unknowns):
                yield f"{question(answer)}: {meaning(answer)}"
    elif code == OK:
        names = (
            ", ".join(report.domain for report in reports) if len(reports) < 4 else f"{len(reports)} domains"
        )
        yield f"{names}: nothing found that counts"
        yield from dict.fromkeys(each for report in reports for each in remarks(report, run.fail_on))
    else:
        rows = sorted(_counting(reports, run), key=lambda row: -row[1].severity)
        yield f"{count(len(rows), 'finding')} in {count(len({row[0].domain for row in rows}), 'domain')}"
        for report, finding in rows:
            yield f"{report.domain} {finding.rule.name}: {finding.problem.message}"


def _plain(text: str) -> str:
    """Return *text* without what ends the text of a plugin: a line break, or the bar before the data."""
    return visible(text).replace("|", "/")


def _data(reports: Sequence[Report]) -> str:
    count = Counter(finding.severity for _, finding in findings_of(reports))
    unknowns = sum(len(report.unknowns) for report in reports)
    trees = [report.survey.spf for report in reports]
    lookups = max((tree.lookups for tree in trees), default=0)
    limit = min((tree.lookup_limit for tree in trees), default=0)
    return (
        f"errors={count[Severity.ERROR]};;;0 warnings={count[Severity.WARNING]};;;0 "
        f"notes={count[Severity.NOTE]};;;0 unknown={unknowns};;;0 "
        f"domains={len(reports)};;;0 spf_lookups={lookups};;{limit};0"
    )
