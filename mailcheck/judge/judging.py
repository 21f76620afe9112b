"""From a survey to a report: every rule judges every subject of its type, and verdicts are drawn."""

from collections.abc import Callable, Iterable, Iterator
from itertools import compress, islice, repeat
from operator import add, call
from typing import Any, NamedTuple

from mailcheck.dns.answers import Answer
from mailcheck.dns.memo import by_identity
from mailcheck.judge.exceptions import ExceptionUse
from mailcheck.judge.model import CannotTell, Finding, Outcome, Problem, Rule, Verdict
from mailcheck.judge.profiles import AUTO
from mailcheck.judge.report import Report
from mailcheck.survey import Subjects, Survey

ABSENT = "domain-missing"  # the one rule that is judged when the domain does not exist
# But for two families: servers may publish what a resolver still denies, and a file may have been misread.
ANYHOW = frozenset(("ns", "zone"))
RESULTS_LIMIT = 200  # taken of one check; beyond that, nothing is new
NO_EXCEPTION = Subjects(reason="there is no exception")  # those are judged when all reports are there
PATTERNS_KEPT = 256  # of rules that are skipped; most domains are of a few
FINDINGS_LIMIT = 100  # of one rule; a record of 64 KiB has room for thousands, and each repeats the record


def judge(survey: Survey, rules: Iterable[Rule], profile: str = AUTO) -> Report:
    """Judge *survey* by *rules*, which *profile* has chosen: see `profiles.applied`.

    A domain that does not exist is judged by `domain-missing` alone.
    """
    present, absent = _benches(rules if isinstance(rules, tuple) else tuple(rules))
    bench = absent if survey.apex.missing else present
    found = {**survey.subjects(), ExceptionUse: NO_EXCEPTION}
    subjects = tuple(map(found.__getitem__, bench.subjects))
    outcomes = list(bench.usual(subjects))
    for group, judged in zip(bench.groups, subjects, strict=True):
        if judged.items or judged.failures:
            group.judge(judged, outcomes)
    return Report(survey.domain, tuple(outcomes), survey, profile)


class _Group(NamedTuple):
    """The rules about one type of subject, with their places among the outcomes."""

    places: tuple[int, ...]
    rules: tuple[Rule, ...]
    checks: tuple[Callable[[Any], Iterator[Problem | CannotTell]], ...]

    def judge(self, subjects: Subjects, outcomes: list[Outcome]) -> None:
        """Put what each rule concludes about *subjects* in its place, where that is another than PASS."""
        results: list[tuple[Problem | CannotTell, ...]] = []
        for item in subjects.items:
            # All checks in one go, as nearly always none of them has anything to say.
            said = map(islice, map(call, self.checks, repeat(item)), repeat(RESULTS_LIMIT))
            further = list(map(tuple, said))
            results = list(map(add, results, further)) if results else further
        failures = subjects.failures
        if failures or any(results):
            judged = zip(self.places, self.rules, results or repeat(()), strict=False)
            for place, rule, found in judged if failures else compress(judged, results):
                outcomes[place] = _eventful(rule, failures, found)


class _Bench:
    """Rules made ready to judge many domains; those that are not *tried* are skipped for a reason."""

    def __init__(self, rules: tuple[Rule, ...], tried: frozenset[str]) -> None:
        by_subject: dict[type[Any], list[tuple[int, Rule]]] = {}
        for place, rule in enumerate(rules):
            if rule.name in tried:
                by_subject.setdefault(rule.subject, []).append((place, rule))
        self.subjects = tuple(by_subject)
        self.groups = tuple(map(_group, by_subject.values()))
        reasons = (None if rule.name in tried else "the domain does not exist" for rule in rules)
        self._passed = tuple(map(Rule.uneventful, rules, reasons))
        self._usual: dict[tuple[str | None, ...], tuple[Outcome, ...]] = {}

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


@by_identity
def _benches(rules: tuple[Rule, ...]) -> tuple[_Bench, _Bench]:
    """Make rules ready for domains that exist, and for those that do not."""
    names = frozenset(rule.name for rule in rules)
    tried = frozenset(rule.name for rule in rules if rule.name == ABSENT or rule.family in ANYHOW)
    return _Bench(rules, names), _Bench(rules, tried)


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
