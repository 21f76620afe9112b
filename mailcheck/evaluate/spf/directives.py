"""What a domain publishes about SPF, sorted as evaluation walks it."""

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from mailcheck.dns.answers import Answer
from mailcheck.dns.memo import by_identity
from mailcheck.records.spf import Mechanism, SpfRecord
from mailcheck.records.spf.networks import IPV4_BITS, IPV6_BITS
from mailcheck.records.spf.select import spf_records


class Network(NamedTuple):
    """An ip4 or ip6 *term*: it holds the addresses that are *value* without their *rest* last bits."""

    term: Mechanism
    rest: int
    value: int


class Networks(NamedTuple):
    """Terms that stand in a row and name networks of one family."""

    networks: tuple[Network, ...]


Step: TypeAlias = Mechanism | Networks


class Directives:
    """What evaluation walks in a valid record; sorted for each family when its first client comes."""

    __slots__ = ("_record", "_steps", "redirect")

    def __init__(self, record: SpfRecord) -> None:
        self.redirect = record.modifier("redirect")
        self._record = record
        self._steps: dict[int, tuple[Step, ...]] = {}

    def of(self, bits: int) -> tuple[Step, ...]:
        """Return the mechanisms for clients whose addresses have *bits*."""
        known = self._steps.get(bits)
        if known is None:
            other = "ip6" if bits == IPV4_BITS else "ip4"
            known = _steps([term for term in self._record.mechanisms if term.name != other])
            self._steps[bits] = known
        return known


class PublishedSpf(NamedTuple):
    """The answer, the SPF records in it, and the *directives* if there is just one that is valid."""

    answer: Answer
    records: tuple[SpfRecord, ...]
    directives: Directives | None


@by_identity
def read_answer(answer: Answer) -> PublishedSpf:
    """Return what there is in the answer to a TXT question."""
    records = spf_records(answer)
    usable = len(records) == 1 and records[0].valid
    return PublishedSpf(answer, records, Directives(records[0]) if usable else None)


def _steps(terms: Iterable[Mechanism]) -> tuple[Step, ...]:
    """Gather the networks that stand in a row."""
    steps: list[Step] = []
    row: list[Network] = []
    for term in terms:
        network = _network(term)
        if network is not None:
            row.append(network)
            continue
        if row:
            steps.append(Networks(tuple(row)))
            row = []
        steps.append(term)
    return (*steps, Networks(tuple(row))) if row else tuple(steps)


def _network(term: Mechanism) -> Network | None:
    bits, prefix = (IPV4_BITS, term.prefix4) if term.name == "ip4" else (IPV6_BITS, term.prefix6)
    if term.network is None or prefix is None:
        return None
    return Network(term, bits - prefix, term.network >> (bits - prefix))
