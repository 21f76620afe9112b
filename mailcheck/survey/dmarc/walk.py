"""The DNS tree walk (RFC 9989 section 4.10): the records above a name, and whose organization it is."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

from mailcheck.dns.answers import Answer, Source, by_identity, txt_sources
from mailcheck.dns.names import labels
from mailcheck.records.dmarc.record import DmarcRecord, is_dmarc, parse

QUERY_LIMIT = 8  # RFC 9989 section 4.10 step 4: from eight labels on, the walk goes on with seven
# What a name that did not answer may have said about the organization; None: it has no record. The record of
# a top-level domain has to say psd=y (RFC 9989 section 5.2). One that does not captures the domains below it,
# which is a finding of its own.
_POSSIBLE = (None, "u", "n", "y")
_POSSIBLE_AT_THE_TOP = (None, "y")
_NOTHING_MISSING: Mapping[str, str | None] = {}
_GUESS_LIMIT = 3  # names that did not answer; beyond that nothing is concluded


class WalkStep(NamedTuple):
    """One question of a walk; *kept* are the records of the current version, *others* all else.

    *psd* is what the record says about the organization: n, u or y; None without a record.
    """

    domain: str
    answer: Answer
    kept: tuple[DmarcRecord, ...] = ()
    others: tuple[Source, ...] = ()
    psd: str | None = None

    @property
    def record(self) -> DmarcRecord | None:
        """The record that counts: several are all discarded (RFC 9989 section 4.10 step 2)."""
        return self.kept[0] if len(self.kept) == 1 else None

    @property
    def stops(self) -> bool:
        """Whether the walk ends here."""
        return self.psd in ("n", "y")


class Walk(NamedTuple):
    """A walk from *start*: *steps* up to the one that ended it, *beyond* what was asked early in vain."""

    start: str
    steps: tuple[WalkStep, ...]
    beyond: tuple[WalkStep, ...] = ()

    @property
    def failures(self) -> tuple[Answer, ...]:
        """The answers that are missing from it."""
        return tuple([step.answer for step in self.steps if step.answer.failed])

    @property
    def organizations(self) -> frozenset[str]:
        """The Organizational Domains that missing answers leave possible; just one where none is missing."""
        failures = [step.domain for step in self.steps if step.answer.failed]
        if not failures:
            return frozenset({self.organization(_NOTHING_MISSING)})
        if len(failures) > _GUESS_LIMIT:
            return frozenset({self.start, *(step.domain for step in self.steps)})
        return frozenset(self.organization(guess) for guess in _guesses(failures))

    @property
    def organizational_domain(self) -> str | None:
        """The Organizational Domain of the start (RFC 9989 section 4.10.2); None if it cannot be told.

        What a top-level domain did not say seldom matters: no record and `psd=y` make the same organization.
        """
        if not self.failures:
            return self.organization(_NOTHING_MISSING)
        possible = self.organizations
        if len(possible) > 1 or any(step.answer.failed and "." in step.domain for step in self.steps):
            return None
        return next(iter(possible))

    def organization(self, guess: Mapping[str, str | None]) -> str:
        """Return the Organizational Domain, if the names that did not answer say what *guess* says."""
        last = self.start
        for step in self.steps:
            psd = guess[step.domain] if step.answer.failed else step.psd
            if psd is None:
                continue
            if psd == "n" or (psd == "y" and step.domain == self.start):
                return step.domain
            if psd == "y":
                return _one_below(step.domain, self.start)
            last = step.domain
        return last

    def step(self, domain: str) -> WalkStep | None:
        """Return the step at *domain*, also one that was asked in vain."""
        for step in (*self.steps, *self.beyond):
            if step.domain == domain:
                return step
        return None


def targets(domain: str) -> tuple[str, ...]:
    """Return the domains that a walk from *domain* looks at, in order (section 4.10 steps 3 to 7)."""
    parts = labels(domain)
    rest = parts[1:] if len(parts) < QUERY_LIMIT else parts[1 - QUERY_LIMIT :]
    return (domain, *[".".join(rest[index:]) for index in range(len(rest))])


def step(domain: str, answer: Answer) -> WalkStep:
    """Sort the records of one answer."""
    if not answer.found:
        return WalkStep(domain, answer)
    return WalkStep(domain, answer, *_sort(answer))


@by_identity
def _sort(answer: Answer) -> tuple[tuple[DmarcRecord, ...], tuple[Source, ...], str | None]:
    """Return what a step says of its records; remembered, as walks have ends in common."""
    kept: list[DmarcRecord] = []
    others: list[Source] = []
    for source in txt_sources(answer):
        if is_dmarc(source.text):
            kept.append(parse(source))
        else:
            others.append(source)
    return tuple(kept), tuple(others), kept[0].psd.value if len(kept) == 1 else None


def walk_from(start: str, answers: tuple[Answer, ...]) -> Walk:
    """Return the walk from *start*, given the answers at all its `targets`."""
    steps = tuple([step(domain, answer) for domain, answer in zip(targets(start), answers, strict=True)])
    end = end_of(steps)
    return Walk(start, steps[:end], steps[end:])


def end_of(steps: tuple[WalkStep, ...]) -> int:
    """Return how many of *steps* a walk takes until one ends it."""
    for index, taken in enumerate(steps):
        if taken.stops:
            return index + 1
    return len(steps)


def same_organization(one: Walk, other: Walk) -> bool | None:
    """Say whether two names have one Organizational Domain; None if that hangs on a missing answer."""
    failures = list({step.domain for walk in (one, other) for step in walk.steps if step.answer.failed})
    if not failures:
        return one.organization(_NOTHING_MISSING) == other.organization(_NOTHING_MISSING)
    if len(failures) > _GUESS_LIMIT:
        return None
    outcomes = {one.organization(guess) == other.organization(guess) for guess in _guesses(failures)}
    return outcomes.pop() if len(outcomes) == 1 else None


def _guesses(domains: list[str]) -> Iterator[dict[str, str | None]]:
    possible = (_POSSIBLE if "." in domain else _POSSIBLE_AT_THE_TOP for domain in domains)
    for guess in product(*possible):
        yield dict(zip(domains, guess, strict=True))


def _one_below(domain: str, start: str) -> str:
    """Return the name one label below *domain* on the way to *start*, though it may never have been asked."""
    return ".".join(labels(start)[-len(labels(domain)) - 1 :])
