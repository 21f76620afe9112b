"""Name servers in memory, each with a zone of its own or a way to fail."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING

from mailcheck.dns.answers import Answer, Failure, Status, failed_answer
from mailcheck.dns.delivery import Callback, ready
from mailcheck.dns.lookups import Memory, Resolver, ZoneContents, complete
from mailcheck.dns.zone import ZoneResolver

if TYPE_CHECKING:
    from asyncio import Future

    from mailcheck.dns.answers import Question

SOA = "@ 300 SOA ns hostmaster 1 3600 600 86400 300\n"  # of a zone that has none


class ServedResolver:
    """Answers for servers that hold zones in memory, by address; all other questions are passed on."""

    def __init__(self, inner: Resolver, origin: str, servers: Mapping[str, str | Failure]) -> None:
        """Read the zones.

        Args:
            inner: Asked whatever is not for one server.
            origin: The name of the zone.
            servers: By address, master-file text, or how the server fails.

        Raises:
            ZoneSyntaxError: a text cannot be read.
        """
        self.inner = complete(inner)
        self.servers = {
            address: held if isinstance(held, Failure) else _zone(origin, held)
            for address, held in servers.items()
        }

    def ask(self, name: str, rdtype: str) -> Awaitable[Answer]:
        """Pass the question on."""
        return self.inner.ask(name, rdtype)

    def ask_at(self, server: str, name: str, rdtype: str) -> Future[Answer]:
        """Return what a server says as a future that is done."""
        return ready(self.answer_at(server, name, rdtype))

    def answer_at(self, server: str, name: str, rdtype: str) -> Answer:
        """Return what a server says, as `LiveResolver.ask_at` does; nobody listens at other addresses."""
        held = self.servers.get(server, Failure.UNREACHABLE)
        if isinstance(held, Failure):
            return failed_answer(name, rdtype, held, f"{held.value} from {server}", server=server)
        found = held.answer(name, rdtype)._replace(server=server)
        if found.aliases:
            return found._replace(status=Status.FOUND, records=(), aliases=found.aliases[:1], failure=None)
        if found.failed:
            return failed_answer(name, rdtype, Failure.REFUSED, f"REFUSED from {server}", server=server)
        return found

    def deliver(self, name: str, rdtype: str, callback: Callback) -> Answer | None:
        """Pass the question on."""
        return self.inner.deliver(name, rdtype, callback)

    @property
    def memory(self) -> Memory | None:
        """The memory of the resolver that is wrapped, and the servers."""
        inner = self.inner.memory
        return None if inner is None else Memory(inner.answer, self.answer_at)

    def note_timeout(self, question: Question, answer: Answer) -> None:
        """Pass it on."""
        self.inner.note_timeout(question, answer)

    def zone_contents(self, domain: str) -> ZoneContents | None:
        """Pass the question on."""
        return self.inner.zone_contents(domain)


def _zone(origin: str, text: str) -> ZoneResolver:
    whole = text if " SOA " in text else SOA + text
    return ZoneResolver.from_text(whole, origin=origin, file=f"{origin}.zone")
