"""From surveys to reports: every rule judges every subject of its type, and verdicts are drawn."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from fnmatch import fnmatchcase
from itertools import compress, islice, repeat
from operator import add, call
from typing import Any, NamedTuple, TypeAlias

from mailcheck.dns.answers import Answer
from mailcheck.dns.memo import by_identity
from mailcheck.judge.left_out import left_out
from mailcheck.judge.model import CannotTell, Finding, LeftOut, Outcome, Problem, Rule, Verdict
from mailcheck.judge.profiles import apply_profile
from mailcheck.judge.report import Report
from mailcheck.survey.domain import Survey
from mailcheck.survey.exceptions import ExceptionUse
from mailcheck.survey.request import Request
from mailcheck.survey.severity import Severity
from mailcheck.survey.subjects import Subjects

ABSENT = "domain-missing"  # the one rule that is judged when the domain does not exist
NO_DOMAIN = "the domain does not exist"
# But for two families: servers may publish what a resolver still denies, and a file may have been misread.
ANYHOW = frozenset(("ns", "zone"))
RESULTS_LIMIT = 200  # taken of one check; beyond that, nothing is new
NO_EXCEPTION = Subjects(reason="there is no exception")  # those are judged when all reports are there
PATTERNS_KEPT = 256  # of rules that are skipped; most domains are of a few
_Wishes: TypeAlias = tuple[str, tuple[str, ...], tuple[str, ...], tuple[tuple[str, Severity | None], ...]]
FINDINGS_LIMIT = 100  # of one rule; a record of 64 KiB has room for thousands, and each repeats the record


def judge(
    surveys: Iterable[Survey], rules: tuple[Rule, ...], today: date | None = None
) -> tuple[Report, ...]:
    """Judge what was found out about some domains, each as its request wants it.

    A domain that does not exist is judged by `domain-missing` alone. What is not to count is set aside, and
    kept as `Report.ignored`; whether exceptions are still of use, `judge_exceptions` says of a whole run.

    Args:
        surveys: What was learned; of each, `Survey.request` holds the wishes.
        rules: All rules there are; requests choose among them.
        today: The day by which exceptions may have expired; by default the present one.
    """
    rule_sets = _rule_sets(rules)
    reports = []
    for survey in surveys:
        report = rule_sets.of(survey).judge(survey)
        reports.append(_set_aside(report, today) if survey.request.exceptions else report)
    return tuple(reports)


def _set_aside(report: Report, today: date | None) -> Report:
    """Return the report without the findings that exceptions cover which have not expired."""
    from mailcheck.judge.exceptions import excuse

    day = today or date.today()
    return excuse(report, [each for each in report.survey.request.exceptions if not each.expired(day)])


def choose(rules: Iterable[Rule], request: Request) -> tuple[Rule, ...]:
    """Return the rules that a request selects and does not ignore, with the severities that it gives them."""
    selected = (rule for rule in rules if not request.select or _matches(rule.name, request.select))
    chosen = [rule for rule in selected if not _matches(rule.name, request.ignore)]
    return apply_profile(request.profile, request.severities, chosen)


def _matches(name: str, globs: Iterable[str]) -> bool:
    return any(fnmatchcase(name, glob) for glob in globs)


class _Group(NamedTuple):
    """The rules about one type of subject, with their places among the outcomes."""

    places: tuple[int, ...]
    rules: tuple[Rule, ...]
    checks: tuple[Callable[[Any], Iterator[Problem | CannotTell]], ...]

    def conclude(
        self,
        failures: tuple[Answer, ...],
        results: Sequence[tuple[Problem | CannotTell, ...]],
        outcomes: list[Outcome],
    ) -> None:
        """Put what each rule concludes in its place, where that is another than PASS."""
        judged = zip(self.places, self.rules, results or repeat(()), strict=False)
        for place, rule, found in judged if failures else compress(judged, results):
            outcomes[place] = _eventful(rule, failures, found)


class _RuleSet:
    """Rules made ready to judge many domains; those that are not *tried* are skipped for a reason."""

    def __init__(self, rules: tuple[Rule, ...], tried: frozenset[str], rest: tuple[LeftOut, ...]) -> None:
        self.left_out = rest
        by_subject: dict[type[Any], list[tuple[int, Rule]]] = {}
        for place, rule in enumerate(rules):
            if rule.name in tried:
                by_subject.setdefault(rule.subject, []).append((place, rule))
        self.subjects = tuple(by_subject)
        self.groups = tuple(map(_group, by_subject.values()))
        reasons = (None if rule.name in tried else NO_DOMAIN for rule in rules)
        self._passed = tuple(map(Rule.uneventful, rules, reasons))
        self._usual: dict[tuple[str | None, ...], tuple[Outcome, ...]] = {}

    def judge(self, survey: Survey) -> Report:
        """Judge all that there is."""
        found = {**survey.subjects(), ExceptionUse: NO_EXCEPTION}
        subjects = tuple(map(found.__getitem__, self.subjects))
        outcomes = list(self.usual(subjects))
        for group, judged in zip(self.groups, subjects, strict=True):
            results: list[tuple[Problem | CannotTell, ...]] = []
            for item in judged.items:
                # All checks in one go, as nearly always none of them has anything to say.
                problems = map(islice, map(call, group.checks, repeat(item)), repeat(RESULTS_LIMIT))
                further = list(map(tuple, problems))
                results = list(map(add, results, further)) if results else further
            if judged.failures or any(results):
                group.conclude(judged.failures, results, outcomes)
        return Report(survey.domain, tuple(outcomes), survey, left_out=self.left_out)

    def usual(self, subjects: tuple[Subjects, ...]) -> tuple[Outcome, ...]:
        """Return the outcomes where nothing is found about *subjects*, in the order of the rules."""
        reasons = tuple([None if each.items or each.failures else each.reason for each in subjects])
        known = self._usual.get(reasons)
        if known is None:
            known = self._skipping(reasons)
            if len(self._usual) < PATTERNS_KEPT:
                self._usual[reasons] = known
        return known

    def _skipping(self, reasons: tuple[str | None, ...]) -> tuple[Outcome, ...]:
        outcomes = list(self._passed)
        for group, reason in zip(self.groups, reasons, strict=True):
            for place, rule in zip(group.places, group.rules, strict=True):
                outcomes[place] = outcomes[place] if reason is None else rule.uneventful(reason)
        return tuple(outcomes)


class _RuleSets:
    """The rules made ready for each kind of request, for domains that exist and for those that do not."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        self._known: dict[_Wishes, tuple[_RuleSet, _RuleSet]] = {}

    def of(self, survey: Survey) -> _RuleSet:
        """Return the one that judges a domain."""
        request = survey.request
        wishes = request.profile, request.select, request.ignore, tuple(request.severities.items())
        found = self._known.get(wishes)
        if found is None:
            chosen = choose(self.rules, request)
            rest = left_out(self.rules, request) if len(chosen) < len(self.rules) else ()
            found = self._known[wishes] = _ready(chosen, rest)
        return found[survey.apex.missing]


_rule_sets = by_identity(_RuleSets)


def _ready(rules: tuple[Rule, ...], rest: tuple[LeftOut, ...]) -> tuple[_RuleSet, _RuleSet]:
    """Make rules ready for domains that exist, and for those that do not."""
    names = frozenset(rule.name for rule in rules)
    tried = frozenset(rule.name for rule in rules if rule.name == ABSENT or rule.family in ANYHOW)
    return _RuleSet(rules, names, rest), _RuleSet(rules, tried, rest)


def _group(members: list[tuple[int, Rule]]) -> _Group:
    places, rules = zip(*members, strict=True)
    return _Group(places, rules, tuple(rule.check for rule in rules))


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
