"""Reads lines from a file or a pipe without ever holding up the event loop, or the end of the program."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator

from mailcheck.audit.listing import LONGEST

CHUNK = 65536


async def lines(descriptor: int) -> AsyncGenerator[str, None]:
    """Yield the lines of an open file; what is no UTF-8 comes as surrogates, which no domain has.

    Of a line that is far too long only the beginning is kept.
    """
    rest = b""
    while chunk := await _chunk(descriptor):
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield line.decode("utf-8", "surrogateescape")
        rest = rest[: 4 * LONGEST + 8]
    if rest:
        yield rest.decode("utf-8", "surrogateescape")


async def _chunk(descriptor: int) -> bytes:
    """Read what is there; a pipe is waited for, while a regular file, which cannot be, is always there."""
    loop = asyncio.get_running_loop()
    readable: asyncio.Future[None] = loop.create_future()
    try:
        loop.add_reader(descriptor, _set, readable)
    except PermissionError:
        return os.read(descriptor, CHUNK)
    try:
        await readable
    finally:
        loop.remove_reader(descriptor)
    return os.read(descriptor, CHUNK)


def _set(readable: asyncio.Future[None]) -> None:
    if not readable.done():
        readable.set_result(None)
