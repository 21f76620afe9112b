"""The DNS as it will be: a procedure is run as if the changes of a plan had been made."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from mailcheck.dns.answers import Answer, Failure, Status, Txt, failed
from mailcheck.dns.lookups import AtHand, Fork, Procedure, Question, ask_all, nothing_at_hand
from mailcheck.dns.names import is_below, labels, normalized
from mailcheck.dns.presentation import strings
from mailcheck.plan.changes import Change, texts, value

T = TypeVar("T")

PLANNED = "planned"  # where such an answer comes from, in the place of a server
OFFLINE = "offline: nobody was asked"


def changed(changes: Iterable[Change], standing: Callable[[str, str], Answer]) -> dict[Question, Answer]:
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


def overlaid(procedure: Procedure[T], known: Mapping[Question, Answer]) -> Procedure[T]:
    """Run *procedure* with the answers that are *known*, and ask for all others."""
    existing = frozenset(above for name, _ in known for above in _upwards(name))
    resumed: object = None
    while True:
        try:
            step = procedure.send(resumed)
        except StopIteration as stop:
            result: T = stop.value
            return result
        if isinstance(step, Fork):
            resumed = yield Fork(tuple(overlaid(forked, known) for forked in step.procedures))
        elif isinstance(step, AtHand):
            resumed = nothing_at_hand
        else:
            resumed = yield from _answers(step, known, existing)


def _answers(
    step: tuple[Question, ...], known: Mapping[Question, Answer], existing: frozenset[str]
) -> Procedure[tuple[Answer, ...]]:
    questions = [Question(normalized(name), rdtype) for name, rdtype in step]
    rest = [question for question in questions if question not in known]
    asked = iter((yield from ask_all(rest)))
    return tuple(known[one] if one in known else _kept(next(asked), existing) for one in questions)


def _kept(answer: Answer, existing: frozenset[str]) -> Answer:
    """A name at or above a planned record exists (RFC 8020)."""
    if answer.status is Status.NO_NAME and not answer.aliases and answer.owner in existing:
        return answer._replace(status=Status.NO_DATA)
    return answer


def _upwards(name: str) -> Iterable[str]:
    parts = labels(name)
    return (".".join(parts[start:]) for start in range(len(parts)))


def nothing_published(domain: str, unknown: Iterable[str] = ()) -> Callable[[str, str], Answer]:
    """Return a lookup for a DNS in which *domain* has nothing yet, and about all else nobody was asked.

    About the names in *unknown* nothing is known either.
    """
    silent = frozenset(unknown)

    def lookup(name: str, rdtype: str) -> Answer:
        name = normalized(name)
        if is_below(name, domain) and name not in silent:
            return Answer(name, rdtype, Status.NO_NAME)
        return failed(name, rdtype, Failure.OFFLINE, OFFLINE)

    return lookup
