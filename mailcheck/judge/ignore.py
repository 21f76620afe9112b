"""Lets exceptions and a baseline take findings out of reports, after everything has been judged.

Whether an exception is of use shows in all reports of a run together: one for `*` may be for any of them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase

from mailcheck.judge.exceptions import ExceptionUse, Ignored, RuleException
from mailcheck.judge.fingerprint import fingerprint
from mailcheck.judge.model import CannotTell, Finding, Outcome, Severity, Verdict
from mailcheck.judge.report import Report


def ignoring(
    reports: Iterable[Report], exceptions: Sequence[RuleException], today: date
) -> tuple[Report, ...]:
    """Return *reports* without the findings that *exceptions* cover; those are kept as `Report.ignored`.

    An exception that has expired by *today* covers nothing. The rules about exceptions are judged here, and
    what they find is put into the first report that the exception concerns.
    """
    if not exceptions:
        return tuple(reports)
    holding = [each for each in exceptions if not each.expired(today)]
    lighter = [excused(report, holding) for report in reports]
    uses: list[list[ExceptionUse]] = [[] for _ in lighter]
    for exception in exceptions:
        concerned = [at for at, report in enumerate(lighter) if exception.concerns(report.domain)]
        use = _use(exception, [lighter[at] for at in concerned], today)
        if use is not None:
            uses[concerned[0]].append(use)
    return tuple(_judged(report, found) for report, found in zip(lighter, uses, strict=True))


def excused(report: Report, exceptions: Iterable[RuleException]) -> Report:
    """Return *report* without the findings that *exceptions* cover, none of which has expired."""
    concerned = [each for each in exceptions if each.concerns(report.domain)]
    covered = (
        Ignored(finding, next(each for each in concerned if each.covers(finding)))
        for finding in report.findings
        if any(each.covers(finding) for each in concerned)
    )
    ignored = tuple(covered)
    kept = taken_out(report, {id(each.finding) for each in ignored}) if ignored else report
    return replace(kept, ignored=ignored)


def taken_out(report: Report, findings: Collection[int]) -> Report:
    """Return *report* without findings, given by their `id`; a rule with none left passes, or is unknown."""
    return replace(report, outcomes=tuple(_lighter(each, findings) for each in report.outcomes))


def _lighter(outcome: Outcome, findings: Collection[int]) -> Outcome:
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
    used = any(each.exception is exception for report in reports for each in report.ignored)
    meant = [
        outcome.verdict
        for report in reports
        for outcome in report.outcomes
        if fnmatchcase(outcome.rule.name, exception.rule)
    ]
    if not used and (not meant or Verdict.UNKNOWN in meant):
        return None
    return ExceptionUse(exception, expired=False, used=used)


def _judged(report: Report, uses: Sequence[ExceptionUse]) -> Report:
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
            replace(problem, source=replace(problem.source, owner=problem.source.owner or domain)),
        )
        for problem in problems
    )
    return Outcome(rule, Verdict.FAIL if found else Verdict.PASS, found)


def known(reports: Iterable[Report], baseline: Mapping[str, Severity]) -> tuple[Report, ...]:
    """Return *reports* with what *baseline* holds set apart as `Report.known`.

    It has the severity of each finding by fingerprint; a finding that has become worse is not known.
    """
    return tuple(_known(report, baseline) for report in reports)


def _known(report: Report, baseline: Mapping[str, Severity]) -> Report:
    old = tuple(
        finding
        for finding in report.findings
        if baseline.get(fingerprint(finding, report.domain), 0) >= finding.severity
    )
    return replace(taken_out(report, set(map(id, old))), known=old) if old else report
