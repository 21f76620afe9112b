"""One queue of deadlines for all questions of an event loop, swept by one timer.

A timer for each question would cost more than the question, and nearly all are answered before they ring.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from mailcheck.resolvers.query import Query

TICK = 0.05  # seconds; a deadline is noticed at most this much late


class Deadlines:
    """Calls *ring* for every query that is still waiting when its `wake` has come."""

    def __init__(self, loop: asyncio.AbstractEventLoop, ring: Callable[[Query], None]) -> None:
        self._loop = loop
        self._ring = ring
        self._slots: dict[int, list[Query]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._next = 0

    def add(self, query: Query) -> None:
        """Note the query's `wake`; a later one replaces it, the old entry then counts for nothing."""
        slot = int(query.wake / TICK) + 1
        waiting = self._slots.get(slot)
        if waiting is not None:
            waiting.append(query)
            return
        self._slots[slot] = [query]
        if self._timer is None or slot < self._next:
            self._schedule(slot)

    def close(self) -> None:
        """Forget everything."""
        self._slots.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _schedule(self, slot: int) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._next = slot
        self._timer = self._loop.call_at(slot * TICK, self._sweep)

    def _sweep(self) -> None:
        self._timer = None
        now = self._loop.time()
        due = sorted(slot for slot in self._slots if slot <= self._next or slot * TICK <= now)
        limit = max(now, due[-1] * TICK)  # the loop may call a hair too early
        for query in [query for slot in due for query in self._slots.pop(slot)]:
            if query.waiting and query.wake <= limit:
                self._ring(query)
        if self._slots:
            first = min(self._slots)
            if self._timer is None or first < self._next:
                self._schedule(first)
