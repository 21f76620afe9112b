"""Bounds how many questions go out in a second, for the sake of whoever answers them."""

from __future__ import annotations

import asyncio
from collections import deque
from functools import partial

from mailcheck.answers import Answer, Resolver
from mailcheck.directly import sent_directly
from mailcheck.resolvers.limited import handed_over

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
        self.inner = inner
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

    def ask_at(self, server: str, name: str, rdtype: str) -> asyncio.Future[Answer]:
        """Ask a server of choice, which is not the one that is spared."""
        return sent_directly(self.inner, server, name, rdtype)

    def _leave(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Say whether a question may go out now, and count it if so."""
        now = loop.time()
        if self._free > now:
            return False
        self._free = max(self._free, now - BURST) + 1 / self.rate
        return True

    def _schedule(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._timer is None:
            self._timer = loop.call_at(self._free, self._released, loop)

    def _released(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        while self._waiting and self._leave(loop):
            future, name, rdtype = self._waiting.popleft()
            if not future.done():
                sent = asyncio.ensure_future(self.inner.ask(name, rdtype))
                sent.add_done_callback(partial(handed_over, target=future))
        if self._waiting:
            self._schedule(loop)
