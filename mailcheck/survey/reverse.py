"""The reverse DNS of the addresses that send for a domain, where a profile or a rule asks for it."""

from dataclasses import dataclass

from mailcheck.answers import Answer
from mailcheck.model import Source
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
