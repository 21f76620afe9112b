"""Runs procedures over a network: every question goes out as soon as its procedure reaches it.

No task is made per question or per fork, and no future per fork: an answer's arrival resumes the procedure
that waits for it, from the event loop's callback. A deadline bounds the whole run; what is unanswered by then
is a timeout.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar, cast

from mailcheck.answers import Answer, Failure, Resolver, failed
from mailcheck.asking import Fork, Procedure, Question, ServerQuestion, Step
from mailcheck.directly import sent_directly

T = TypeVar("T")
DEADLINE = 20.0  # seconds for one domain, RFC 7208 section 4.6.4 asks for at least that
_PENDING: Any = object()  # holds the place of a result that is not there yet


async def drive(procedure: Procedure[T], resolver: Resolver, *, deadline: float = DEADLINE) -> T:
    """Run *procedure* with answers from *resolver* and return its result.

    Args:
        procedure: Not yet started.
        resolver: Asked once for every question; wrap it in `CachedResolver` where questions repeat.
        deadline: Seconds until everything still unanswered counts as a timeout.
    """
    future: asyncio.Future[T] = asyncio.get_running_loop().create_future()

    def end(result: T | None, error: Exception | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]

    run = Run(resolver, deadline, end)
    try:
        run.start(procedure)
        return await future
    finally:
        run.close()


class Run(Generic[T]):
    """One procedure under way: the resolver, the deadline, and who is told of the end."""

    __slots__ = ("_branches", "_end", "_timer", "expired", "resolver", "seconds")

    def __init__(
        self, resolver: Resolver, deadline: float, end: Callable[[T | None, Exception | None], None]
    ) -> None:
        """Nothing is asked before `start`.

        Args:
            resolver: As for `drive`.
            deadline: As for `drive`.
            end: Called once, with the result, or with None and an error; that is a bug, since DNS outcomes
                are values.
        """
        self.resolver = resolver
        self.seconds = deadline
        self.expired = False
        self._end: Callable[[T | None, Exception | None], None] | None = end
        self._branches: set[_Branch] = set()
        self._timer: asyncio.TimerHandle | None = None

    def start(self, procedure: Procedure[T]) -> None:
        """Begin; the end may come before this returns."""
        self._timer = asyncio.get_running_loop().call_later(self.seconds, self.expire)
        _Branch(self, procedure, None, 0).resume(None)

    def ask(self, question: Question) -> asyncio.Future[Answer]:
        """Send *question*."""
        if isinstance(question, ServerQuestion):
            return sent_directly(self.resolver, question.server, *question)
        return asyncio.ensure_future(self.resolver.ask(*question))

    def timeout(self, question: Question) -> Answer:
        """Return the answer that the deadline gives."""
        return failed(
            *question, Failure.TIMEOUT, f"no answer before the deadline of {self.seconds:g} s for the domain"
        )

    def expire(self) -> None:
        """Answer everything in flight with a timeout; what is asked from now on is not sent."""
        self.expired = True
        while self._branches:
            self._branches.pop().expire()

    def end(self, result: T | None, error: Exception | None = None) -> None:
        """Tell of the end, the first time."""
        told = self._end
        self.close()
        if told is not None:
            told(result, error)

    def close(self) -> None:
        """Forget the deadline, and let nobody be told any more."""
        self._end = None
        self._branches.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    @property
    def over(self) -> bool:
        """Whether nobody waits for the result any more."""
        return self._end is None

    def waits(self, branch: _Branch) -> None:
        """Note that *branch* waits for answers."""
        self._branches.add(branch)

    def goes_on(self, branch: _Branch) -> None:
        """Note that *branch* waits no more."""
        self._branches.discard(branch)


class _Branch:
    """A procedure that has begun: what it waits for, and its place among the forks of another."""

    __slots__ = ("missing", "parent", "place", "procedure", "run", "step", "values")

    def __init__(self, run: Run[Any], procedure: Procedure[Any], parent: _Branch | None, place: int) -> None:
        self.run = run
        self.procedure = procedure
        self.parent = parent
        self.place = place
        self.step: Step = ()
        self.values: list[Any] = []
        self.missing = 0

    def resume(self, value: Any) -> None:
        """Go on with *value* until something has to be waited for."""
        while True:
            try:
                step = self.procedure.send(value)
            except StopIteration as stop:
                self.finish(stop.value)
                return
            except Exception as error:  # noqa: BLE001 - handed over to whoever waits for the result
                self.run.end(None, error)
                return
            if not self.began(step):
                return
            value = tuple(self.values)

    def began(self, step: Step) -> bool:
        """Start what *step* wants, and say whether all of it is there already."""
        self.step = step
        if isinstance(step, Fork):
            count = len(step.procedures)
            self.values = [_PENDING] * count
            self.missing = count + 1  # one more, so that nothing resumes before everything has begun
            for place, procedure in enumerate(step.procedures):
                _Branch(self.run, procedure, self, place).resume(None)
            self.missing -= 1
            return not self.missing and not self.run.over
        return self.asked(step)

    def asked(self, questions: tuple[Question, ...]) -> bool:
        """Send *questions*, and say whether all answers are there."""
        run = self.run
        self.values = values = [_PENDING] * len(questions)
        self.missing = 0
        for place, question in enumerate(questions):
            if run.expired:
                values[place] = run.timeout(question)
                continue
            sent = run.ask(question)
            if sent.done() and not sent.cancelled() and sent.exception() is None:
                values[place] = sent.result()
                continue
            self.missing += 1
            sent.add_done_callback(partial(self.arrived, values, place))
        if self.missing:
            run.waits(self)
            return False
        return True

    def arrived(self, values: list[Any], place: int, sent: asyncio.Future[Answer]) -> None:
        """Take an answer, unless the deadline was sooner; the last one resumes the procedure."""
        if values[place] is not _PENDING or self.run.over or sent.cancelled():
            return
        error = sent.exception()
        if error is not None:
            self.run.end(None, error)  # type: ignore[arg-type]
            return
        values[place] = sent.result()
        self.missing -= 1
        if not self.missing:
            self.run.goes_on(self)
            self.resume(tuple(values))

    def expire(self) -> None:
        """Go on with timeouts for whatever is unanswered."""
        for place, question in enumerate(cast("tuple[Question, ...]", self.step)):
            if self.values[place] is _PENDING:
                self.values[place] = self.run.timeout(question)
        self.missing = 0
        self.resume(tuple(self.values))

    def finish(self, value: Any) -> None:
        """Hand over the result."""
        parent = self.parent
        if parent is None:
            self.run.end(value)
            return
        parent.values[self.place] = value
        parent.missing -= 1
        if not parent.missing and not self.run.over:
            parent.resume(tuple(parent.values))
