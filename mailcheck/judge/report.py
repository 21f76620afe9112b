"""What was concluded about a domain."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter

from mailcheck.dns.answers import Answer
from mailcheck.judge.model import Finding, Ignored, LeftOut, Outcome, Unknown, Verdict
from mailcheck.judge.profiles import guess_profile
from mailcheck.survey.domain import Survey
from mailcheck.survey.request import AUTO
from mailcheck.survey.severity import Severity

NEVER = None  # the threshold that no finding reaches


_IS_EVENTFUL = attrgetter("eventful")


@dataclass(frozen=True, slots=True)
class Report:
    """What was concluded about a domain. The same answers give an equal report.

    *ignored* are findings that an exception covers, and *known* those that a baseline holds; neither are
    among the findings that count. *left_out* are the rules that the request does not want.
    """

    domain: str
    outcomes: tuple[Outcome, ...]
    survey: Survey
    ignored: tuple[Ignored, ...] = ()
    known: tuple[Finding, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    eventful: tuple[Outcome, ...] = field(init=False, repr=False, compare=False)
    findings: tuple[Finding, ...] = field(init=False, repr=False, compare=False)
    unknowns: tuple[Unknown, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note what everybody asks.

        *eventful* are the outcomes with findings or failures. *findings* is everything that was found, in the
        order of the rules. *unknowns* are the questions that failed although a rule needed them, with the
        rules that are undecided for it.
        """
        eventful = tuple(filter(_IS_EVENTFUL, self.outcomes))
        found = chain.from_iterable([outcome.findings for outcome in eventful])
        object.__setattr__(self, "eventful", eventful)
        object.__setattr__(self, "findings", tuple(found))
        object.__setattr__(self, "unknowns", tuple(_unknowns(eventful)))

    @property
    def kind(self) -> str:
        """The profile that the report is judged by; for `auto`, the one that fits."""
        return guess_profile(self.survey) if self.profile == AUTO else self.profile

    @property
    def profile(self) -> str:
        """The profile that was wanted; `auto` judges by the catalogue as it stands."""
        return self.survey.request.profile

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
        undecided = any(outcome.failures and outcome.rule.severity >= fail_on for outcome in self.eventful)
        return Verdict.UNKNOWN if undecided else Verdict.PASS


def _unknowns(outcomes: Iterable[Outcome]) -> Iterator[Unknown]:
    needed: dict[tuple[str, str], tuple[Answer, list[str]]] = {}
    for outcome in outcomes:
        for answer in outcome.failures:
            rules = needed.setdefault((answer.owner, answer.rdtype), (answer, []))[1]
            if outcome.verdict is Verdict.UNKNOWN and outcome.rule.name not in rules:
                rules.append(outcome.rule.name)
    return (Unknown(answer, tuple(rules)) for answer, rules in needed.values())
