"""Look-up procedures: straight-down code that asks the DNS without knowing how it is asked.

Theory of operation. A procedure is a coroutine, and what it awaits in the end is one of three *steps*, which
it hands to whoever runs it:

- a tuple of questions (`ask`, `ask_all`); it is resumed with the tuple of their answers;
- a `Fork` of other procedures (`together`, `all_together`); it is resumed with the tuple of their results;
- `SO_FAR` (`answers_so_far`); it is resumed with a `Lookup`, which tells what is known without waiting.

Nothing else is awaited, neither a future nor a task: a step leaves by the `yield` of one of the three
generators below, passes through every `await` above it, and arrives as the value of the runner's `send`. So
the procedure does not know whether an event loop is there. `driver.run_in_memory` answers each step before
the next one is taken, one fork after the other; `network.Run` sends the questions of all forks at once and
resumes each procedure when the last answer that it waits for has come.

A step is taken once, by one runner, and no procedure is taken up by two. An answer is a value, also when it
is bad news, so nothing is ever raised into a procedure; what it raises itself is a bug, ends the whole run,
and is raised to whoever began that. The forks that have not begun by then are closed, since Python warns of a
coroutine that is neither awaited nor closed. So what takes procedures as arguments, as `together` does, is
called where it is awaited, in a procedure: what is closed before it begins cannot close its arguments.
"""

from collections.abc import Callable, Coroutine, Generator, Iterable
from types import coroutine
from typing import NamedTuple, TypeAlias, TypeVar, overload

from mailcheck.dns.answers import Answer

T = TypeVar("T")
T1 = TypeVar("T1")
T2 = TypeVar("T2")
T3 = TypeVar("T3")
T4 = TypeVar("T4")
T5 = TypeVar("T5")
T6 = TypeVar("T6")


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

    procedures: "tuple[Procedure[object], ...]"


class SoFar:
    """The wish for a `Lookup`."""


SO_FAR = SoFar()
Lookup: TypeAlias = Callable[[str, str], Answer | None]
Questions: TypeAlias = tuple[Question, ...]
Answers: TypeAlias = tuple[Answer, ...]
Step: TypeAlias = Questions | Fork | SoFar
Reply: TypeAlias = tuple[object, ...] | Lookup | None  # what a procedure is resumed with; None to begin
Procedure: TypeAlias = Coroutine[Step, Reply, T]


async def ask(name: str, rdtype: str) -> Answer:
    """Ask one question."""
    (answer,) = await _ask((Question(name, rdtype),))
    return answer


async def ask_all(questions: Iterable[Question]) -> Answers:
    """Ask several questions at once; the answers come in their order."""
    wanted = tuple(questions)
    return await _ask(wanted) if wanted else ()


async def answers_so_far() -> Lookup:
    """Return what looks up an answer that is there without waiting, and returns None for every other.

    Over a network those are the answers that this run has had; over data in memory it is all that there is.
    """
    return await _so_far()


@overload
async def together(one: Procedure[T1], two: Procedure[T2], /) -> tuple[T1, T2]: ...
@overload
async def together(one: Procedure[T1], two: Procedure[T2], three: Procedure[T3], /) -> tuple[T1, T2, T3]: ...
@overload
async def together(
    one: Procedure[T1], two: Procedure[T2], three: Procedure[T3], four: Procedure[T4], /
) -> tuple[T1, T2, T3, T4]: ...
@overload
async def together(
    one: Procedure[T1],
    two: Procedure[T2],
    three: Procedure[T3],
    four: Procedure[T4],
    five: Procedure[T5],
    six: Procedure[T6],
    /,
) -> tuple[T1, T2, T3, T4, T5, T6]: ...
async def together(*procedures: Procedure[object]) -> tuple[object, ...]:
    """Run a few different procedures side by side; the results come in their order."""
    return await _fork(procedures)


async def all_together(procedures: Iterable[Procedure[T]]) -> tuple[T, ...]:
    """Run procedures of one kind side by side; the results come in their order."""
    forked = tuple(procedures)
    return await _fork(forked) if forked else ()


@coroutine
def _ask(questions: Questions) -> Generator[Step, Answers, Answers]:
    return (yield questions)


@coroutine
def _fork(procedures: tuple[Procedure[T], ...]) -> Generator[Step, tuple[T, ...], tuple[T, ...]]:
    return (yield Fork(procedures))


@coroutine
def _so_far() -> Generator[Step, Lookup, Lookup]:
    return (yield SO_FAR)
