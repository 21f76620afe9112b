"""The answers that evaluation has at hand, and how it comes by those that it lacks.

Evaluation is a plain function of answers. Where it needs one that is not there it stops, what it lacks is
asked for, and it begins anew: with the same answers it comes to the same place. So an address costs no more
than a walk through the records where their answers are there already, as they nearly always are.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeAlias, TypeVar

from mailcheck.dns.addresses import IPV4_BITS, IPV6_BITS
from mailcheck.dns.answers import Answer, Question, by_identity
from mailcheck.dns.lookups import Lookup, answers_so_far, ask_all
from mailcheck.dns.names import question_name
from mailcheck.records.spf.parser import spf_records
from mailcheck.records.spf.record import Mechanism, SpfRecord


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


T = TypeVar("T")
Key: TypeAlias = tuple[str, str]  # what a question is known by: its name and type


def _nothing(name: str, rdtype: str) -> None:
    """Know nothing."""


class Missing(Exception):
    """What cannot be said before *questions* are answered."""

    def __init__(self, questions: tuple[Question, ...]) -> None:
        super().__init__(questions)
        self.questions = questions


class Known(dict[Key, Answer]):
    """Answers by name and type; one that is not there, nor known to *lookup*, raises `Missing`."""

    __slots__ = ("lookup",)

    def __init__(self, lookup: Lookup = _nothing) -> None:
        super().__init__()
        self.lookup = lookup

    def __missing__(self, key: Key) -> Answer:
        if not self.look_up(key):
            raise Missing((Question(*key),))
        return self[key]

    def every(self, names: Iterable[str], rdtype: str) -> list[Answer]:
        """Return the answers for several names; those that are missing are so all at once."""
        keys = [(name, rdtype) for name in names]
        lacking = [key for key in dict.fromkeys(keys) if key not in self and not self.look_up(key)]
        if lacking:
            raise Missing(tuple([Question(*key) for key in lacking]))
        return [self[key] for key in keys]

    def look_up(self, key: Key) -> bool:
        """Look one up, and say whether that was of any use."""
        answer = self.lookup(*key)
        if answer is not None:
            self[key] = answer
        return answer is not None


class Records(dict[str, PublishedSpf]):
    """What domains publish about SPF, by *answers*.

    One that is put in by hand takes the place of the answer, but only where a record is to be evaluated.
    """

    __slots__ = ("answers",)

    def __init__(self, answers: Known) -> None:
        super().__init__()
        self.answers = answers

    def __missing__(self, domain: str) -> PublishedSpf:
        found = self[domain] = read_answer(self.answers[question_name(domain), "TXT"])
        return found


async def evaluate(function: Callable[[], T], answers: Known) -> T:
    """Return what *function* makes of *answers*, after asking for all that it lacks."""
    answers.lookup = await answers_so_far()
    while True:
        try:
            return function()
        except Missing as missing:
            questions = missing.questions
        answers.update(zip(questions, await ask_all(questions), strict=True))
