"""The verdict of a report in its first two lines."""

from collections import Counter
from collections.abc import Iterator

from mailcheck.dns.names import to_unicode
from mailcheck.judge.gate import shown_verdict
from mailcheck.judge.model import Verdict
from mailcheck.judge.report import Report
from mailcheck.render.text.lines import UNBOUNDED, Line, Piece, View, piece, prose, width_of
from mailcheck.survey.request import AUTO
from mailcheck.survey.severity import Severity


def verdict_line(report: Report, view: View) -> Line:
    """Return the domain and the verdict, at the right edge of a terminal."""
    verdict = shown_verdict(report, view.fail_on)
    name = piece(_title(report.domain), "head")
    word = piece(verdict.name, verdict.value)
    gap = view.width - width_of((name, word)) if view.width < UNBOUNDED else 2
    return (name, Piece(" " * max(gap, 2)), word)


def _title(domain: str) -> str:
    readable = to_unicode(domain)
    return domain if readable == domain else f"{readable} ({domain})"


def counts(report: Report, view: View) -> Iterator[Line]:
    """Return how many findings there are of each kind, and how many rules passed."""
    parts = [*_findings(report), *_others(report)]
    return prose(f"{_profile(report)}: {', '.join(parts)}", view.width)


def _profile(report: Report) -> str:
    return f"{report.kind} (inferred)" if report.profile == AUTO else report.profile


def _findings(report: Report) -> Iterator[str]:
    found = Counter(finding.severity for finding in report.findings)
    for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE):
        if found[severity]:
            yield counted(found[severity], severity.label)


def _others(report: Report) -> Iterator[str]:
    if report.unknowns:
        yield f"{len(report.unknowns)} not checked"
    if report.known:
        yield f"{len(report.known)} known"
    if report.ignored:
        yield f"{len(report.ignored)} ignored"
    verdicts = Counter(outcome.verdict for outcome in report.outcomes)
    yield f"{counted(verdicts[Verdict.PASS], 'rule')} passed"
    if verdicts[Verdict.SKIPPED]:
        yield f"{verdicts[Verdict.SKIPPED]} skipped"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun in the right number."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
