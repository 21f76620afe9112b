"""From the lines of a list to requests: each domain once, and what cannot be read is told of."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Callable

from mailcheck.audit.listing import BadLine, Listing
from mailcheck.audit.seen import Seen
from mailcheck.audit.tally import mark
from mailcheck.gather.request import Request


class Requests:
    """Reads a list as it is needed, and counts its lines by what became of them."""

    def __init__(
        self,
        lines: AsyncIterable[str],
        selectors: tuple[str, ...],
        done: Seen,
        bad: Callable[[BadLine], None],
    ) -> None:
        """Nothing is read yet.

        Args:
            lines: The list.
            selectors: Wanted of every domain beside its own.
            done: The marks of what needs no request; those that are made are added.
            bad: Told of the lines that cannot be read.
        """
        self.lines = lines
        self.selectors = selectors
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
                selectors = tuple(dict.fromkeys((*self.selectors, *listed.selectors)))
                if self.done.add(mark(listed.domain, selectors)):
                    yield Request(listed.domain, selectors)
                else:
                    self.duplicates += 1
