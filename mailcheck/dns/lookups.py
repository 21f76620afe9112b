"""Procedures: straight-down code that asks the DNS without knowing how it is asked.

A procedure is a generator. It yields a tuple of questions and is resumed with the tuple of their answers, or
it yields a `Fork` and is resumed with the tuple of the forked procedures' results, or it yields `AT_HAND` and
is resumed with a function that looks up what is known without waiting. So one piece of code runs over a zone
in memory without an event loop, and over the network with every independent question on its way at once.
"""

from collections.abc import Callable, Generator, Iterable
from typing import Any, NamedTuple, TypeAlias, TypeVar

from mailcheck.dns.answers import Answer, Failure, failed

T = TypeVar("T")


class Question(NamedTuple):
    """A name in presentation form and the mnemonic of an RR type."""

    name: str
    rdtype: str


class ServerQuestion(Question):
    """A question for one name server, about what it holds itself; *server* is `ADDR` or `ADDR:PORT`.

    What it says now is wanted, each time: no such question is the same as another.
    """

    server: str

    def __new__(cls, server: str, name: str, rdtype: str) -> "ServerQuestion":
        """Return the question for *server*."""
        question = super().__new__(cls, name, rdtype)
        question.server = server
        return question

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__


class Fork(NamedTuple):
    """Procedures that may run side by side."""

    procedures: "tuple[Procedure[Any], ...]"


class AtHand:
    """The wish for a `Lookup`."""


AT_HAND = AtHand()
Lookup: TypeAlias = Callable[[str, str], Answer | None]
Step: TypeAlias = tuple[Question, ...] | Fork | AtHand
Procedure: TypeAlias = Generator[Step, Any, T]


def ask(name: str, rdtype: str) -> Procedure[Answer]:
    """Ask one question."""
    answer: Answer
    (answer,) = yield (Question(name, rdtype),)
    return answer


def ask_all(questions: Iterable[Question]) -> Procedure[tuple[Answer, ...]]:
    """Ask several questions at once; the answers come in their order."""
    wanted = tuple(questions)
    if not wanted:
        return ()
    answers: tuple[Answer, ...] = yield wanted
    return answers


def together(procedures: Iterable[Procedure[T]]) -> Procedure[tuple[T, ...]]:
    """Run procedures side by side; the results come in their order."""
    forked = tuple(procedures)
    if not forked:
        return ()
    results: tuple[T, ...] = yield Fork(forked)
    return results


def nothing_at_hand(name: str, rdtype: str) -> None:
    """Know nothing."""


def noted(procedure: Procedure[T], note: Callable[[Question, Answer], None]) -> Procedure[T]:
    """Run a procedure as it is, and call *note* with every question and the answer that it was given."""
    resumed: Any = None
    while True:
        try:
            step = procedure.send(resumed)
        except StopIteration as stop:
            result: T = stop.value
            return result
        if isinstance(step, Fork):
            resumed = yield Fork(tuple(noted(forked, note) for forked in step.procedures))
            continue
        if isinstance(step, AtHand):
            resumed = nothing_at_hand  # so that everything is asked for, and noted
            continue
        resumed = yield step
        for question, answer in zip(step, resumed, strict=True):
            note(question, answer)


def unasked(question: ServerQuestion) -> Answer:
    """Return the answer of those who cannot ask a server of choice."""
    detail = f"{question.server} was not asked: there is no way to ask a certain server"
    return failed(*question, Failure.OFFLINE, detail, server=question.server)


def answered(
    procedure: Procedure[T],
    lookup: Callable[[str, str], Answer],
    directly: Callable[[ServerQuestion], Answer] = unasked,
) -> T:
    """Run a procedure to its end with answers that are there at once.

    Args:
        procedure: Not yet started.
        lookup: Answers questions.
        directly: Answers those for one name server; by default nobody can.
    """
    resumed: Any = None
    while True:
        try:
            step = procedure.send(resumed)
        except StopIteration as stop:
            result: T = stop.value
            return result
        if isinstance(step, Fork):
            resumed = tuple([answered(forked, lookup, directly) for forked in step.procedures])
        elif isinstance(step, AtHand):
            resumed = lookup
        else:
            resumed = tuple(
                [
                    directly(question) if isinstance(question, ServerQuestion) else lookup(*question)
                    for question in step
                ]
            )
