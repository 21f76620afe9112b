"""Asks a resolver so that the answer is handed to a function: for a resolver that can, without a future.

A future costs an event loop's turn and three objects for every question, which an audit asks by the
million. Resolvers that do without have a method `hear` beside `ask`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeAlias

from mailcheck.dns.answers import Answer, Resolver
from mailcheck.dns.lookups import ServerQuestion, unasked

# Takes an answer, or else what kept the resolver from giving one, which is a bug.
Told: TypeAlias = Callable[[Answer | None, BaseException | None], None]
Hear: TypeAlias = Callable[[str, str, Told], Answer | None]


def hearing(resolver: Resolver) -> Hear:
    """Return what sends a question, a name and a type, and returns the answer if it is there at once.

    Otherwise the third argument is called once: with the answer, perhaps even before the call returns, or
    later with an error, which is a `CancelledError` where the question was cancelled.
    """
    hear: Hear | None = getattr(resolver, "hear", None)
    return hear or _Awaited(resolver).hear


class _Awaited:
    """Hears a resolver that gives awaitables."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Any = resolver

    def hear(self, name: str, rdtype: str, told: Told) -> Answer | None:
        """Send a question: see `hearing`."""
        asked = self._resolver.ask(name, rdtype)
        sent: asyncio.Future[Answer] = asyncio.ensure_future(asked)
        return overheard(sent, told)


def overheard(sent: asyncio.Future[Answer], told: Told) -> Answer | None:
    """Return the answer if it is there, otherwise let *told* hear of it."""
    if sent.done() and not sent.cancelled() and sent.exception() is None:
        return sent.result()

    def arrived(done: asyncio.Future[Answer]) -> None:
        error = asyncio.CancelledError() if done.cancelled() else done.exception()
        told(None if error else done.result(), error)

    sent.add_done_callback(arrived)
    return None


def promised(hear: Hear, name: str, rdtype: str) -> asyncio.Future[Answer]:
    """Send a question and return what will hold the answer."""
    future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
    settle = settling(future)
    answer = hear(name, rdtype, settle)
    if answer is not None:
        settle(answer, None)
    return future


def settling(future: asyncio.Future[Answer]) -> Told:
    """Return what puts an answer into *future*, unless somebody has given it up."""

    def settle(answer: Answer | None, error: BaseException | None) -> None:
        if future.done():
            return
        if answer is not None:
            future.set_result(answer)
        elif error is None or isinstance(error, asyncio.CancelledError):
            future.cancel()
        else:
            future.set_exception(error)

    return settle


def sent_directly(resolver: Resolver, server: str, name: str, rdtype: str) -> asyncio.Future[Answer]:
    """Send the question and return what will hold the answer; without `ask_at` it is FAILED and OFFLINE."""
    ask_at: Any = getattr(resolver, "ask_at", None)
    if ask_at is not None:
        sent: asyncio.Future[Answer] = asyncio.ensure_future(ask_at(server, name, rdtype))
        return sent
    future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
    future.set_result(unasked(ServerQuestion(server, name, rdtype)))
    return future
