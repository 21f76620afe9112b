"""From a survey to a report: every rule judges every subject of its type, and verdicts are drawn."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from mailcheck.answers import Answer
from mailcheck.excepted import Ignored
from mailcheck.model import CannotTell, Finding, Outcome, Problem, Rule, Severity, Unknown, Verdict
from mailcheck.profiles import AUTO
from mailcheck.survey import Survey
from mailcheck.survey.kind import kind

ABSENT = "domain-missing"  # the one rule that is judged when the domain does not exist
# But for two families: servers may publish what a resolver still denies, and a file may have been misread.
ANYHOW = frozenset(("ns", "zone"))
NEVER = None  # the threshold that no finding reaches
FINDINGS_LIMIT = 100  # of one rule; a record of 64 KiB has room for thousands, and each repeats the record


@dataclass(frozen=True, slots=True)
class Report:
    """What was concluded about a domain. The same answers give an equal report.

    *ignored* are findings that an exception covers, and *known* those that a baseline holds; neither are
    among the findings that count.
    """

    domain: str
    outcomes: tuple[Outcome, ...]
    survey: Survey
    profile: str = AUTO
    ignored: tuple[Ignored, ...] = ()
    known: tuple[Finding, ...] = ()
    findings: tuple[Finding, ...] = field(init=False, repr=False, compare=False)
    unknowns: tuple[Unknown, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note what everybody asks.

        *findings* is everything that was found, in the order of the rules. *unknowns* are the questions that
        failed although a rule needed them, with the rules that are undecided for it.
        """
        found = chain.from_iterable([outcome.findings for outcome in self.outcomes if outcome.findings])
        object.__setattr__(self, "findings", tuple(found))
        object.__setattr__(self, "unknowns", tuple(_unknowns(self.outcomes)))

    @property
    def kind(self) -> str:
        """The profile that the report is judged by; for `auto`, the one that fits."""
        return kind(self.survey) if self.profile == AUTO else self.profile

    @property
    def verdicts(self) -> Mapping[str, Verdict]:
        """The verdict of each rule, by name."""
        return {outcome.rule.name: outcome.verdict for outcome in self.outcomes}

    def verdict(self, fail_on: Severity | None = Severity.ERROR) -> Verdict:
        """Return FAIL for a finding at or above *fail_on*, UNKNOWN if such a rule could not be judged.

        None as *fail_on* lets everything pass.
        """
        if fail_on is NEVER:
            return Verdict.PASS
        if any(finding.severity >= fail_on for finding in self.findings):
            return Verdict.FAIL
        undecided = any(outcome.failures and outcome.rule.severity >= fail_on for outcome in self.outcomes)
        return Verdict.UNKNOWN if undecided else Verdict.PASS


def _unknowns(outcomes: Iterable[Outcome]) -> Iterator[Unknown]:
    needed: dict[tuple[str, str], tuple[Answer, list[str]]] = {}
    for outcome in outcomes:
        for answer in outcome.failures:
            rules = needed.setdefault((answer.owner, answer.rdtype), (answer, []))[1]
            if outcome.verdict is Verdict.UNKNOWN and outcome.rule.name not in rules:
                rules.append(outcome.rule.name)
    return (Unknown(answer, tuple(rules)) for answer, rules in needed.values())


def judge(survey: Survey, rules: Iterable[Rule], profile: str = AUTO) -> Report:
    """Judge *survey* by *rules*, which *profile* has chosen: see `profiles.applied`.

    A domain that does not exist is judged by `domain-missing` alone.
    """
    absent = survey.apex.missing
    by_type = survey.by_type
    outcomes = []
    for rule in rules:  # where nothing is found, as nearly always, no call is made but the check
        subjects = by_type[rule.subject]
        if absent and rule.name != ABSENT and rule.family not in ANYHOW:
            outcomes.append(rule.uneventful("the domain does not exist"))
            continue
        results = chain.from_iterable(map(rule.check, subjects.items))
        first = next(results, None)
        if first is not None:
            outcomes.append(_eventful(rule, subjects.failures, chain((first,), results)))
        elif subjects.failures:
            outcomes.append(_eventful(rule, subjects.failures, ()))
        else:
            skipped = None if subjects.items else subjects.reason
            outcomes.append(rule.usual.get(skipped) or rule.uneventful(skipped))
    return Report(survey.domain, tuple(outcomes), survey, profile)


def _eventful(rule: Rule, failures: tuple[Answer, ...], results: Iterable[Problem | CannotTell]) -> Outcome:
    """Return the outcome of a rule that found something, or for which something is missing."""
    found: list[Finding] = []
    for result in results:
        if isinstance(result, CannotTell):
            failures = (*failures, result.answer)
        elif len(found) < FINDINGS_LIMIT:
            carried = None if rule.settled else result.severity
            found.append(Finding(rule, carried or rule.severity, result))
        else:
            break
    return Outcome(rule, Verdict.FAIL if found else Verdict.UNKNOWN, tuple(found), failures)
