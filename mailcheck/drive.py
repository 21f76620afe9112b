"""Runs procedures over a network: every question goes out as soon as its procedure reaches it.

No task is made per question or per fork: an answer's arrival resumes the procedure that waits for it, from the event
loop's callback. A deadline bounds the whole run; what is unanswered by then is a timeout.
"""

from __future__ import annotations

import asyncio
from typing import Any, Generic, TypeVar

from mailcheck.answers import Answer, Failure, Resolver, failed
from mailcheck.asking import Fork, Procedure, Question

T = TypeVar("T")
DEADLINE = 20.0  # seconds for one domain, RFC 7208 section 4.6.4 asks for at least that


async def drive(procedure: Procedure[T], resolver: Resolver, *, deadline: float = DEADLINE) -> T:
    """Run *procedure* with answers from *resolver* and return its result.

    Args:
        procedure: Not yet started.
        resolver: Asked once for every question; wrap it in `CachedResolver` where questions repeat.
        deadline: Seconds until everything still unanswered counts as a timeout.
    """
    run = _Run(resolver, deadline)
    try:
        result: T = await run.start(procedure)
    finally:
        run.close()
    return result


class _Run:
    """One run: the resolver, the deadline, and the questions in flight."""

    def __init__(self, resolver: Resolver, deadline: float) -> None:
        self.loop = asyncio.get_running_loop()
        self.resolver = resolver
        self.seconds = deadline
        self.expired = False
        self.waiting: dict[asyncio.Future[Answer], Question] = {}
        self.timer = self.loop.call_later(deadline, self.expire)

    def start(self, procedure: Procedure[T]) -> asyncio.Future[T]:
        """Begin *procedure*; the future holds its result or its exception."""
        future: asyncio.Future[T] = self.loop.create_future()
        _Branch(self, procedure, future).resume(None)
        return future

    def ask(self, question: Question) -> asyncio.Future[Answer]:
        """Send *question*; after the deadline the answer is a timeout without being sent."""
        if self.expired:
            answered: asyncio.Future[Answer] = self.loop.create_future()
            answered.set_result(self.timeout(question))
            return answered
        sent = asyncio.ensure_future(self.resolver.ask(*question))
        if sent.done():
            return sent
        # A future of our own: the deadline may answer it, while the resolver's may be shared with other runs.
        own: asyncio.Future[Answer] = self.loop.create_future()
        self.waiting[own] = question
        sent.add_done_callback(lambda done: self.arrived(own, done))
        return own

    def arrived(self, own: asyncio.Future[Answer], sent: asyncio.Future[Answer]) -> None:
        """Pass on what the resolver said, unless the deadline was sooner."""
        self.waiting.pop(own, None)
        if own.done() or sent.cancelled():
            return
        error = sent.exception()
        if error is not None:
            own.set_exception(error)
        else:
            own.set_result(sent.result())

    def timeout(self, question: Question) -> Answer:
        """Return the answer that the deadline gives."""
        return failed(*question, Failure.TIMEOUT, f"no answer before the deadline of {self.seconds:g} s for the domain")

    def expire(self) -> None:
        """Answer everything in flight with a timeout."""
        self.expired = True
        for future, question in list(self.waiting.items()):
            if not future.done():
                future.set_result(self.timeout(question))
        self.waiting.clear()

    def close(self) -> None:
        """Forget the deadline."""
        self.timer.cancel()


class _Branch(Generic[T]):
    """A procedure that has begun, and the future that waits for its result."""

    __slots__ = ("awaited", "missing", "procedure", "result", "run")

    def __init__(self, run: _Run, procedure: Procedure[T], result: asyncio.Future[T]) -> None:
        self.run = run
        self.procedure = procedure
        self.result = result
        self.awaited: list[asyncio.Future[Any]] = []
        self.missing = 0

    def resume(self, value: Any) -> None:
        """Go on with *value* until something has to be waited for."""
        while True:
            try:
                step = self.procedure.send(value)
            except StopIteration as stop:
                self.finish(stop.value)
                return
            except Exception as error:
                self.fail(error)
                return
            if not self.settled(self.begin(step)):
                return
            value = self.collected()

    def begin(self, step: Any) -> list[asyncio.Future[Any]]:
        """Start what a step wants."""
        if isinstance(step, Fork):
            return [self.run.start(procedure) for procedure in step.procedures]
        return [self.run.ask(question) for question in step]

    def settled(self, futures: list[asyncio.Future[Any]]) -> bool:
        """Say whether all of *futures* are there; otherwise arrange to be resumed."""
        self.awaited = futures
        pending = [future for future in futures if not future.done()]
        self.missing = len(pending)
        for future in pending:
            future.add_done_callback(self.one_done)
        return not pending

    def one_done(self, future: asyncio.Future[Any]) -> None:
        """Count an arrival; the last one resumes the procedure."""
        self.missing -= 1
        if self.missing or self.result.done():
            return
        try:
            value = self.collected()
        except Exception as error:
            self.fail(error)
            return
        self.resume(value)

    def collected(self) -> tuple[Any, ...]:
        """Return the results of what was awaited, in order."""
        return tuple(future.result() for future in self.awaited)

    def finish(self, value: T) -> None:
        """Hand over the result, unless nobody waits any more."""
        if not self.result.done():
            self.result.set_result(value)

    def fail(self, error: Exception) -> None:
        """Hand over an error: a bug, since DNS outcomes are values."""
        if not self.result.done():
            self.result.set_exception(error)
