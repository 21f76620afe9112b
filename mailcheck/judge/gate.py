"""From verdicts to an exit code, and the reason in words."""

from collections.abc import Iterable, Sequence

from mailcheck.judge.exit_code import ExitCode
from mailcheck.judge.model import Verdict
from mailcheck.judge.report import NEVER, Report
from mailcheck.survey.severity import Severity

_CODES = {
    Verdict.PASS: ExitCode.PASSED,
    Verdict.FAIL: ExitCode.FAILED,
    Verdict.UNKNOWN: ExitCode.UNKNOWN,
}
_RANK = (
    ExitCode.FAILED,
    ExitCode.UNKNOWN,
    ExitCode.PASSED,
)  # what is found for certain outweighs what could not be told


def exit_code(
    reports: Iterable[Report], fail_on: Severity | None, *, allow_unknown: bool = False
) -> ExitCode:
    """Return the exit code of several reports: the worst, where 1 is worse than 3."""
    return worst_code({report.verdict(fail_on) for report in reports}, allow_unknown=allow_unknown)


def worst_code(verdicts: Iterable[Verdict], *, allow_unknown: bool = False) -> ExitCode:
    """Return the exit code of several verdicts."""
    codes = {_CODES[verdict] for verdict in verdicts} or {ExitCode.PASSED}
    worst = next(code for code in _RANK if code in codes)
    return ExitCode.PASSED if worst is ExitCode.UNKNOWN and allow_unknown else worst


def shown_verdict(report: Report, fail_on: Severity | None) -> Verdict:
    """Return the verdict to print: with a threshold that nothing reaches, errors are still called errors."""
    return report.verdict(Severity.ERROR if fail_on is NEVER else fail_on)


def because(reports: Sequence[Report], fail_on: Severity | None, *, allow_unknown: bool = False) -> str:
    """Say in a sentence why the exit code is what it is."""
    if fail_on is NEVER:
        otherwise = because(reports, Severity.ERROR, allow_unknown=allow_unknown)
        return f"exit 0, whatever is found; else this would be {otherwise}"
    code = exit_code(reports, fail_on, allow_unknown=allow_unknown)
    if code is ExitCode.FAILED:
        return f"exit {code}: {_worst(reports)} was found{_explained(reports, fail_on)}"
    if code is ExitCode.UNKNOWN:
        return f"exit {code}: nothing is wrong that could be seen, but not everything could be asked"
    if any(report.verdict(fail_on) is Verdict.UNKNOWN for report in reports):
        return f"exit {code}: what could not be asked is let through by --allow-unknown"
    beyond = " that the baseline does not hold" if any(report.known for report in reports) else ""
    return f"exit {code}: {_none_found(fail_on)}{beyond}"


def _worst(reports: Sequence[Report]) -> str:
    worst = max(finding.severity for report in reports for finding in report.findings)
    return {Severity.ERROR: "an error", Severity.WARNING: "a warning", Severity.NOTE: "a note"}[worst]


def _explained(reports: Sequence[Report], fail_on: Severity) -> str:
    findings = [finding for report in reports for finding in report.findings if finding.severity >= fail_on]
    first = max(findings, key=lambda finding: finding.severity)
    return f"; see `mailcheck rule {first.rule.name}`"


def _none_found(fail_on: Severity) -> str:
    if fail_on is Severity.ERROR:
        return "no error was found"
    return f"no {fail_on.label} or worse was found" if fail_on is Severity.WARNING else "nothing was found"
