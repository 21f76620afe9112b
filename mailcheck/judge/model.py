"""The nouns of a judgement: what a rule is, what it found, and what was concluded."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

from mailcheck.dns.answers import Answer, Location
from mailcheck.dns.source import Source, Span
from mailcheck.survey.exceptions import RuleException
from mailcheck.survey.severity import Severity

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
