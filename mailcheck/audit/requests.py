"""From the lines of a list to requests: each domain once, and what cannot be read is told of."""

from __future__ import annotations

from array import array
from collections.abc import AsyncGenerator, AsyncIterable, Callable
from dataclasses import replace

from mailcheck.audit.listing import BadLine, Listing
from mailcheck.audit.rows import mark
from mailcheck.survey.request import Request


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
                selectors = tuple(dict.fromkeys((*request.selectors, *listed.selectors)))
                if self.done.add(mark(listed.domain, selectors)):
                    yield replace(request, selectors=selectors)
                else:
                    self.duplicates += 1
