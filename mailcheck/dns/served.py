"""Name servers in memory, each with a zone of its own or a way to fail."""

from collections.abc import Mapping

from mailcheck.dns.answers import Answer, Failure, Status, failed
from mailcheck.dns.lookups import ServerQuestion
from mailcheck.dns.zone import ZoneResolver

SOA = "@ 300 SOA ns hostmaster 1 3600 600 86400 300\n"  # of a zone that has none


class ServedZones:
    """What servers hold, by address, for `asking.answered`."""

    def __init__(self, origin: str, servers: Mapping[str, str | Failure]) -> None:
        """Read the zones.

        Args:
            origin: The name of the zone.
            servers: By address, master-file text, or how the server fails.

        Raises:
            ZoneSyntaxError: a text cannot be read.
        """
        self.servers = {
            address: held if isinstance(held, Failure) else _zone(origin, held)
            for address, held in servers.items()
        }

    def answer(self, question: ServerQuestion) -> Answer:
        """Return what a server says, as `LiveResolver.ask_at` does; nobody listens at other addresses."""
        held = self.servers.get(question.server, Failure.UNREACHABLE)
        if isinstance(held, Failure):
            return failed(*question, held, f"{held.value} from {question.server}", server=question.server)
        found = held.answer(*question)._replace(server=question.server)
        if found.aliases:
            return found._replace(status=Status.FOUND, records=(), aliases=found.aliases[:1], failure=None)
        if found.failed:
            return failed(
                *question, Failure.REFUSED, f"REFUSED from {question.server}", server=question.server
            )
        return found


def _zone(origin: str, text: str) -> ZoneResolver:
    whole = text if " SOA " in text else SOA + text
    return ZoneResolver.from_text(whole, origin=origin, file=f"{origin}.zone")
