"""The nouns of a judgement: what a rule is, what it found, and what was concluded."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from mailcheck.dns.answers import Answer, Location, Source, Span
from mailcheck.survey.exceptions import RuleException
from mailcheck.survey.request import AUTO, Severity

if TYPE_CHECKING:
    from mailcheck.survey.domain import Survey  # the first questions do not wait for it

REASONS_KEPT = 32  # for which a rule was skipped; there are fewer


class Verdict(Enum):
    """Of a rule, a section or a report.

    UNKNOWN: a lookup that was needed failed. SKIPPED: there was nothing to judge.
    """

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


class Problem(NamedTuple):
    """A flaw in a record: what was found, then what is allowed, in one line without a full stop.

    *severity* is given where it is not the rule's own. *replacement* is the whole record to publish instead,
    given where the repair is mechanical; an empty string means that the record is to be removed. It belongs
    at the source's owner and type unless *publish_at* names another place, as (name, type). *remedy*
    overrides the one on the rule's page. *about* tells apart problems of one rule with the same evidence,
    such as two addresses that one term refuses.
    """

    message: str
    source: Source
    span: Span | None = None
    severity: Severity | None = None
    replacement: str | None = None
    publish_at: tuple[str, str] | None = None
    remedy: str | None = None
    reference: str | None = None
    about: str = ""

    @property
    def location(self) -> Location | None:
        """Where in a file the fault begins; None if the record is from none."""
        return self.source.place(self.span.start if self.span else 0)


@dataclass(frozen=True, slots=True)
class CannotTell:
    """Yielded by a check whose outcome hangs on a question that failed."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong. *subject* is the type of value that *check* judges; *page* documents it.

    A *settled* severity is the user's or a profile's choice, and every finding has it.
    """

    name: str
    severity: Severity
    reference: str
    subject: type[Any]
    check: Callable[[Any], Iterator[Problem | CannotTell]] = field(repr=False)
    page: str = field(repr=False)
    settled: bool = False
    usual: "dict[str | None, Outcome]" = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def family(self) -> str:
        """The prefix of the name: domain, txt, record, mx, spf, dkim, dmarc."""
        return self.name.partition("-")[0]

    @property
    def title(self) -> str:
        """The first line of the page."""
        return self.page.partition("\n")[0]

    def uneventful(self, skipped: str | None = None) -> "Outcome":
        """Return the outcome SKIPPED for a reason, or PASS without one.

        It is made once and kept in *usual*, as nearly all outcomes are one of these.
        """
        known = self.usual.get(skipped)
        if known is None:
            verdict = Verdict.PASS if skipped is None else Verdict.SKIPPED
            known = Outcome(self, verdict, reason=skipped or "")
            if len(self.usual) < REASONS_KEPT:
                self.usual[skipped] = known
        return known


class Finding(NamedTuple):
    """A problem that a rule found."""

    rule: Rule
    severity: Severity
    problem: Problem


@dataclass(frozen=True, slots=True)
class Ignored:
    """A finding, and the exception for which it does not count."""

    finding: Finding
    exception: RuleException


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one rule; *reason* says why it was skipped.

    An *eventful* one has findings, or failures for want of which there may be some. *label* is the rule's
    name, a blank and the verdict.
    """

    rule: Rule
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    failures: tuple[Answer, ...] = ()
    reason: str = ""
    eventful: bool = field(init=False, repr=False, compare=False)
    label: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note what everybody asks."""
        object.__setattr__(self, "eventful", bool(self.findings or self.failures))
        object.__setattr__(self, "label", f"{self.rule.name} {self.verdict._value_}")  # quicker than `value`


class LeftOut(NamedTuple):
    """A rule that is not to judge, and *why*: what somebody said, or what kind of domain it is."""

    rule: str
    why: str
    by_profile: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """A question that failed, and the names of the rules that could not be judged for it."""

    answer: Answer
    rules: tuple[str, ...]


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
    survey: "Survey"
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
        from mailcheck.survey.domain import guess_profile

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


LENGTH = 32  # hexadecimal digits: 128 bits


def fingerprint(finding: Finding, domain: str) -> str:
    """Return 32 hexadecimal digits that stay the same for as long as *finding* is the same flaw of *domain*.

    They are made of the domain, the rule, the name, the type and the evidence: the characters at fault, or
    the whole record where none are marked. Case, blanks and the order of words do not count; nor does wording
    of the message, the severity, the line of a zone file, the server, or the other findings. So a finding is
    another one when the characters at fault have changed.
    """
    problem = finding.problem
    source = problem.source
    words = _evidence(problem).split()
    words.sort()
    evidence = " ".join(words)
    # Line breaks divide them: names have none, and `split` took them out of the evidence.
    parts = f"{domain}\n{finding.rule.name}\n{source.owner}\n{source.rdtype}\n{evidence}\n{problem.about}"
    from hashlib import sha256  # with the first finding

    return sha256(parts.lower().encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]


def _evidence(problem: Problem) -> str:
    text = problem.source.text
    return text if problem.span is None else text[problem.span.start : problem.span.end]
