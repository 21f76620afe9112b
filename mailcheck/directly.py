"""Sends a question to one name server through whatever resolver there is; not every resolver can."""

from __future__ import annotations

import asyncio
from typing import Any

from mailcheck.answers import Answer, Resolver
from mailcheck.asking import ServerQuestion, unasked


def sent_directly(resolver: Resolver, server: str, name: str, rdtype: str) -> asyncio.Future[Answer]:
    """Send the question and return what will hold the answer; without `ask_at` it is FAILED and OFFLINE."""
    ask_at: Any = getattr(resolver, "ask_at", None)
    if ask_at is not None:
        sent: asyncio.Future[Answer] = asyncio.ensure_future(ask_at(server, name, rdtype))
        return sent
    future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
    future.set_result(unasked(ServerQuestion(server, name, rdtype)))
    return future
