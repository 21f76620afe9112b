"""From surveys to reports: every rule judges every subject of its type, and verdicts are drawn."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase
from itertools import compress, islice, repeat
from operator import add, call
from shlex import quote
from typing import Any, NamedTuple, TypeAlias

from mailcheck.dns.answers import Answer, by_identity
from mailcheck.judge.model import CannotTell, Finding, LeftOut, Outcome, Problem, Report, Rule, Verdict
from mailcheck.survey.domain import Survey
from mailcheck.survey.exceptions import ExceptionUse
from mailcheck.survey.request import (
    AUTO,
    BULK_SENDER,
    MAIL,
    NO_MAIL,
    RECEIVE_ONLY,
    Request,
    Severities,
    Severity,
)
from mailcheck.survey.subjects import Subjects

# No key is used to sign, so a revoked one is right and a missing one no fault.
_SENDS_NOTHING: Severities = {
    "spf-missing": Severity.ERROR,
    "spf-no-all": Severity.ERROR,
    "spf-neutral-all": Severity.ERROR,
    "dkim-key-revoked": None,
    "dmarc-enforced-unauthenticated": None,
    "dmarc-enforced-without-dkim": None,
    "dmarc-policy-none": Severity.WARNING,
}
_TABLES: Mapping[str, Severities] = {
    AUTO: {},
    MAIL: {},
    RECEIVE_ONLY: {**_SENDS_NOTHING, "spf-mx-not-authorized": None},
    NO_MAIL: {
        **_SENDS_NOTHING,
        "mx-no-mail-host": Severity.NOTE,
        "mx-ipv6-only": None,
        "mx-shared-address": None,
        "mx-single": None,
        "dmarc-no-aggregate-reports": Severity.NOTE,
    },
    # The large mailbox providers' rules of 2024 and 2025 refuse mail for want of any of these.
    BULK_SENDER: {
        "dkim-not-checked": Severity.ERROR,
        "dmarc-missing": Severity.ERROR,
        "dmarc-policy-missing": Severity.ERROR,
        "ptr-missing": Severity.ERROR,
        "ptr-not-confirmed": Severity.ERROR,
        "spf-missing": Severity.ERROR,
    },
}


def apply_profile(profile: str, severities: Severities, rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return *rules* as *profile* and then *severities* change them, without those left out."""
    table = _TABLES[profile]
    if not table and not severities:
        return tuple(rules)
    return tuple(changed for rule in rules for changed in _change(rule, (severities, table)))


def _change(rule: Rule, tables: Iterable[Severities]) -> Iterator[Rule]:
    """Yield the rule with what the first table that has it sets; nothing where that leaves it out."""
    for table in tables:
        names = (
            [rule.name] if rule.name in table else [glob for glob in table if fnmatchcase(rule.name, glob)]
        )
        if names:
            severity = table[names[-1]]
            if severity is not None:
                yield replace(rule, severity=severity, settled=True)
            return
    yield rule


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
    from mailcheck.judge.exception_use import excuse

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
            if not judged.items and not judged.failures:
                continue
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


NAMED = 3  # globs of a selection that are named before the rest is counted


def left_out(rules: Iterable[Rule], request: Request) -> tuple[LeftOut, ...]:
    """Return those of all *rules* that a request does not want, each with the reason."""
    return tuple(LeftOut(rule.name, *why) for rule in rules for why in _why(rule, request))


def _why(rule: Rule, request: Request) -> Iterator[tuple[str, bool]]:
    """Yield why a rule is left out, and whether that is its profile's choice; nothing of one that judges."""
    ignoring = [glob for glob in request.ignore if fnmatchcase(rule.name, glob)]
    if ignoring:
        yield f"--ignore {quote(ignoring[0])}", False
    elif request.select and not any(fnmatchcase(rule.name, glob) for glob in request.select):
        yield _selecting(request.select), False
    elif not apply_profile(AUTO, request.severities, (rule,)):
        yield "severity `off`", False
    elif not apply_profile(request.profile, request.severities, (rule,)):
        yield f"--profile {request.profile}", True


def _selecting(globs: Sequence[str]) -> str:
    named = " ".join(f"--select {quote(glob)}" for glob in globs[:NAMED])
    return named if len(globs) <= NAMED else f"{named} and {len(globs) - NAMED} more"
