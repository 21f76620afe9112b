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

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterable
from types import coroutine
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias, TypeVar, overload, runtime_checkable

from mailcheck.dns.answers import Answer, Failure, Question, failed_answer
from mailcheck.dns.delivery import Callback, deliver_from, ready

if TYPE_CHECKING:
    from mailcheck.dns.answers import Question
    from mailcheck.dns.zonefile.contents import ZoneFile
    from mailcheck.dns.zonefile.words import ZoneFlaw


T = TypeVar("T")
T1 = TypeVar("T1")
T2 = TypeVar("T2")
T3 = TypeVar("T3")
T4 = TypeVar("T4")
T5 = TypeVar("T5")
T6 = TypeVar("T6")


class Fork(NamedTuple):
    """Procedures that may run side by side."""

    procedures: tuple[Procedure[object], ...]


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


class Resolver(Protocol):
    """What has to be written for a resolver of one's own: `ask` alone."""

    def ask(self, name: str, rdtype: str) -> Awaitable[Answer]:
        """Send the question at once, and return an awaitable that collects the answer.

        It never raises for a DNS outcome.

        Args:
            name: Absolute, in presentation form, with or without the final dot, in any case.
            rdtype: A mnemonic such as "TXT" or "TYPE99".
        """
        ...


def cannot_ask(server: str, name: str, rdtype: str) -> Answer:
    """Return the answer of those who cannot ask a server of choice."""
    detail = f"{server} was not asked: there is no way to ask a certain server"
    return failed_answer(name, rdtype, Failure.OFFLINE, detail, server=server)


class Memory(NamedTuple):
    """How to answer at once, without an event loop: a question, and one for a certain server."""

    answer: Callable[[str, str], Answer]
    answer_at: Callable[[str, str, str], Answer] = cannot_ask


class ZoneContents(NamedTuple):
    """What zone files say of a domain beside its records.

    *selectors* are those of the domain's DKIM keys. *flaws* are those of the files whose zone holds the
    domain, None if it is in none. *files* are all that were read, for the comments in them.
    """

    selectors: tuple[str, ...]
    flaws: tuple[ZoneFlaw, ...] | None
    files: tuple[ZoneFile, ...]


@runtime_checkable
class FullResolver(Protocol):
    """All that a resolver may do; what has `ask` alone is given the rest by `complete`.

    What wraps another resolver passes on what it does not do itself.
    """

    def ask(self, name: str, rdtype: str) -> Awaitable[Answer]:
        """Send the question: see `Resolver`."""
        ...

    def ask_at(self, server: str, name: str, rdtype: str) -> Awaitable[Answer]:
        """Ask one server, `ADDR` or `ADDR:PORT`, what it holds itself; nobody else's word counts."""
        ...

    def deliver(self, name: str, rdtype: str, callback: Callback) -> Answer | None:
        """Send the question, and return the answer if it is there at once.

        Otherwise *callback* is called once: with the answer, perhaps even before this returns, or later with
        an error, which is a `CancelledError` where the question was cancelled.
        """
        ...

    @property
    def memory(self) -> Memory | None:
        """How to answer without an event loop; None where answers have to be waited for."""
        ...

    def note_timeout(self, question: Question, answer: Answer) -> None:
        """Take note that a run's deadline gave *answer* to *question*, whether or not it was sent."""
        ...

    def zone_contents(self, domain: str) -> ZoneContents | None:
        """Return what zone files say of a domain; None where no zone file was read."""
        ...


def complete(resolver: Resolver) -> FullResolver:
    """Return the resolver itself if it does everything, else one that asks it and does the rest plainly.

    Without `ask_at`, no server can be asked: that is FAILED and OFFLINE.
    """
    return resolver if isinstance(resolver, FullResolver) else _Completed(resolver)


class _Completed:
    """A resolver that has only `ask`, with what it lacks."""

    memory = None

    def __init__(self, resolver: Resolver) -> None:
        self.ask = resolver.ask

    def ask_at(self, server: str, name: str, rdtype: str) -> Awaitable[Answer]:
        """Return that the server was not asked."""
        return ready(cannot_ask(server, name, rdtype))

    def deliver(self, name: str, rdtype: str, callback: Callback) -> Answer | None:
        """Ask, and hand over what comes of it."""
        return deliver_from(self.ask(name, rdtype), callback)

    def note_timeout(self, question: Question, answer: Answer) -> None:
        """Do nothing about it."""

    def zone_contents(self, domain: str) -> ZoneContents | None:
        """Return that there is no zone file."""
        return None
