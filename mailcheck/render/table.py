"""A line a domain, for people: the verdict, the domain, and what was found."""

from collections.abc import Callable, Iterable, Iterator

from mailcheck.dns.names import to_unicode
from mailcheck.judge.gate import shown_verdict
from mailcheck.judge.model import Finding, Report
from mailcheck.render.context import Run
from mailcheck.render.escape import visible
from mailcheck.render.text.lines import Line, Piece, paint
from mailcheck.survey.request import Severity

DOMAIN_ROOM = 32  # columns; a longer domain pushes the rest of its line aside


def lines(coloured: bool) -> Callable[[Report, Run], str]:
    """Return what makes a line of a report."""
    return lambda report, run: paint([_line(report, run)], colour=coloured)


def _line(report: Report, run: Run) -> Line:
    verdict = shown_verdict(report, run.fail_on)
    domain = visible(to_unicode(report.domain))
    return (
        Piece(verdict.name.ljust(9), verdict.value),
        Piece(f"{domain.ljust(DOMAIN_ROOM)}  "),
        *_results(report),
    )


def _results(report: Report) -> Iterator[Piece]:
    """Yield the rules that found something, the worst first, and how many questions failed."""
    parts = [
        Piece(f"{severity.label} {' '.join(rules)}", severity.label)
        for severity in sorted(Severity, reverse=True)
        if (rules := _rules(report.findings, severity))
    ]
    if unknowns := len(report.unknowns):
        questions = "question" if unknowns == 1 else "questions"
        parts.append(Piece(f"{unknowns} {questions} unanswered", "unknown"))
    for number, part in enumerate(parts):
        yield from (Piece(", "), part) if number else (part,)


def _rules(findings: tuple[Finding, ...], severity: Severity) -> Iterable[str]:
    return dict.fromkeys(finding.rule.name for finding in findings if finding.severity is severity)
