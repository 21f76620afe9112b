"""The state of one question on its way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from mailcheck.answers import Failure
from mailcheck.hearing import Told
from mailcheck.resolvers import wire
from mailcheck.resolvers.reading import Chain

_NONE: Mapping[int, int] = {}


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
        "asked", "attempt", "chain", "code", "deadline", "edns", "name", "packet", "rdtype", "recursive",
        "sent", "server", "silent", "strikes", "told", "troubles", "waiting", "wake",
    )  # fmt: skip

    def __init__(
        self, name: str, rdtype: str, code: int, told: Told, deadline: float, recursive: bool = True
    ) -> None:
        self.name = name
        self.rdtype = rdtype
        self.code = code
        self.told = told
        self.deadline = self.wake = deadline
        self.recursive = recursive
        self.waiting = True
        self.edns = True
        self.sent: list[tuple[Carrier, int]] = []
        self.troubles: Sequence[tuple[Failure, str]] = ()

    def aim(self, chain: Chain, server: int) -> None:
        """Ask for the end of *chain* from now on, with a clean slate.

        Raises:
            UnsendableName: no message can carry that name.
        """
        self.chain = chain
        self.asked = asked = wire.question(wire.encoded_name(chain.end), self.code)
        self.packet = wire.message(asked, edns=self.edns, recursive=self.recursive)
        self.attempt = 0
        self.server = server
        self.strikes: Mapping[int, int] = _NONE
        self.silent: Sequence[int] = ()

    def without_edns(self) -> None:
        """Ask in the words of RFC 1035 alone."""
        self.edns = False
        self.packet = wire.message(self.asked, edns=False, recursive=self.recursive)

    def noted(self, failure: Failure, text: str) -> None:
        """Note what went wrong."""
        self.troubles = (*self.troubles, (failure, text))

    def strike(self, server: int, count: int) -> None:
        """Hold *count* strikes against a server."""
        self.strikes = {**self.strikes, server: self.strikes.get(server, 0) + count}

    def withdraw(self) -> None:
        """Wait for none of the replies to what was sent."""
        for carrier, ident in self.sent:
            carrier.withdraw(ident)
        self.sent.clear()
