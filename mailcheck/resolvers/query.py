"""The state of one question on its way."""

from __future__ import annotations

import asyncio
from typing import Protocol

from mailcheck.answers import Answer, Failure
from mailcheck.resolvers import wire
from mailcheck.resolvers.reading import Chain


class Carrier(Protocol):
    """What has sent a query and waits for its reply under an id."""

    def withdraw(self, ident: int) -> None:
        """Stop waiting."""
        ...


class Query:
    """One question: what is asked now, whom, and what went wrong so far.

    *server* is an index; a server with two *strikes* is asked no more. *wake* is when the attempt counts as
    silent.
    """

    __slots__ = (
        "asked", "attempt", "chain", "code", "deadline", "edns", "future", "name", "packet", "rdtype",
        "recursive", "sent", "server", "silent", "strikes", "troubles", "waiting", "wake",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        rdtype: str,
        code: int,
        future: asyncio.Future[Answer],
        deadline: float,
        recursive: bool = True,
    ) -> None:
        self.name = name
        self.rdtype = rdtype
        self.code = code
        self.future = future
        self.deadline = deadline
        self.wake = deadline
        self.waiting = True
        self.edns = True
        self.recursive = recursive
        self.troubles: list[tuple[Failure, str]] = []
        self.sent: list[tuple[Carrier, int]] = []

    def aim(self, chain: Chain, server: int, servers: int) -> None:
        """Ask for the end of *chain* from now on, with a clean slate.

        Raises:
            UnsendableName: no message can carry that name.
        """
        encoded = wire.encoded_name(chain.end)
        self.chain = chain
        self.asked = wire.question(encoded, self.code)
        self.packet = wire.message(self.asked, edns=self.edns, recursive=self.recursive)
        self.attempt = 0
        self.server = server
        self.strikes = [0] * servers
        self.silent: list[int] = []

    def without_edns(self) -> None:
        """Ask in the words of RFC 1035 alone."""
        self.edns = False
        self.packet = wire.message(self.asked, edns=False, recursive=self.recursive)

    def withdraw(self) -> None:
        """Wait for none of the replies to what was sent."""
        for carrier, ident in self.sent:
            carrier.withdraw(ident)
        self.sent.clear()
