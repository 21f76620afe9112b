"""Hands answers to callbacks, and turns callbacks into futures and futures into callbacks.

A future costs an event loop's turn and three objects for every question, which an audit asks by the
million; a callback costs nothing. asyncio is imported by whoever has a loop, not with this module.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeAlias

from mailcheck.dns.answers import Answer

if TYPE_CHECKING:
    from asyncio import Future

# Takes an answer, or else what kept the resolver from giving one: a bug, or a `CancelledError`.
Callback: TypeAlias = Callable[[Answer | None, BaseException | None], None]
Deliver: TypeAlias = Callable[[str, str, Callback], Answer | None]  # see `FullResolver.deliver`


def deliver_from(awaitable: Awaitable[Answer], callback: Callback) -> Answer | None:
    """Return the answer that *awaitable* gives if it is there, otherwise let *callback* have it later."""
    from asyncio import ensure_future

    sent: Future[Answer] = ensure_future(awaitable)
    if sent.done() and (answer := _outcome(sent)[0]) is not None:
        return answer
    sent.add_done_callback(lambda done: callback(*_outcome(done)))
    return None


def _outcome(done: Future[Answer]) -> tuple[Answer | None, BaseException | None]:
    if done.cancelled():
        from asyncio import CancelledError

        return None, CancelledError()
    if (error := done.exception()) is not None:
        return None, error
    answer = done.result()
    return answer, TypeError("a resolver gave None in the place of an answer") if answer is None else None


def future_from(deliver: Deliver, name: str, rdtype: str) -> Future[Answer]:
    """Send a question and return what will hold the answer."""
    from asyncio import get_running_loop

    future: Future[Answer] = get_running_loop().create_future()
    fill = callback_for(future)
    answer = deliver(name, rdtype, fill)
    if answer is not None:
        fill(answer, None)
    return future


def callback_for(future: Future[Answer]) -> Callback:
    """Return what puts an answer into *future*, unless somebody has given it up."""
    from asyncio import CancelledError

    def fill(answer: Answer | None, error: BaseException | None) -> None:
        if future.done():
            return
        if answer is not None:
            future.set_result(answer)
        elif error is None or isinstance(error, CancelledError):
            future.cancel()
        else:
            future.set_exception(error)

    return fill


def ready(answer: Answer) -> Future[Answer]:
    """Return a future of the running loop that holds *answer*."""
    from asyncio import get_running_loop

    future: Future[Answer] = get_running_loop().create_future()
    future.set_result(answer)
    return future
