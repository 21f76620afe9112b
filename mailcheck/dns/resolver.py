"""Where questions go: what a resolver has to do, and what it may do in addition."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from mailcheck.dns.answers import Answer, Failure, failed_answer
from mailcheck.dns.delivery import Callback, deliver_from, ready

if TYPE_CHECKING:
    from mailcheck.dns.lookups import Question
    from mailcheck.dns.zonefile.contents import ZoneFile
    from mailcheck.dns.zonefile.flaws import ZoneFlaw


class Resolver(Protocol):
    """What has to be written for a resolver of one's own: `ask` alone."""

    def ask(self, name: str, rdtype: str) -> Awaitable[Answer]:
        """Send the question at once, and return an awaitable that collects the answer.

        It never raises for a DNS outcome.

        Args:
            name: Absolute, in presentation form, with or without the final dot, in any case.
            rdtype: A mnemonic such as "TXT" or "TYPE99".
        """
        ...


def not_asked(server: str, name: str, rdtype: str) -> Answer:
    """Return the answer of those who cannot ask a server of choice."""
    detail = f"{server} was not asked: there is no way to ask a certain server"
    return failed_answer(name, rdtype, Failure.OFFLINE, detail, server=server)


class Memory(NamedTuple):
    """How to answer at once, without an event loop: a question, and one for a certain server."""

    answer: Callable[[str, str], Answer]
    answer_at: Callable[[str, str, str], Answer] = not_asked


class ZoneContents(NamedTuple):
    """What zone files say of a domain beside its records.

    *selectors* are those of the domain's DKIM keys. *flaws* are those of the files whose zone holds the
    domain, None if it is in none. *files* are all that were read, for the comments in them.
    """

    selectors: tuple[str, ...]
    flaws: tuple[ZoneFlaw, ...] | None
    files: tuple[ZoneFile, ...]


@runtime_checkable
class FullResolver(Protocol):
    """All that a resolver may do; what has `ask` alone is given the rest by `complete`.

    What wraps another resolver passes on what it does not do itself.
    """

    def ask(self, name: str, rdtype: str) -> Awaitable[Answer]:
        """Send the question: see `Resolver`."""
        ...

    def ask_at(self, server: str, name: str, rdtype: str) -> Awaitable[Answer]:
        """Ask one server, `ADDR` or `ADDR:PORT`, what it holds itself; nobody else's word counts."""
        ...

    def deliver(self, name: str, rdtype: str, callback: Callback) -> Answer | None:
        """Send the question, and return the answer if it is there at once.

        Otherwise *callback* is called once: with the answer, perhaps even before this returns, or later with
        an error, which is a `CancelledError` where the question was cancelled.
        """
        ...

    @property
    def memory(self) -> Memory | None:
        """How to answer without an event loop; None where answers have to be waited for."""
        ...

    def note_timeout(self, question: Question, answer: Answer) -> None:
        """Take note that a run's deadline gave *answer* to *question*, whether or not it was sent."""
        ...

    def zone_contents(self, domain: str) -> ZoneContents | None:
        """Return what zone files say of a domain; None where no zone file was read."""
        ...


def complete(resolver: Resolver) -> FullResolver:
    """Return the resolver itself if it does everything, else one that asks it and does the rest plainly.

    Without `ask_at`, no server can be asked: that is FAILED and OFFLINE.
    """
    return resolver if isinstance(resolver, FullResolver) else _Completed(resolver)


class _Completed:
    """A resolver that has only `ask`, with what it lacks."""

    memory = None

    def __init__(self, resolver: Resolver) -> None:
        self.ask = resolver.ask

    def ask_at(self, server: str, name: str, rdtype: str) -> Awaitable[Answer]:
        """Return that the server was not asked."""
        return ready(not_asked(server, name, rdtype))

    def deliver(self, name: str, rdtype: str, callback: Callback) -> Answer | None:
        """Ask, and hand over what comes of it."""
        return deliver_from(self.ask(name, rdtype), callback)

    def note_timeout(self, question: Question, answer: Answer) -> None:
        """Do nothing about it."""

    def zone_contents(self, domain: str) -> ZoneContents | None:
        """Return that there is no zone file."""
        return None
