"""Asks each question once: answers are kept for their time, and a question on its way is joined."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from mailcheck.dns.answers import Answer
from mailcheck.dns.delivery import Callback, future_from
from mailcheck.dns.driver import DEADLINE
from mailcheck.dns.lookups import Memory, Resolver, ZoneContents, complete
from mailcheck.dns.names import normalize

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Future

    from mailcheck.dns.answers import Question

SIZE = 20_000  # answers; in an audit more do not raise the share of hits by much
FAILURE_TTL = 30.0  # seconds; RFC 9520 section 3.2 allows 1 s to 5 minutes
_UNTIL_ANSWERED = float("inf")
_Key: TypeAlias = tuple[str, str]


class _Entry:
    """A question: until when it need not be asked again, and its answer or the callbacks that wait for it."""

    __slots__ = ("answer", "asked", "cache", "callbacks", "until")

    def __init__(self, cache: CachedResolver, asked: float) -> None:
        self.cache = cache
        self.asked = (
            asked  # the time of asking: never later than the answer's own, so nothing is kept too long
        )
        self.until = _UNTIL_ANSWERED
        self.answer: Answer | None = None
        self.callbacks: list[Callback] = []

    def receive(self, answer: Answer | None, error: BaseException | None) -> None:
        """Take the answer, and hand it on; an error is not kept."""
        self.answer = answer
        self.until = self.asked
        if answer is not None:
            cache = self.cache
            self.until += cache.failure_ttl if answer.failed else max(answer.ttl, cache.floor)
        callbacks, self.callbacks = self.callbacks, []
        for callback in callbacks:
            callback(answer, error)


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
            floor: Seconds that every answer is kept at least, so that one check has one answer to a question.
            failure_ttl: Seconds that a failure is kept; 0 asks again.
            clock: Seconds that never go back.
        """
        self.inner = complete(inner)
        self.floor = floor
        self.failure_ttl = failure_ttl
        self._deliver = self.inner.deliver
        self._clock = clock
        self._half = max(1, size // 2)
        self._young: dict[_Key, _Entry] = {}
        self._old: dict[_Key, _Entry] = {}
        self._loop: AbstractEventLoop | None = None

    @classmethod
    def for_one_run(cls, inner: Resolver) -> CachedResolver:
        """Wrap *inner* so that one run has one answer to a question, whatever its TTL."""
        return cls(inner, floor=DEADLINE)

    def ask(self, name: str, rdtype: str) -> Future[Answer]:
        """Return what will hold what is known or on its way; otherwise ask."""
        return future_from(self.deliver, name, rdtype)

    def ask_at(self, server: str, name: str, rdtype: str) -> Awaitable[Answer]:
        """Ask one server; what it says now is wanted, so nothing is kept."""
        return self.inner.ask_at(server, name, rdtype)

    def deliver(self, name: str, rdtype: str, callback: Callback) -> Answer | None:
        """Return the answer if it is known; otherwise *callback* has it later: see `FullResolver`."""
        entry = self._young.get((name, rdtype))
        if entry is None or entry.answer is None or entry.until <= self._clock():
            entry = self._seek(normalize(name), rdtype)
            if entry.answer is None:
                entry.callbacks.append(callback)
        return entry.answer

    @property
    def memory(self) -> Memory | None:
        """What is kept, and for the rest the memory of the resolver that is wrapped, if it has one."""
        inner = self.inner.memory
        if inner is None:
            return None
        return Memory(partial(self._answer, inner.answer), inner.answer_at)

    def note_timeout(self, question: Question, answer: Answer) -> None:
        """Pass it on; a run's deadline is no answer to keep for others."""
        self.inner.note_timeout(question, answer)

    def zone_contents(self, domain: str) -> ZoneContents | None:
        """Pass the question on."""
        return self.inner.zone_contents(domain)

    def _answer(self, lookup: Callable[[str, str], Answer], name: str, rdtype: str) -> Answer:
        """Return what is known, otherwise what *lookup* gives."""
        key, now = (normalize(name), rdtype), self._clock()
        entry = self._look_up(key, now)
        if entry is not None and entry.answer is not None:
            return entry.answer
        answer = lookup(*key)
        entry = _Entry(self, now)
        entry.receive(answer, None)
        self._keep(key, entry)
        return answer

    def _seek(self, name: str, rdtype: str) -> _Entry:
        """Return what is known or on its way; otherwise send the question."""
        if self._loop is None or not self._loop.is_running():
            self._adopt()
        key, now = (name, rdtype), self._clock()
        return self._look_up(key, now) or self._send(key, now)

    def _look_up(self, key: _Key, now: float) -> _Entry | None:
        """Return what is known or on its way."""
        entry = self._young.get(key)
        if entry is not None and entry.until > now:
            return entry
        entry = self._old.get(key)
        if entry is not None and entry.until > now:
            self._keep(key, entry)
            return entry
        return None

    def _send(self, key: _Key, now: float) -> _Entry:
        """Send the question."""
        entry = _Entry(self, now)
        self._keep(key, entry)
        try:
            answer = self._deliver(*key, entry.receive)
        except BaseException:
            entry.until = now  # nobody will ever answer it
            raise
        if answer is not None:
            entry.receive(answer, None)
        return entry

    def _keep(self, key: _Key, entry: _Entry) -> None:
        if len(self._young) >= self._half:
            self._old, self._young = self._young, {}
        self._young[key] = entry

    def _adopt(self) -> None:
        """Go on with another event loop; what was on its way on the last one is lost."""
        from asyncio import get_running_loop

        self._loop = get_running_loop()
        known = {**self._old, **self._young}
        self._old = {key: entry for key, entry in known.items() if entry.answer is not None}
        self._young = {}
