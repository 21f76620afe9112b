"""The nouns of a plan: records, and what has to be done about each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import zip_longest
from typing import NamedTuple

from mailcheck.dns.answers import Answer, Mx, Txt


class Action(Enum):
    """What becomes of a record. UNKNOWN: what stands there could not be found out."""

    KEEP = "right"
    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"
    UNKNOWN = "unknown"


class Record(NamedTuple):
    """One record; *text* is as in `Source.text`: the strings of a TXT joined, or presentation text."""

    name: str
    type: str
    text: str


class Change(NamedTuple):
    """What becomes of one record: *old* stands there, *new* is to stand there. *why* may be empty."""

    action: Action
    old: Record | None
    new: Record | None
    why: str = ""

    @property
    def record(self) -> Record:
        """The record that it is about, the new one if there is one."""
        found = self.new or self.old
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is to be published, and what has to be done for it, by name and type."""

    domain: str
    changes: tuple[Change, ...]

    @property
    def records(self) -> tuple[Record, ...]:
        """The records that stand there in the end; one that is right already as it is published."""
        return tuple(change.new for change in self.changes if change.new is not None)


def texts(answer: Answer) -> tuple[str, ...]:
    """Return the records of an answer as text, MX in the order of preference."""
    if answer.rdtype == "MX":
        return tuple(f"{mx.preference} {mx.exchange}." for mx in sorted(answer.exchanges))
    return tuple(one.text if isinstance(one, Txt) else str(one) for one in answer.records)


def value(rdtype: str, text: str) -> object:
    """Return what stands for *text* among the records of an answer."""
    if rdtype == "MX":
        preference, exchange = text.split(" ")
        return Mx(int(preference), exchange.removesuffix("."))
    return text


def amend(
    answer: Answer,
    *,
    right: Sequence[str] = (),
    new: Sequence[str] = (),
    stale: Sequence[str] = (),
    why: str = "",
) -> Iterator[Change]:
    """Yield what becomes of the records of one name and type.

    *right* stay, *new* take the place of the *stale* as far as there are any; the rest of either is added or
    removed. Beside an alias nothing can stand (RFC 2181 section 10.1), so a new record takes its place.
    """
    name, rdtype = answer.owner, answer.rdtype
    yield from (_change(Action.KEEP, name, rdtype, text, text) for text in right)
    if answer.failed:
        yield from (_change(Action.UNKNOWN, name, rdtype, None, text, reason(answer)) for text in new)
    elif answer.aliases and new:
        alias = Record(name, "CNAME", f"{answer.aliases[0]}.")
        yield Change(Action.REMOVE, alias, None, "no other record can stand beside an alias")
        yield from (_change(Action.ADD, name, rdtype, None, text) for text in new)
    elif not answer.aliases:
        yield from _exchange(name, rdtype, stale, new, why)


def _exchange(name: str, rdtype: str, stale: Iterable[str], new: Iterable[str], why: str) -> Iterator[Change]:
    for old, text in zip_longest(stale, new):
        if old is None:
            yield _change(Action.ADD, name, rdtype, None, text)
        else:
            yield _change(Action.CHANGE if text is not None else Action.REMOVE, name, rdtype, old, text, why)


def reason(answer: Answer) -> str:
    """Return why a question has no answer."""
    return answer.detail or (answer.failure.value if answer.failure else "")


def remove(answer: Answer, stale: Iterable[str], why: str) -> Iterator[Change]:
    """Yield that records go, unless they are another name's."""
    if not answer.aliases:
        yield from (_change(Action.REMOVE, answer.owner, answer.rdtype, text, None, why) for text in stale)


def _change(
    action: Action, name: str, rdtype: str, old: str | None, new: str | None, why: str = ""
) -> Change:
    return Change(
        action,
        None if old is None else Record(name, rdtype, old),
        None if new is None else Record(name, rdtype, new),
        why,
    )
