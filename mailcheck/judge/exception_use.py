"""Takes the findings that exceptions cover out of reports, and judges the exceptions.

Whether an exception is of use shows in all reports of a run together: one for `*` may be for any of them.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase

from mailcheck.judge.model import CannotTell, Finding, Ignored, Outcome, Report, Verdict
from mailcheck.survey.exceptions import ExceptionUse, RuleException


def judge_exceptions(reports: Sequence[Report], today: date | None = None) -> tuple[Report, ...]:
    """Return the reports of a run with what the rules about exceptions find.

    An exception that has expired by *today* covers nothing. What is found is put into the first report that
    the exception concerns.
    """
    exceptions = tuple(dict.fromkeys(each for report in reports for each in report.survey.request.exceptions))
    if not exceptions:
        return tuple(reports)
    day = today or date.today()
    uses: list[list[ExceptionUse]] = [[] for _ in reports]
    for exception in exceptions:
        concerned = [at for at, report in enumerate(reports) if exception.concerns(report.domain)]
        use = _use(exception, [reports[at] for at in concerned], day)
        if use is not None:
            uses[concerned[0]].append(use)
    return tuple(_with_uses(report, found) for report, found in zip(reports, uses, strict=True))


def excuse(report: Report, exceptions: Iterable[RuleException]) -> Report:
    """Return *report* without the findings that *exceptions* cover, none of which has expired."""
    concerned = [each for each in exceptions if each.concerns(report.domain)]
    covered = (
        Ignored(finding, next(each for each in concerned if _covers(each, finding)))
        for finding in report.findings
        if any(_covers(each, finding) for each in concerned)
    )
    ignored = tuple(covered)
    kept = take_out(report, {id(each.finding) for each in ignored}) if ignored else report
    return replace(kept, ignored=ignored)


def _covers(exception: RuleException, finding: Finding) -> bool:
    return exception.covers(finding.rule.name, finding.problem.source)


def take_out(report: Report, findings: Collection[int]) -> Report:
    """Return *report* without findings, given by their `id`; a rule with none left passes, or is unknown."""
    return replace(report, outcomes=tuple(_take_from(each, findings) for each in report.outcomes))


def _take_from(outcome: Outcome, findings: Collection[int]) -> Outcome:
    left = tuple(finding for finding in outcome.findings if id(finding) not in findings)
    if len(left) == len(outcome.findings):
        return outcome
    verdict = Verdict.FAIL if left else Verdict.UNKNOWN if outcome.failures else Verdict.PASS
    return replace(outcome, verdict=verdict, findings=left)


def _use(exception: RuleException, reports: Sequence[Report], today: date) -> ExceptionUse | None:
    """Return what became of an exception; None where nothing tells, since its rules were not judged."""
    if not reports:
        return None
    if exception.expired(today):
        return ExceptionUse(exception, expired=True, used=False)
    used = any(each.exception == exception for report in reports for each in report.ignored)
    meant = [
        outcome.verdict
        for report in reports
        for outcome in report.outcomes
        if fnmatchcase(outcome.rule.name, exception.rule)
    ]
    if not used and (not meant or Verdict.UNKNOWN in meant):
        return None
    return ExceptionUse(exception, expired=False, used=used)


def _with_uses(report: Report, uses: Sequence[ExceptionUse]) -> Report:
    if not uses:
        return report
    outcomes = (
        _outcome(outcome, report.domain, uses) if outcome.rule.subject is ExceptionUse else outcome
        for outcome in report.outcomes
    )
    return replace(report, outcomes=tuple(outcomes))


def _outcome(outcome: Outcome, domain: str, uses: Iterable[ExceptionUse]) -> Outcome:
    """Judge one rule about exceptions; a problem without an owner is the domain's."""
    rule = outcome.rule
    problems = (problem for use in uses for problem in rule.check(use) if not isinstance(problem, CannotTell))
    found = tuple(
        Finding(
            rule,
            rule.severity,
            problem._replace(source=problem.source._replace(owner=problem.source.owner or domain)),
        )
        for problem in problems
    )
    return Outcome(rule, Verdict.FAIL if found else Verdict.PASS, found)
