"""Bounds how many questions are in flight."""

from __future__ import annotations

import asyncio
from collections import deque

from mailcheck.answers import Answer, Resolver
from mailcheck.directly import sent_directly


class LimitedResolver:
    """Passes on at most *in_flight* questions at a time; the others wait in the order they were asked."""

    def __init__(self, inner: Resolver, in_flight: int) -> None:
        """Wrap *inner*.

        Raises:
            ValueError: *in_flight* is less than 1.
        """
        if in_flight < 1:
            raise ValueError(f"{in_flight} questions in flight; at least 1 is needed")
        self.inner = inner
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
        if server:
            sent = sent_directly(self.inner, server, name, rdtype)
        else:
            sent = asyncio.ensure_future(self.inner.ask(name, rdtype))
        if not sent.done():
            self._sent += 1
            sent.add_done_callback(self._arrived)
        return sent

    def _arrived(self, sent: asyncio.Future[Answer]) -> None:
        if sent.get_loop() is not self._loop:
            return
        self._sent -= 1
        while self._waiting and self._sent < self.in_flight:
            future, *question = self._waiting.popleft()
            if not future.done():
                self._forward(future, self._send(*question))

    def _forward(self, future: asyncio.Future[Answer], sent: asyncio.Future[Answer]) -> None:
        if sent.done():
            handed_over(sent, future)
        else:
            sent.add_done_callback(lambda done: handed_over(done, future))


def handed_over(source: asyncio.Future[Answer], target: asyncio.Future[Answer]) -> None:
    """Settle *target* as *source* has been settled, unless it is already."""
    if target.done():
        return
    if source.cancelled():
        target.cancel()
    elif (error := source.exception()) is not None:
        target.set_exception(error)
    else:
        target.set_result(source.result())
