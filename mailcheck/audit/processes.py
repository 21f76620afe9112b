"""Spreads an audit over processes: each has an event loop, sockets and a cache of its own.

The list is read here, and what a process has not answered yet is bounded, so a slow one is given less. Rows
come back in batches; if their order matters, each process keeps its own, and here is remembered who was
given what.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any

from mailcheck.audit.rows import Row
from mailcheck.audit.worker import AuditPlan, audit, relax_garbage
from mailcheck.dns.live.servers import Usage, sum_usage
from mailcheck.errors import WorkerLostError
from mailcheck.survey.request import Request

BATCH = 16  # requests that are sent at once
AHEAD = 2  # times as many requests as a process works on are with it


async def spread(
    requests: AsyncIterable[Request], plan: AuditPlan, count: int, usage: dict[str, Usage]
) -> AsyncGenerator[Row, None]:
    """Yield a row for every request, as `worker.audit` does, from *count* processes."""
    crew = _Crew(plan, count)
    feeding = asyncio.ensure_future(crew.feed(requests))
    try:
        while await crew.any_ready():
            for row in crew.take_ready():
                yield row
            crew.room.set()
        await feeding
    finally:
        feeding.cancel()
        await asyncio.gather(feeding, return_exceptions=True)
        crew.close()
        usage.update(sum_usage(worker.usage for worker in crew.workers))


class _Worker:
    """A process as seen from here: what it was given, and what it has given back."""

    def __init__(self, context: Any, plan: AuditPlan) -> None:
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, plan), daemon=True)
        self.process.start()
        theirs.close()
        self.outstanding = 0
        self.rows: deque[Row] = deque()
        self.usage: dict[str, Usage] = {}
        self.finished = False


class _Crew:
    """All workers, and whose turn it is."""

    def __init__(self, plan: AuditPlan, count: int) -> None:
        self.ordered = plan.ordered
        self.most = AHEAD * plan.jobs
        self.loop = asyncio.get_running_loop()
        context = multiprocessing.get_context("spawn")
        with _ignore_interrupts():
            self.workers = [_Worker(context, plan.share(count)) for _ in range(count)]
        self.batch: list[Request] = []  # read, and not given to anybody yet
        self.given: deque[_Worker] = deque()  # in order, one entry a request
        self.news, self.room = asyncio.Event(), asyncio.Event()
        self.error: Exception | None = None
        for worker in self.workers:
            self.loop.add_reader(worker.connection.fileno(), self.receive, worker)

    async def feed(self, requests: AsyncIterable[Request]) -> None:
        """Give each batch to the worker that has the least to do."""
        async for request in requests:
            while self.full():
                self.room.clear()
                await self.room.wait()
            if not self.batch:
                self.loop.call_soon(self.give)
            self.batch.append(request)
            if len(self.batch) == BATCH:
                self.give()
        self.give()
        for worker in self.workers:
            worker.connection.send(None)

    def give(self) -> None:
        """Send what has been read: a whole batch, or less if the list has no more just now."""
        if not self.batch:
            return
        worker = min(self.workers, key=lambda worker: worker.outstanding)
        worker.outstanding += len(self.batch)
        if self.ordered:
            self.given.extend([worker] * len(self.batch))
        worker.connection.send(self.batch)
        self.batch = []

    def full(self) -> bool:
        """Whether every worker has enough to do, or too many rows wait to be taken."""
        waiting = sum(len(worker.rows) for worker in self.workers)
        least = min(worker.outstanding for worker in self.workers)
        return least >= self.most or waiting >= 2 * self.most * len(self.workers)

    def receive(self, worker: _Worker) -> None:
        """Take what a worker has sent."""
        try:
            message = worker.connection.recv()
        except (EOFError, ConnectionError):
            self.loop.remove_reader(worker.connection.fileno())
            if not worker.finished:
                self.error = WorkerLostError("a worker process ended before its work was done")
        else:
            self.take(worker, message)
        self.news.set()
        self.room.set()

    def take(self, worker: _Worker, message: Any) -> None:
        """Sort a message: rows, the end of the work, or an error."""
        if isinstance(message, list):
            worker.outstanding -= len(message)
            worker.rows.extend(message)
        elif isinstance(message, dict):
            worker.usage = message
            worker.finished = True
        else:
            self.error = message

    async def any_ready(self) -> bool:
        """Wait for rows, and say whether there are any; there are none when all is done."""
        while not self.ready():
            if self.error is not None:
                raise self.error
            if all(worker.finished for worker in self.workers):
                return False
            self.news.clear()
            await self.news.wait()
        return True

    def ready(self) -> bool:
        """Whether a row can be taken."""
        if self.ordered:
            return bool(self.given) and bool(self.given[0].rows)
        return any(worker.rows for worker in self.workers)

    def take_ready(self) -> Iterator[Row]:
        """Yield the rows that are there, as long as it is their turn."""
        if self.ordered:
            while self.ready():
                yield self.given.popleft().rows.popleft()
            return
        for worker in self.workers:
            while worker.rows:
                yield worker.rows.popleft()

    def close(self) -> None:
        """End the processes; those that are done end by themselves."""
        for worker in self.workers:
            self.loop.remove_reader(worker.connection.fileno())
            if not worker.finished:
                worker.process.terminate()
        for worker in self.workers:
            worker.connection.close()
            worker.process.join()
            worker.process.close()


@contextmanager
def _ignore_interrupts() -> Iterator[None]:
    """Let processes that start here ignore Ctrl-C, which a terminal sends to all: they are told to end."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _work(connection: Connection, plan: AuditPlan) -> None:
    """Be a worker."""
    with suppress(BrokenPipeError, ConnectionError):
        asyncio.run(_serve(connection, plan))


async def _serve(connection: Connection, plan: AuditPlan) -> None:
    usage: dict[str, Usage] = {}
    rows: list[Row] = []
    loop = asyncio.get_running_loop()
    relax_garbage()

    def send() -> None:
        connection.send(rows)
        rows.clear()

    try:
        async for row in audit(_receive(connection), plan, usage):
            if not rows:
                loop.call_soon(send)
            rows.append(row)
    except Exception as error:  # noqa: BLE001 - raised again where somebody sees it
        connection.send(error)
        return
    await asyncio.sleep(0)
    connection.send(usage)


async def _receive(connection: Connection) -> AsyncGenerator[Request, None]:
    """Yield the requests that come in."""
    loop = asyncio.get_running_loop()
    while True:
        readable: asyncio.Future[None] = loop.create_future()
        loop.add_reader(connection.fileno(), _set, readable)
        try:
            await readable
        finally:
            loop.remove_reader(connection.fileno())
        try:
            batch = connection.recv()
        except EOFError:
            return
        if batch is None:
            return
        for request in batch:
            yield request


def _set(readable: asyncio.Future[None]) -> None:
    if not readable.done():
        readable.set_result(None)
