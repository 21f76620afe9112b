"""Bounds how many questions are in flight."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable
from functools import partial
from typing import TYPE_CHECKING

from mailcheck.dns.answers import Answer
from mailcheck.dns.delivery import Callback, deliver_from
from mailcheck.dns.lookups import Memory, Resolver, ZoneContents, complete

if TYPE_CHECKING:
    from mailcheck.dns.answers import Question


class LimitedResolver:
    """Passes on at most *in_flight* questions at a time; the others wait in the order they were asked."""

    def __init__(self, inner: Resolver, in_flight: int) -> None:
        """Wrap *inner*.

        Raises:
            ValueError: *in_flight* is less than 1.
        """
        if in_flight < 1:
            raise ValueError(f"{in_flight} questions in flight; at least 1 is needed")
        self.inner = complete(inner)
        self.in_flight = in_flight
        self._sent = 0
        self._waiting: deque[tuple[asyncio.Future[Answer], str, str, str]] = deque()
        self._loop: asyncio.AbstractEventLoop | None = None

    def ask(self, name: str, rdtype: str) -> asyncio.Future[Answer]:
        """Send the question, or put it into the queue."""
        return self._ask(name, rdtype, "")

    def ask_at(self, server: str, name: str, rdtype: str) -> asyncio.Future[Answer]:
        """Send the question for one server, or put it into the same queue."""
        return self._ask(name, rdtype, server)

    def deliver(self, name: str, rdtype: str, callback: Callback) -> Answer | None:
        """Send the question or put it into the queue, and let *callback* have the answer."""
        return deliver_from(self.ask(name, rdtype), callback)

    @property
    def memory(self) -> Memory | None:
        """The memory of the resolver that is wrapped: what asks nobody has nobody to spare."""
        return self.inner.memory

    def note_timeout(self, question: Question, answer: Answer) -> None:
        """Pass it on."""
        self.inner.note_timeout(question, answer)

    def zone_contents(self, domain: str) -> ZoneContents | None:
        """Pass the question on."""
        return self.inner.zone_contents(domain)

    def _ask(self, name: str, rdtype: str, server: str) -> asyncio.Future[Answer]:
        loop = asyncio.get_running_loop()
        if loop is not self._loop:  # what was in flight on another loop will never arrive
            self._loop, self._sent = loop, 0
            self._waiting.clear()
        if self._sent < self.in_flight:
            return self._send(name, rdtype, server)
        future: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((future, name, rdtype, server))
        return future

    def _send(self, name: str, rdtype: str, server: str) -> asyncio.Future[Answer]:
        asked = self.inner.ask_at(server, name, rdtype) if server else self.inner.ask(name, rdtype)
        sent = asyncio.ensure_future(asked)
        if not sent.done():
            self._sent += 1
            sent.add_done_callback(self._arrive)
        return sent

    def _arrive(self, sent: asyncio.Future[Answer]) -> None:
        if sent.get_loop() is not self._loop:
            return
        self._sent -= 1
        while self._waiting and self._sent < self.in_flight:
            future, *question = self._waiting.popleft()
            if not future.done():
                self._forward(future, self._send(*question))

    def _forward(self, future: asyncio.Future[Answer], sent: asyncio.Future[Answer]) -> None:
        if sent.done():
            hand_over(sent, future)
        else:
            sent.add_done_callback(lambda done: hand_over(done, future))


def hand_over(source: asyncio.Future[Answer], target: asyncio.Future[Answer]) -> None:
    """Give *target* what *source* has been given, unless it has something already."""
    if target.done():
        return
    if source.cancelled():
        target.cancel()
    elif (error := source.exception()) is not None:
        target.set_exception(error)
    else:
        target.set_result(source.result())


BURST = 0.1  # seconds; what was not asked for so long may be asked at once


class PacedResolver:
    """Passes on at most *rate* questions a second; the others wait in the order they were asked."""

    def __init__(self, inner: Resolver, rate: float) -> None:
        """Wrap *inner*.

        Raises:
            ValueError: *rate* is not above 0.
        """
        if rate <= 0:
            raise ValueError(f"{rate:g} questions a second; more than 0 are needed")
        self.inner = complete(inner)
        self.rate = rate
        self._waiting: deque[tuple[asyncio.Future[Answer], str, str]] = deque()
        self._free = 0.0  # when the next question may go out, if that is not in the past
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def ask(self, name: str, rdtype: str) -> asyncio.Future[Answer]:
        """Send the question, or put it into the queue."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:  # what waited on another loop will never be asked
            self._loop, self._timer, self._free = loop, None, 0.0
            self._waiting.clear()
        if not self._waiting and self._leave(loop):
            return asyncio.ensure_future(self.inner.ask(name, rdtype))
        future: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((future, name, rdtype))
        self._schedule(loop)
        return future

    def ask_at(self, server: str, name: str, rdtype: str) -> Awaitable[Answer]:
        """Ask a server of choice, which is not the one that is spared."""
        return self.inner.ask_at(server, name, rdtype)

    def deliver(self, name: str, rdtype: str, callback: Callback) -> Answer | None:
        """Send the question or put it into the queue, and let *callback* have the answer."""
        return deliver_from(self.ask(name, rdtype), callback)

    @property
    def memory(self) -> Memory | None:
        """The memory of the resolver that is wrapped: what asks nobody has nobody to spare."""
        return self.inner.memory

    def note_timeout(self, question: Question, answer: Answer) -> None:
        """Pass it on."""
        self.inner.note_timeout(question, answer)

    def zone_contents(self, domain: str) -> ZoneContents | None:
        """Pass the question on."""
        return self.inner.zone_contents(domain)

    def _leave(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Say whether a question may go out now, and count it if so."""
        now = loop.time()
        if self._free > now:
            return False
        self._free = max(self._free, now - BURST) + 1 / self.rate
        return True

    def _schedule(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._timer is None:
            self._timer = loop.call_at(self._free, self._release, loop)

    def _release(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        while self._waiting and self._leave(loop):
            future, name, rdtype = self._waiting.popleft()
            if not future.done():
                sent = asyncio.ensure_future(self.inner.ask(name, rdtype))
                sent.add_done_callback(partial(hand_over, target=future))
        if self._waiting:
            self._schedule(loop)
