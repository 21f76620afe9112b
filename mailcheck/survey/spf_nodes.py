"""The nodes of the tree of SPF records: terms that evaluation can reach, and the records that hold them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from mailcheck.answers import Answer, Status
from mailcheck.quick import quick
from mailcheck.records.spf import Mechanism, Modifier, SpfRecord

LOOKUP_LIMIT = 10  # terms that query the DNS, RFC 7208 section 4.6.4
VOID_LOOKUP_LIMIT = 2  # RFC 7208 section 4.6.4
MX_LIMIT = 10  # MX names of one term, RFC 7208 section 4.6.4
PTR_LIMIT = 10  # PTR names of one term, RFC 7208 section 4.6.4
NODE_LIMIT = 64  # records in one tree; evaluation ends long before
QUERYING = frozenset(("include", "a", "mx", "ptr", "exists", "redirect"))  # RFC 7208 section 4.6.4
_FOUND = Status.FOUND


class Voids(NamedTuple):
    """Lookups that find nothing, for clients of each family."""

    ipv4: int
    ipv6: int


class ReachedTerm(NamedTuple):
    """A term that evaluation can reach, and what the DNS said to it.

    *target* is the name it asks for, in presentation form; None where macros make it depend on the message,
    and for terms that ask for nothing. *answer* is the MX answer of an mx, the A answer of an exists, the
    TXT answer of an exp. *ipv4* and *ipv6* are the answers for the hosts of an a or mx. *node* is what an
    include or redirect leads to. *asked* is False where the tree is too large to ask for everything.
    """

    record: SpfRecord
    term: Mechanism | Modifier
    target: str | None = None
    answer: Answer | None = None
    ipv4: tuple[Answer, ...] = ()
    ipv6: tuple[Answer, ...] = ()
    node: "SpfNode | None" = None
    asked: bool = True

    @property
    def text(self) -> str:
        """The term as published."""
        return self.record.written(self.term)

    @property
    def queries(self) -> bool:
        """Whether it counts against the limit of DNS-querying terms."""
        return self.term.name in QUERYING

    @property
    def cost(self) -> int:
        """How many querying terms it stands for, itself included."""
        return (1 if self.queries else 0) + (self.node.cost if self.node else 0)

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Everything that was asked for this term alone."""
        first = self.answer or (self.node.answer if self.node else None)
        return (first, *self.ipv4, *self.ipv6) if first else self.ipv4 + self.ipv6

    @property
    def lacks(self) -> bool:
        """Whether something that was asked for this term alone was not found."""
        return bool([answer for answer in self.answers if answer.status is not _FOUND])

    @property
    def failures(self) -> tuple[Answer, ...]:
        """What was asked for this term alone and went unanswered."""
        return tuple([answer for answer in self.answers if answer.failed])

    @property
    def leads_nowhere(self) -> bool:
        """Whether it is an include or redirect to a name that has no SPF record, or that cannot exist."""
        if self.term.name not in ("include", "redirect"):
            return False
        if self.node is None:
            return self.target == ""
        return not self.node.records and not self.node.answer.failed

    @property
    def is_error(self) -> bool:
        """Whether receivers that come to it answer permerror."""
        crowded = self.term.name == "mx" and self.answer is not None and len(self.answer.records) > MX_LIMIT
        return crowded or self.leads_nowhere or bool(self.node and self.node.broken)

    @property
    def voids(self) -> Voids:
        """How many of its own lookups find nothing. Those of exp do not count (RFC 7208 section 4.6.4)."""
        if not self.queries:
            return Voids(0, 0)
        first = self.answer or (self.node.answer if self.node else None)
        both = 1 if first is not None and first.void else 0
        return Voids(both + _void(self.ipv4), both + _void(self.ipv6))


def _void(answers: tuple[Answer, ...]) -> int:
    return sum([answer.void for answer in answers])


@quick
@dataclass(frozen=True, slots=True)
class SpfNode:
    """A record in its place in the tree.

    *records* are the SPF records at the name, of which there should be one. *terms* are those that
    evaluation can reach, a redirect last; *exp* stands apart. *loop* is the way from a domain back to
    itself, where this node is the point of return; its terms are not repeated. *cut* says that the tree ends
    here because it is too large.
    """

    domain: str
    answer: Answer
    records: tuple[SpfRecord, ...] = ()
    terms: tuple[ReachedTerm, ...] = ()
    exp: ReachedTerm | None = None
    loop: tuple[str, ...] = ()
    cut: bool = False
    record: SpfRecord | None = field(init=False, repr=False, compare=False)
    queries: tuple[ReachedTerm, ...] = field(init=False, repr=False, compare=False)
    cost: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note what many ask.

        *record* is the one that receivers use; None unless there is exactly one. *queries* are the terms that
        query the DNS, and *cost* how many of them its evaluation needs at worst, with those below.
        """
        queries = tuple([term for term in self.terms if term.term.name in QUERYING])
        below = [term.node.cost for term in queries if term.node is not None]
        object.__setattr__(self, "record", self.records[0] if len(self.records) == 1 else None)
        object.__setattr__(self, "queries", queries)
        object.__setattr__(self, "cost", len(queries) + sum(below))

    @property
    def children(self) -> "tuple[SpfNode, ...]":
        """The records that its include and redirect terms lead to."""
        return tuple(term.node for term in self.terms if term.node)

    @property
    def redirect(self) -> "SpfNode | None":
        """Where its redirect leads, if evaluation can come to it."""
        last = self.terms[-1] if self.terms else None
        return last.node if last and last.term.name == "redirect" else None

    def walk(self) -> Iterator[ReachedTerm]:
        """Yield every term below here in the order of evaluation."""
        for term in self.terms:
            yield term
            if term.node:
                yield from term.node.walk()

    @property
    def broken(self) -> str:
        """Why receivers get a permerror here, whoever sends; empty if they do not, or if it is not known."""
        if self.answer.failed or self.cut:
            return ""
        if self.loop:
            return "it loops: " + " -> ".join(self.loop)
        if len(self.records) > 1:
            return f"it has {len(self.records)} SPF records; one is allowed"
        return "" if self.record is None or self.record.valid else "its record has a syntax error"
