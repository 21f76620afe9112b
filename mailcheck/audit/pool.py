"""Looks at many domains at once: a bounded number is under way, and results come as they are ready.

There is no task a domain: the procedures are driven by callbacks, and one task starts the next as soon as
there is room. What is under way and what nobody has taken yet are both bounded, so a reader that is slow, or
a list without end, costs no memory. A domain that hangs holds one of the places until its own deadline.

Conclusions are drawn by whoever takes the results, for a few domains at a time: to ask for several and then
to judge several is faster than to change between the two for each.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterable, Sequence
from functools import partial
from typing import Generic, TypeVar

from mailcheck.dns.driver import DEADLINE
from mailcheck.dns.lookups import Resolver, complete
from mailcheck.dns.network import NetworkRun
from mailcheck.survey.domain import Survey
from mailcheck.survey.gather import gather
from mailcheck.survey.request import Request

R = TypeVar("R")
JOBS = 200  # domains under way: with a dozen questions a domain, as many as the sockets take without loss
BATCH = 8  # domains that are begun or judged in a row; more would ask in bursts, which get lost
KEPT = 4  # times as many results may wait: for their turn, or for somebody to take them


async def survey_many(
    requests: Iterable[Request] | AsyncIterable[Request],
    resolver: Resolver,
    conclude: Callable[[Sequence[Survey]], Iterable[R]],
    *,
    jobs: int = JOBS,
    deadline: float = DEADLINE,
    ordered: bool = False,
) -> AsyncGenerator[R, None]:
    """Survey every domain and yield what *conclude* makes of it.

    Args:
        requests: Read no faster than there is room. A plain iterable must not block.
        resolver: Shared by all; wrap it in `CachedResolver`.
        conclude: Called with some surveys soon after they are complete, so that they need not be kept.
        jobs: Domains under way at the same time.
        deadline: Seconds for one domain.
        ordered: Yield in the order of *requests*.
    """
    engine: _Engine[R] = _Engine(resolver, conclude, jobs, deadline, ordered)
    feeding = asyncio.ensure_future(engine.feed(requests))
    try:
        while await engine.any_ready():
            while engine.ready:
                yield engine.take()
    finally:
        feeding.cancel()
        await asyncio.gather(feeding, return_exceptions=True)
        engine.close()


class _Engine(Generic[R]):
    """The domains under way, and the results that nobody has taken yet."""

    def __init__(
        self,
        resolver: Resolver,
        conclude: Callable[[Sequence[Survey]], Iterable[R]],
        jobs: int,
        deadline: float,
        ordered: bool,
    ) -> None:
        if jobs < 1:
            raise ValueError(f"{jobs} domains at a time; at least 1 is needed")
        self.resolver = complete(resolver)
        self.conclude = conclude
        self.jobs = jobs
        self.deadline = deadline
        self.ordered = ordered
        self.running: dict[int, NetworkRun] = {}
        self.complete: deque[tuple[int, Survey]] = deque()  # of which no conclusion has been drawn yet
        self.ready: deque[R] = deque()
        self.early: dict[int, R] = {}  # results whose turn has not come
        self.started = 0
        self.turn = 0
        self.fed = False
        self.cut: Exception | None = None  # what ended the list; raised after all that came before it
        self.error: BaseException | None = None  # a bug; raised at once
        self.room: asyncio.Future[None] | None = None
        self.news: asyncio.Future[None] | None = None

    async def feed(self, requests: Iterable[Request] | AsyncIterable[Request]) -> None:
        """Start one domain after another as long as there is room."""
        try:
            if isinstance(requests, AsyncIterable):
                async for request in requests:
                    await self.admit(request)
            else:
                for request in requests:
                    await self.admit(request)
        except Exception as error:  # noqa: BLE001 - what the iterable raises is raised to the reader
            self.cut = error
        self.fed = True
        _wake(self.news)

    async def admit(self, request: Request) -> None:
        """Start a domain as soon as there is room."""
        while self.full:
            self.room = asyncio.get_running_loop().create_future()
            await self.room
        number = self.started
        self.started += 1
        run = self.running[number] = NetworkRun(self.resolver, self.deadline, partial(self.fail, number))
        run.start(gather(request), partial(self.finish, number))
        if self.started % BATCH == 0:
            await asyncio.sleep(0)

    @property
    def full(self) -> bool:
        """Whether enough is under way, or waits to be taken."""
        working = len(self.running) + len(self.complete)
        return working >= self.jobs or len(self.ready) + len(self.early) >= KEPT * self.jobs

    def finish(self, number: int, survey: Survey) -> None:
        """Keep what came of a domain until somebody looks."""
        del self.running[number]
        self.complete.append((number, survey))
        _wake(self.news)

    def fail(self, number: int, error: BaseException) -> None:
        """Keep a bug until somebody looks."""
        del self.running[number]
        self.error = error
        _wake(self.news)

    def draw(self) -> bool:
        """Draw the conclusions from some of what is complete, and say whether there was anything."""
        some = [self.complete.popleft() for _ in range(min(len(self.complete), BATCH))]
        if not some:
            return False
        results = self.conclude([survey for _, survey in some])
        for (number, _), result in zip(some, results, strict=True):
            self.keep(number, result)
        if not self.full:
            _wake(self.room)
        return True

    def keep(self, number: int, result: R) -> None:
        """Put a result where it will be taken, at once or when its turn has come."""
        if not self.ordered:
            self.ready.append(result)
            return
        self.early[number] = result
        while self.turn in self.early:
            self.ready.append(self.early.pop(self.turn))
            self.turn += 1

    async def any_ready(self) -> bool:
        """Wait for a result, and say whether there is one; there is none when all have been taken."""
        while not self.ready:
            if self.draw():
                await asyncio.sleep(0)
                continue
            if self.error is not None:
                raise self.error
            if self.fed and not self.running:
                break
            self.news = asyncio.get_running_loop().create_future()
            await self.news
        if self.cut is not None and not self.ready:
            raise self.cut
        return bool(self.ready)

    def take(self) -> R:
        """Return the next result, and make room for another."""
        result = self.ready.popleft()
        if not self.full:
            _wake(self.room)
        return result

    def close(self) -> None:
        """Let go of what is still under way."""
        for run in self.running.values():
            run.close()
        self.running.clear()


def _wake(waiting: asyncio.Future[None] | None) -> None:
    if waiting is not None and not waiting.done():
        waiting.set_result(None)
