"""Asks each question once: answers are kept for their time, and a question on its way is joined."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import NamedTuple

from mailcheck.answers import Answer, Resolver
from mailcheck.directly import sent_directly
from mailcheck.drive import DEADLINE
from mailcheck.names import normalized

SIZE = 20_000  # answers; in an audit more do not raise the share of hits by much
FAILURE_TTL = 30.0  # seconds; RFC 9520 section 3.2 allows 1 s to 5 minutes


class _Entry(NamedTuple):
    future: asyncio.Future[Answer]
    asked: float  # the time of asking: never later than the answer's own, so nothing is kept too long


class CachedResolver:
    """Keeps answers for their TTL, and absence for the time of RFC 2308.

    The cache is two generations: what is asked for moves to the younger, and when that holds half of *size*,
    the older is dropped. That forgets what was not asked for lately, without a list to be kept in order.
    """

    def __init__(
        self,
        inner: Resolver,
        *,
        size: int = SIZE,
        floor: float = 0.0,
        failure_ttl: float = FAILURE_TTL,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Wrap *inner*.

        Args:
            inner: Asked for what is not known.
            size: Answers kept at most.
            floor: Seconds that every answer is kept at least, so that one check hears one answer.
            failure_ttl: Seconds that a failure is kept; 0 asks again.
            clock: Seconds that never go back.
        """
        self.inner = inner
        self.floor = floor
        self.failure_ttl = failure_ttl
        self._clock = clock
        self._half = max(1, size // 2)
        self._young: dict[tuple[str, str], _Entry] = {}
        self._old: dict[tuple[str, str], _Entry] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    @classmethod
    def for_one_run(cls, inner: Resolver) -> CachedResolver:
        """Wrap *inner* so that one run hears one answer to a question, whatever its TTL."""
        return cls(inner, floor=DEADLINE)

    def ask(self, name: str, rdtype: str) -> asyncio.Future[Answer]:
        """Return what is known or on its way; otherwise ask. Do not cancel what others may wait for."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._adopt(loop)
        key = (normalized(name), rdtype)
        now = self._clock()
        entry = self._young.get(key)
        if entry is not None and self._usable(entry, now):
            return entry.future
        entry = self._old.get(key)
        if entry is None or not self._usable(entry, now):
            asked = self.inner.ask(name, rdtype)
            sent = asked if isinstance(asked, asyncio.Future) else asyncio.ensure_future(asked)
            entry = _Entry(sent, now)
        self._keep(key, entry)
        return entry.future

    def ask_at(self, server: str, name: str, rdtype: str) -> asyncio.Future[Answer]:
        """Ask one server; what it says now is wanted, so nothing is kept."""
        return sent_directly(self.inner, server, name, rdtype)

    def _usable(self, entry: _Entry, now: float) -> bool:
        future, asked = entry
        if not future.done():
            return True
        if future.cancelled() or future.exception() is not None:
            return False
        answer = future.result()
        lifetime = self.failure_ttl if answer.failed else max(answer.ttl, self.floor)
        return now < asked + lifetime

    def _keep(self, key: tuple[str, str], entry: _Entry) -> None:
        if len(self._young) >= self._half:
            self._old, self._young = self._young, {}
        self._young[key] = entry

    def _adopt(self, loop: asyncio.AbstractEventLoop) -> None:
        """Carry what has been answered over to another event loop; what was on its way there is lost."""
        self._loop = loop
        known = {**self._old, **self._young}
        self._old, self._young = {}, {}
        for key, (future, asked) in known.items():
            if future.done() and not future.cancelled() and future.exception() is None:
                own: asyncio.Future[Answer] = loop.create_future()
                own.set_result(future.result())
                self._old[key] = _Entry(own, asked)
