"""`check_host()` for a whole network at once.

An evaluation compares the client with networks. Each comparison has one outcome for all addresses on one
side of a network's edge, so every evaluation notes how far around its address all comparisons come out the
same; the next one begins where that ends. A network of any size takes as many evaluations as the records
draw lines through it.
"""

from mailcheck.dns.addresses import IPV4_BITS, IPV6_BITS, Client, address_text, client, number, prefix_length
from mailcheck.evaluate.spf.check_host import conclude
from mailcheck.evaluate.spf.evaluation import Evaluation, SpfOutcome
from mailcheck.evaluate.spf.expansion import Letters
from mailcheck.evaluate.spf.known_answers import Known, Network, Records, evaluate
from mailcheck.records.spf.record import DomainSpec, Mechanism

STEP_LIMIT = 64  # evaluations for one network; reached only where macros or ptr tell single addresses apart


def network(text: str) -> tuple[Client, int]:
    """Read a network in CIDR notation: its first address and the number of addresses after it.

    Raises:
        ValueError: *text* is not one.
    """
    address, _, digits = text.partition("/")
    bits = IPV6_BITS if ":" in address else IPV4_BITS
    length = prefix_length(digits, bits)
    if length is None:
        raise ValueError(f"`{text}` is not a network; the prefix length may be 0 to {bits}")
    size = 1 << (bits - length)
    return Client(number(address) & -size, bits), size - 1


async def check_network(
    text: str, domain: str, sender: str, helo: str, answers: Known | None = None
) -> tuple[str, SpfOutcome]:
    """Evaluate every address of a network; return the first that does not pass, or the last.

    *answers* are those that are at hand.
    """
    records = Records(Known() if answers is None else answers)
    first, size = network(text)
    last = first.number + size
    position = first.number
    for _ in range(STEP_LIMIT):
        address = address_text(position, first.bits)
        outcome, end = await _conclude(address, domain, sender, helo, last, records)
        if outcome.result != "pass" or end >= last:
            return address, outcome
        position = end + 1
    # Too many lines run through the network to follow all of them: the far end stands for the rest.
    address = address_text(last, first.bits)
    outcome, _ = await _conclude(address, domain, sender, helo, last, records)
    return address, outcome


async def _conclude(
    address: str, domain: str, sender: str, helo: str, last: int, records: Records
) -> tuple[SpfOutcome, int]:
    """Evaluate one address; return the outcome, and the last address that has the same."""

    def outcome() -> tuple[SpfOutcome, int]:
        extent = _Extent(client(address), Letters(client(address), sender, helo), records, last)
        return conclude(extent, domain), extent.end

    return await evaluate(outcome, records.answers)


class _Extent(Evaluation):
    """An evaluation that notes how far above its client every comparison comes out the same."""

    __slots__ = ("end",)

    def __init__(self, client: Client, letters: Letters, records: Records, last: int) -> None:
        super().__init__(client, letters, records)
        self.end = last

    def among(self, networks: tuple[Network, ...]) -> Mechanism | None:
        """Compare one after the other, and note where the outcome changes."""
        for term, rest, value in networks:
            if self.near(value << rest, self.client.bits - rest):
                return term
        return None

    def near(self, network: int | None, prefix: int | None) -> bool:
        """Compare, and note where the outcome changes."""
        matched = super().near(network, prefix)
        if network is not None and prefix is not None:
            size = 1 << (self.client.bits - prefix)
            first = network & -size
            if matched:
                self.end = min(self.end, first + size - 1)
            elif first > self.client.number:
                self.end = min(self.end, first - 1)
        return matched

    def target(self, spec: DomainSpec, domain: str) -> str | None:
        """Expand; a macro that holds the address makes the outcome this one's alone."""
        if any(macro.letter in "ip" for macro in spec.macros):
            self.end = self.client.number
        return super().target(spec, domain)

    def reverse(self, target: str) -> bool:
        """Look for the client's names, which are this one's alone."""
        self.end = self.client.number
        return super().reverse(target)
