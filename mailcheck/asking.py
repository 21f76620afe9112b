"""Procedures: straight-down code that asks the DNS without knowing how it is asked.

A procedure is a generator. It yields a tuple of questions and is resumed with the tuple of their answers, or it
yields a `Fork` and is resumed with the tuple of the forked procedures' results. So one piece of code runs over a zone
in memory without an event loop, and over the network with every independent question on its way at once.
"""

from collections.abc import Callable, Generator, Iterable
from typing import Any, NamedTuple, TypeAlias, TypeVar, cast

from mailcheck.answers import Answer

T = TypeVar("T")


class Question(NamedTuple):
    """A name in presentation form and the mnemonic of an RR type."""

    name: str
    rdtype: str


class Fork(NamedTuple):
    """Procedures that may run side by side."""

    procedures: "tuple[Procedure[Any], ...]"


Step: TypeAlias = tuple[Question, ...] | Fork
Procedure: TypeAlias = Generator[Step, Any, T]


def ask(name: str, rdtype: str) -> Procedure[Answer]:
    """Ask one question."""
    (answer,) = yield (Question(name, rdtype),)
    return cast(Answer, answer)


def ask_all(questions: Iterable[Question]) -> Procedure[tuple[Answer, ...]]:
    """Ask several questions at once; the answers come in their order."""
    wanted = tuple(questions)
    if not wanted:
        return ()
    answers = yield wanted
    return cast("tuple[Answer, ...]", answers)


def together(procedures: Iterable[Procedure[T]]) -> Procedure[tuple[T, ...]]:
    """Run procedures side by side; the results come in their order."""
    forked = tuple(procedures)
    if not forked:
        return ()
    results = yield Fork(forked)
    return cast("tuple[T, ...]", results)


def answered(procedure: Procedure[T], lookup: Callable[[str, str], Answer]) -> T:
    """Run a procedure to its end with answers that are there at once."""
    resumed: Any = None
    while True:
        try:
            step = procedure.send(resumed)
        except StopIteration as stop:
            return cast(T, stop.value)
        if isinstance(step, Fork):
            resumed = tuple(answered(forked, lookup) for forked in step.procedures)
        else:
            resumed = tuple(lookup(name, rdtype) for name, rdtype in step)
