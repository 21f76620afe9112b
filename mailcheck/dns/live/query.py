"""The state of one question on its way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from mailcheck.dns.answers import Failure
from mailcheck.dns.delivery import Callback
from mailcheck.dns.live import wire
from mailcheck.dns.live.reply import Chain

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


_NONE: Mapping[int, int] = {}


class Carrier(Protocol):
    """What has sent a query and waits for its reply under an id."""

    def withdraw(self, ident: int) -> None:
        """Stop waiting."""
        ...


class Query:
    """One question: what is asked now, whom, and what went wrong so far.

    *server* is an index; a server with two *strikes* is asked no more. *wake* is when the attempt counts as
    silent.
    """

    __slots__ = (
        "asked", "attempt", "callback", "chain", "code", "deadline", "edns", "name", "packet", "rdtype",
        "recursive", "sent", "server", "silent", "strikes", "troubles", "waiting", "wake",
    )  # fmt: skip

    def __init__(
        self, name: str, rdtype: str, code: int, callback: Callback, deadline: float, recursive: bool = True
    ) -> None:
        self.name = name
        self.rdtype = rdtype
        self.code = code
        self.callback = callback
        self.deadline = self.wake = deadline
        self.recursive = recursive
        self.waiting = True
        self.edns = True
        self.sent: list[tuple[Carrier, int]] = []
        self.troubles: Sequence[tuple[Failure, str]] = ()

    def aim(self, chain: Chain, server: int) -> None:
        """Ask for the end of *chain* from now on, with a clean slate.

        Raises:
            UnsendableName: no message can carry that name.
        """
        self.chain = chain
        self.asked = asked = wire.question(wire.encode_name(chain.end), self.code)
        self.packet = wire.message(asked, edns=self.edns, recursive=self.recursive)
        self.attempt = 0
        self.server = server
        self.strikes: Mapping[int, int] = _NONE
        self.silent: Sequence[int] = ()

    def without_edns(self) -> None:
        """Ask in the words of RFC 1035 alone."""
        self.edns = False
        self.packet = wire.message(self.asked, edns=False, recursive=self.recursive)

    def note(self, failure: Failure, text: str) -> None:
        """Note what went wrong."""
        self.troubles = (*self.troubles, (failure, text))

    def strike(self, server: int, count: int) -> None:
        """Hold *count* strikes against a server."""
        self.strikes = {**self.strikes, server: self.strikes.get(server, 0) + count}

    def withdraw(self) -> None:
        """Wait for none of the replies to what was sent."""
        for carrier, ident in self.sent:
            carrier.withdraw(ident)
        self.sent.clear()
