"""From the lines of a list to requests: each domain once, and what cannot be read is told of."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Callable

from mailcheck.aim import Aim
from mailcheck.audit.listing import BadLine, Listing
from mailcheck.audit.seen import Seen
from mailcheck.audit.tally import mark
from mailcheck.gather.request import Request
from mailcheck.survey.expected import NOTHING


class Requests:
    """Reads a list as it is needed, and counts its lines by what became of them."""

    def __init__(
        self,
        lines: AsyncIterable[str],
        aim_at: Callable[[str], Aim],
        done: Seen,
        bad: Callable[[BadLine], None],
    ) -> None:
        """Nothing is read yet.

        Args:
            lines: The list.
            aim_at: Returns what is wanted of a domain; selectors that are listed come beside its own.
            done: The marks of what needs no request; those that are made are added.
            bad: Told of the lines that cannot be read.
        """
        self.lines = lines
        self.aim_at = aim_at
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
                domain, aim = listed.domain, self.aim_at(listed.domain)
                selectors = tuple(dict.fromkeys((*aim.selectors, *listed.selectors)))
                if self.done.add(mark(domain, selectors)):
                    expected = aim.expected or NOTHING
                    yield Request(domain, selectors, aim.senders, expected=expected, needs=aim.needs)
                else:
                    self.duplicates += 1
