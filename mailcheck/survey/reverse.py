"""The reverse DNS of the addresses that send for a domain, where a profile or a rule asks for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from mailcheck.dns.answers import Answer
from mailcheck.dns.lookups import Question, all_together, ask, ask_all
from mailcheck.dns.source import Source
from mailcheck.evaluate.spf.client import client, number
from mailcheck.records.spf.limits import PTR_LIMIT
from mailcheck.survey.spf.covered import Coverage
from mailcheck.survey.subjects import Subjects

UNASKED = Subjects(
    reason="reverse DNS is looked up with --profile bulk-sender, or where a ptr rule is selected by name"
)


@dataclass(frozen=True, slots=True)
class ReverseName:
    """What the PTR record of an address says, and what its names resolve to.

    *forward* holds the address answers for the first names of *answer*, in their order. It is *confirmed* if
    one of them holds the address.
    """

    host: str
    address: str
    answer: Answer
    forward: tuple[Answer, ...] = ()
    confirmed: bool = False

    @property
    def source(self) -> Source:
        """The first record, or the place where one should be."""
        text = f"{self.answer.names[0]}." if self.answer.found else ""
        return Source(self.answer.owner, "PTR", text, server=self.answer.server)


async def reverse(coverage: Iterable[Coverage]) -> tuple[ReverseName, ...]:
    """Look at every address of the domain's own hosts and of the senders (RFC 8601 section 2.7.3).

    A network has no name of its own, and is left out.
    """
    sending = {
        row.address: row.host for row in coverage if row.is_own and row.address and "/" not in row.address
    }
    return await all_together([_name(host, address) for address, host in sending.items()])


async def _name(host: str, address: str) -> ReverseName:
    sender = client(address)
    answer = await ask(sender.reverse_name, "PTR")
    names = answer.names[:PTR_LIMIT] if answer.found else ()
    forward = await ask_all(Question(name, sender.rdtype) for name in names)
    back = (number(each) == sender.number for found in forward for each in found.addresses)
    return ReverseName(host, address, answer, forward, confirmed=any(back))
