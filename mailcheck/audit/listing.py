"""Reads lists of domains: one a line with its selectors after it, or a CSV file with a header."""

from __future__ import annotations

import asyncio
import csv
import os
import re
from array import array
from collections.abc import AsyncGenerator, AsyncIterable, Callable
from dataclasses import replace
from typing import NamedTuple

from mailcheck.audit.rows import mark
from mailcheck.dns.names import selector_to_ascii, to_ascii
from mailcheck.errors import InvalidDomainError
from mailcheck.survey.request import Request

LONGEST = 4096  # characters of a line
_BETWEEN = re.compile(r"[\s,;|]+")
_BROKEN = re.compile(r"[\0\r\n]")  # what no line of a file has in its middle
_DELIMITERS = ",;\t"
_SELECTORS = ("selectors", "selector")


class Listed(NamedTuple):
    """A domain of the list, in A-labels, and its selectors."""

    line: int
    domain: str
    selectors: tuple[str, ...] = ()


class BadLine(NamedTuple):
    """A line that names no domain; the message says what was found."""

    line: int
    message: str


class _Columns(NamedTuple):
    """Where a CSV file has what is wanted."""

    delimiter: str
    domain: int
    selectors: tuple[int, ...]


class Listing:
    """Reads one line after another; the first with content may be a header."""

    def __init__(self) -> None:
        self.line = 0
        self._columns: _Columns | None = None
        self._begun = False

    def read(self, text: str) -> Listed | BadLine | None:
        """Return what the next line says; None if it is blank, a comment, or the header."""
        self.line += 1
        text = text.strip("\ufeff \t\r\n")
        if len(text) > LONGEST:
            return BadLine(self.line, f"it has more than {LONGEST} characters")
        text = text if self._columns else text.partition("#")[0].rstrip()
        if not text or text.startswith("#"):
            return None
        if not self._begun:
            self._begun = True
            self._columns = _header(text)
            if self._columns:
                return None
        return self._interpret(text)

    def _interpret(self, text: str) -> Listed | BadLine | None:
        domain, *selectors = _cells(text, self._columns) if self._columns else _words(text)
        if not domain and not selectors:
            return None
        try:
            names = (selector_to_ascii(selector) for selector in selectors)
            return Listed(self.line, to_ascii(domain), tuple(dict.fromkeys(names)))
        except InvalidDomainError as error:
            return BadLine(self.line, str(error))


def _words(text: str) -> list[str]:
    return _BETWEEN.split(text.strip(",;| \t"))


def _header(text: str) -> _Columns | None:
    """Return the columns if a line is a header: one of its cells is `domain`."""
    delimiter = next((delimiter for delimiter in _DELIMITERS if delimiter in text), ",")
    names = [cell.strip().lower() for cell in _row(text, delimiter)]
    if "domain" not in names:
        return None
    selectors = tuple(place for place, name in enumerate(names) if name in _SELECTORS)
    return _Columns(delimiter, names.index("domain"), selectors)


def _cells(text: str, columns: _Columns) -> list[str]:
    """Return the domain of a row, and its selectors."""
    row = _row(text, columns.delimiter)
    wanted = [row[place].strip() if place < len(row) else "" for place in columns[1:2] + columns.selectors]
    return [wanted[0], *(word for cell in wanted[1:] for word in _words(cell) if word)]


def _row(text: str, delimiter: str) -> list[str]:
    return next(csv.reader([_BROKEN.sub(" ", text)], delimiter=delimiter), [])


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


class Seen:
    """A set of texts of which only hashes of 64 bits are kept, in a table with open addressing.

    Among a million texts, the odds that two have one hash are one to thirty million; texts cannot be chosen
    so that they have, as Python's hashes have a secret of the process.
    """

    def __init__(self) -> None:
        self._count = 0
        self._slots = array("Q", bytes(8 * 1024))

    def __len__(self) -> int:
        return self._count

    def add(self, text: str) -> bool:
        """Add *text*, and say whether it is new."""
        if self._count * 3 > len(self._slots) * 2:
            self._grow()
        key = (hash(text) & 0xFFFFFFFFFFFFFFFF) or 1  # 0 is an empty slot
        place = self._place(key)
        if self._slots[place]:
            return False
        self._slots[place] = key
        self._count += 1
        return True

    def _place(self, key: int) -> int:
        """Return the slot that holds *key*, or the empty one where it belongs."""
        size = len(self._slots)
        place = key % size
        while self._slots[place] not in (0, key):
            place = (place + 1) % size
        return place

    def _grow(self) -> None:
        old = self._slots
        self._slots = array("Q", bytes(16 * len(old)))
        for key in old:
            if key:
                self._slots[self._place(key)] = key


class Requests:
    """Reads a list as it is needed, and counts its lines by what became of them."""

    def __init__(
        self,
        lines: AsyncIterable[str],
        request_for: Callable[[str], Request],
        done: Seen,
        bad: Callable[[BadLine], None],
    ) -> None:
        """Nothing is read yet.

        Args:
            lines: The list.
            request_for: Returns what is wanted of a domain; selectors that are listed come beside its own.
            done: The marks of what needs no request; those that are made are added.
            bad: Told of the lines that cannot be read.
        """
        self.lines = lines
        self.request_for = request_for
        self.done = done
        self.bad = bad
        self.read = self.bad_lines = self.duplicates = 0

    async def __aiter__(self) -> AsyncGenerator[Request, None]:
        """Yield one request for every domain that is listed."""
        listing = Listing()
        async for line in self.lines:
            self.read += 1
            listed = listing.read(line)
            if isinstance(listed, BadLine):
                self.bad_lines += 1
                self.bad(listed)
            elif listed is not None:
                request = self.request_for(listed.domain)
                if listed.selectors:
                    selectors = dict.fromkeys((*request.selectors, *listed.selectors))
                    request = replace(request, selectors=tuple(selectors))
                if self.done.add(mark(listed.domain, request.selectors)):
                    yield request
                else:
                    self.duplicates += 1
