"""Asks each question once: answers are kept for their time, and a question on its way is joined."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from mailcheck.dns.answers import Answer, Resolver
from mailcheck.dns.delivery import Told, hearing, promised, sent_directly
from mailcheck.dns.driver import DEADLINE
from mailcheck.dns.names import normalized

SIZE = 20_000  # answers; in an audit more do not raise the share of hits by much
FAILURE_TTL = 30.0  # seconds; RFC 9520 section 3.2 allows 1 s to 5 minutes
_UNTIL_ANSWERED = float("inf")


class _Entry:
    """A question: until when it need not be asked again, and its answer or who waits for it."""

    __slots__ = ("answer", "asked", "cache", "until", "waiting")

    def __init__(self, cache: CachedResolver, asked: float) -> None:
        self.cache = cache
        self.asked = (
            asked  # the time of asking: never later than the answer's own, so nothing is kept too long
        )
        self.until = _UNTIL_ANSWERED
        self.answer: Answer | None = None
        self.waiting: list[Told] = []

    def told(self, answer: Answer | None, error: BaseException | None) -> None:
        """Take the answer, and hand it on; an error is not kept."""
        self.answer = answer
        self.until = self.asked
        if answer is not None:
            cache = self.cache
            self.until += cache.failure_ttl if answer.failed else max(answer.ttl, cache.floor)
        waiting, self.waiting = self.waiting, []
        for told in waiting:
            told(answer, error)


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
        self._hear = hearing(inner)
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
        """Return what will hold what is known or on its way; otherwise ask."""
        return promised(self.hear, name, rdtype)

    def ask_at(self, server: str, name: str, rdtype: str) -> asyncio.Future[Answer]:
        """Ask one server; what it says now is wanted, so nothing is kept."""
        return sent_directly(self.inner, server, name, rdtype)

    def hear(self, name: str, rdtype: str, told: Told) -> Answer | None:
        """Return the answer if it is known; otherwise *told* hears of it: see `hearing`."""
        entry = self._young.get((name, rdtype))
        if entry is None or entry.answer is None or entry.until <= self._clock():
            entry = self._sought(normalized(name), rdtype)
            if entry.answer is None:
                entry.waiting.append(told)
        return entry.answer

    def _sought(self, name: str, rdtype: str) -> _Entry:
        """Return what is known or on its way; otherwise send the question."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._adopt(loop)
        key = (name, rdtype)
        now = self._clock()
        entry = self._young.get(key)
        if entry is not None and entry.until > now:
            return entry
        entry = self._old.get(key)
        if entry is not None and entry.until > now:
            self._keep(key, entry)
            return entry
        return self._asked(key, now)

    def _asked(self, key: tuple[str, str], now: float) -> _Entry:
        """Send the question."""
        entry = _Entry(self, now)
        self._keep(key, entry)
        try:
            answer = self._hear(*key, entry.told)
        except BaseException:
            entry.until = now  # nobody will ever answer it
            raise
        if answer is not None:
            entry.told(answer, None)
        return entry

    def _keep(self, key: tuple[str, str], entry: _Entry) -> None:
        if len(self._young) >= self._half:
            self._old, self._young = self._young, {}
        self._young[key] = entry

    def _adopt(self, loop: asyncio.AbstractEventLoop) -> None:
        """Go on with another event loop; what was on its way on the last one is lost."""
        self._loop = loop
        known = {**self._old, **self._young}
        self._old = {key: entry for key, entry in known.items() if entry.answer is not None}
        self._young = {}
