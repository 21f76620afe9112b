"""The DNS as it will be: what a plan gives lies over what is published."""

from collections.abc import Callable, Iterable, Mapping
from time import monotonic
from typing import TypeVar

from mailcheck.dns.answers import PLANNED, Answer, Question, Status, Txt
from mailcheck.dns.cached import CachedResolver
from mailcheck.dns.driver import run
from mailcheck.dns.lookups import Procedure, Resolver
from mailcheck.dns.names import is_below
from mailcheck.dns.overlay import OfflineResolver, OverlayResolver
from mailcheck.dns.presentation import strings
from mailcheck.dns.zonefile.words import upwards
from mailcheck.plan.changes import Change, texts, value

T = TypeVar("T")

OFFLINE = "offline: nobody was asked"


class PlannedAnswers:
    """A layer of answers, of which some say that there is nothing any more."""

    def __init__(self, answers: Mapping[Question, Answer]) -> None:
        self.answers = answers
        self.names = frozenset(above for name, _ in answers for above in upwards(name))

    def knows(self, name: str, rdtype: str) -> bool:
        """Say whether the plan has to do with the question."""
        return (name, rdtype) in self.answers

    def exists(self, name: str) -> bool:
        """Say whether a name is at or above one of the plan (RFC 8020)."""
        return name in self.names

    def follow(self, name: str, rdtype: str) -> Answer:
        """Return the answer to a question that is known."""
        return self.answers[Question(name, rdtype)]


class World:
    """The DNS for which a plan is drawn: asked as it is or as it will be, all within one deadline."""

    def __init__(self, resolver: Resolver, deadline: float) -> None:
        self.resolver = CachedResolver.for_one_run(resolver)
        self.end = monotonic() + deadline

    async def run(self, procedure: Procedure[T], planned: Mapping[Question, Answer] | None = None) -> T:
        """Run *procedure*, with the *planned* answers in the place of those that are published."""
        asked = OverlayResolver(PlannedAnswers(planned), self.resolver) if planned else self.resolver
        return await run(procedure, asked, deadline=max(round(self.end - monotonic(), 1), 0.0))


def carry_out(changes: Iterable[Change], standing: Callable[[str, str], Answer]) -> dict[Question, Answer]:
    """Return the answers after *changes*, wherever there is one; *standing* gives those before."""
    changes = tuple(changes)
    freed = {change.old.name for change in changes if change.old and change.old.type == "CNAME"}
    found: dict[Question, list[str]] = {}
    for change in changes:
        name, rdtype, _ = change.record
        before = [] if name in freed else texts(standing(name, rdtype))
        kept = found.setdefault(Question(name, rdtype), list(before))
        if change.old is not None and change.old.text in kept:
            kept.remove(change.old.text)
        if change.new is not None:
            kept.append(change.new.text)
    return {
        question: _answer(question, kept) for question, kept in found.items() if question.rdtype != "CNAME"
    }


def _answer(question: Question, kept: list[str]) -> Answer:
    name, rdtype = question
    if not kept:
        return Answer(name, rdtype, Status.NO_DATA, server=PLANNED)
    values: list[object] = [
        Txt(strings(text)) if rdtype in ("TXT", "SPF") else value(rdtype, text) for text in kept
    ]
    return Answer(name, rdtype, Status.FOUND, tuple(values), server=PLANNED)


class _Unpublished:
    """A layer in which a domain has nothing; about the names in *unknown* it knows nothing."""

    def __init__(self, domain: str, unknown: Iterable[str]) -> None:
        self.domain = domain
        self.unknown = frozenset(unknown)

    def knows(self, name: str, rdtype: str) -> bool:
        """Say whether a name is the domain's."""
        return is_below(name, self.domain) and name not in self.unknown

    def exists(self, name: str) -> bool:
        """Say that there is no such name."""
        return False

    def follow(self, name: str, rdtype: str) -> Answer:
        """Return that there is no such name."""
        return Answer(name, rdtype, Status.NO_NAME)


def empty_world(domain: str, unknown: Iterable[str] = ()) -> Resolver:
    """Return a resolver for a DNS in which *domain* has nothing yet, and about all else nobody was asked.

    About the names in *unknown* nothing is known either.
    """
    return OverlayResolver(_Unpublished(domain, unknown), OfflineResolver(OFFLINE))
