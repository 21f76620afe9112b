"""From verdicts to an exit code, and the reason in words."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from mailcheck.dns.answers import Answer
from mailcheck.errors import ExitCode
from mailcheck.judge.judging import ABSENT, NO_DOMAIN
from mailcheck.judge.model import NEVER, Finding, LeftOut, Outcome, Report, Verdict
from mailcheck.survey.domain import Survey
from mailcheck.survey.request import Severity

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
        return f"exit {code}: {_worst(reports)} was found{_hint(reports, fail_on)}"
    if code is ExitCode.UNKNOWN:
        return f"exit {code}: nothing is wrong that could be seen, but not everything could be asked"
    if any(report.verdict(fail_on) is Verdict.UNKNOWN for report in reports):
        return f"exit {code}: what could not be asked is let through by --allow-unknown"
    beyond = " that the baseline does not hold" if any(report.known for report in reports) else ""
    return f"exit {code}: {_nothing(fail_on)}{beyond}"


def _worst(reports: Sequence[Report]) -> str:
    worst = max(finding.severity for report in reports for finding in report.findings)
    return {Severity.ERROR: "an error", Severity.WARNING: "a warning", Severity.NOTE: "a note"}[worst]


def _hint(reports: Sequence[Report], fail_on: Severity) -> str:
    findings = [finding for report in reports for finding in report.findings if finding.severity >= fail_on]
    first = max(findings, key=lambda finding: finding.severity)
    return f"; see `mailcheck rule {first.rule.name}`"


def _nothing(fail_on: Severity) -> str:
    if fail_on is Severity.ERROR:
        return "no error was found"
    return f"no {fail_on.label} or worse was found" if fail_on is Severity.WARNING else "nothing was found"


NAMES = ("DNS", "ZONE", "MX", "SPF", "DKIM", "DMARC", "NS")
# By the family of a rule. DNS is the domain itself, and whatever has no section of its own.
_OF_FAMILY = {"zone": "ZONE", "mx": "MX", "spf": "SPF", "dkim": "DKIM", "dmarc": "DMARC", "ns": "NS"}
_ANYHOW = ("DNS", "ZONE", "NS")  # judged also where the domain does not exist
LISTED = 3  # reasons and questions that are named before the rest is counted


class Section(NamedTuple):
    """What was judged about one part of a domain, and what came of it.

    *reason* says why the verdict is UNKNOWN or SKIPPED, and of a PASS how many rules the user has left out of
    it; it is empty where there is nothing to explain. *unanswered* are the questions for want of which the
    verdict is UNKNOWN. *left_out* are the rules that were not to judge.
    """

    name: str
    verdict: Verdict
    reason: str = ""
    outcomes: tuple[Outcome, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    unanswered: tuple[Answer, ...] = ()

    @property
    def found(self) -> tuple[Finding, ...]:
        """The findings."""
        return tuple(finding for outcome in self.outcomes for finding in outcome.findings)


def sections(report: Report, fail_on: Severity | None = Severity.ERROR) -> tuple[Section, ...]:
    """Return all sections in the order of a report, also those that it has nothing to say about.

    A finding at or above *fail_on* fails its section; None counts as for the verdict that is shown, errors.
    """
    outcomes: dict[str, list[Outcome]] = {name: [] for name in NAMES}
    left_out: dict[str, list[LeftOut]] = {name: [] for name in NAMES}
    for outcome in report.outcomes:
        outcomes[_section_of(outcome.rule.name)].append(outcome)
    for each in report.left_out:
        left_out[_section_of(each.rule)].append(each)
    threshold = Severity.ERROR if fail_on is NEVER else fail_on
    parts = (_Part(name, tuple(outcomes[name]), tuple(left_out[name]), report.survey) for name in NAMES)
    return tuple(part.conclude(threshold) for part in parts)


def _section_of(rule: str) -> str:
    return _OF_FAMILY.get(rule.partition("-")[0], "DNS")


def is_shown(section: Section, report: Report) -> bool:
    """Say whether a report has the section: something was found, or there is a record of it to show.

    Of a domain that does not exist, only the domain's own is left where nothing else says so.
    """
    survey = report.survey
    if section.found:
        return True
    match section.name:
        case "DNS":
            return survey.apex.missing and not _without_skips(section.outcomes)
        case "ZONE":
            return False
        case "NS":
            return survey.nameservers is not None
    return not survey.apex.missing


def remark(section: Section, listed: Collection[Answer] = ()) -> str:
    """Return the reason for a verdict where nothing else tells it, else nothing.

    A report that is judged by all rules needs none: its findings say why something failed, the facts what is
    not there to judge, and the failed questions, where they are *listed*, what could not be told.
    """
    if section.verdict is Verdict.UNKNOWN:
        return section.reason if any(answer not in listed for answer in section.unanswered) else ""
    return section.reason if section.left_out or not section.outcomes else ""


class _Part(NamedTuple):
    """What there is to conclude from about one section."""

    name: str
    outcomes: tuple[Outcome, ...]
    left_out: tuple[LeftOut, ...]
    survey: Survey

    def conclude(self, threshold: Severity) -> Section:
        """Return the section with its verdict."""
        judged = _without_skips(self.outcomes)
        if not judged:
            return self._section(Verdict.SKIPPED, self._skip_reason())
        if any(finding.severity >= threshold for outcome in judged for finding in outcome.findings):
            return self._section(Verdict.FAIL)
        unanswered = _failures(self.name, self.survey) or tuple(_open(judged, threshold))
        if unanswered:
            return self._section(Verdict.UNKNOWN, _could_not_ask(unanswered), unanswered)
        return self._section(Verdict.PASS, self._how_much())

    def _section(self, verdict: Verdict, reason: str = "", unanswered: tuple[Answer, ...] = ()) -> Section:
        return Section(self.name, verdict, reason, self.outcomes, self.left_out, unanswered)

    def _skip_reason(self) -> str:
        """Say why no rule was judged."""
        whys = {each.rule: each.why for each in self.left_out}
        if self.survey.apex.missing and self.name not in _ANYHOW:
            return NO_DOMAIN
        if self.survey.apex.missing and self.name == "DNS":
            return f"{NO_DOMAIN}; {ABSENT} was not judged: {whys.get(ABSENT, 'it was not chosen')}"
        if not self.outcomes:
            return f"not judged: {_list(whys.values()) or 'no rule about it was chosen'}"
        return Counter(outcome.reason for outcome in self.outcomes).most_common(1)[0][0]

    def _how_much(self) -> str:
        """Say how many rules the user left out; what the profile leaves out does not fit the domain."""
        chosen = [each.why for each in self.left_out if not each.by_profile]
        total = len(self.outcomes) + len(self.left_out)
        return f"{len(chosen)} of {total} rules not judged: {_list(chosen)}" if chosen else ""


def _without_skips(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.verdict is not Verdict.SKIPPED]


def _open(judged: Sequence[Outcome], threshold: Severity) -> Iterator[Answer]:
    """Yield what is missing: to a rule that may fail the section, or to all of them."""
    decided = any(not outcome.failures for outcome in judged)
    for outcome in judged:
        if outcome.rule.severity >= threshold or not decided:
            yield from outcome.failures


def _failures(name: str, survey: Survey) -> tuple[Answer, ...]:
    """Return the failed questions for the records that the section shows."""
    match name:
        case "DNS":
            answers = survey.apex.answers
            return answers if all(answer.failed for answer in answers) else ()
        case "MX":
            return (survey.mx.answer,) if survey.mx.answer.failed else survey.mx.undecided
        case "SPF":
            return (survey.spf.answer,) if survey.spf.answer.failed else ()
        case "DKIM":
            return survey.dkim.failures
        case "DMARC":
            return survey.dmarc.failures
        case "NS" if survey.nameservers is not None:
            silent = (zone.untold for zone in survey.nameservers.zones if not zone.serving)
            return (*survey.nameservers.failures, *(answer for untold in silent for answer in untold))
    return ()


def _could_not_ask(answers: Iterable[Answer]) -> str:
    return f"could not be asked: {_list(map(_question, answers))}"


def _question(answer: Answer) -> str:
    how = answer.failure.value if answer.failure else "no answer"
    return f"{answer.owner or '.'} {answer.rdtype} ({how})"


def _list(texts: Iterable[str]) -> str:
    distinct = tuple(dict.fromkeys(texts))
    rest = f" and {len(distinct) - LISTED} more" if len(distinct) > LISTED else ""
    return ", ".join(distinct[:LISTED]) + rest
