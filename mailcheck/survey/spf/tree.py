"""The tree of SPF records that a domain's record reaches.

The tree is the worst case: it holds every term that some client's evaluation can reach, in the order in which
evaluation reaches them. A record that is included twice stands twice, because it costs twice.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from mailcheck.dns.addresses import IPV4_BITS, IPV6_BITS, parse
from mailcheck.dns.answers import Answer, Span, Status
from mailcheck.records.spf.limits import LOOKUP_LIMIT, MX_LIMIT, PTR_LIMIT, VOID_LOOKUP_LIMIT
from mailcheck.records.spf.record import Mechanism, Modifier, SpfRecord
from mailcheck.survey.spf.coverage import Coverage
from mailcheck.survey.subjects import Subjects

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
        return self.record.text_of(self.term)

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


__all__ = [
    "LOOKUP_LIMIT",
    "MX_LIMIT",
    "NODE_LIMIT",
    "PTR_LIMIT",
    "QUERYING",
    "VOID_LOOKUP_LIMIT",
    "Coverage",
    "ReachedTerm",
    "SpfNode",
    "SpfTree",
    "Voids",
]


@dataclass(frozen=True, slots=True)
class SpfTree:
    """The SPF record of a domain with everything it includes."""

    domain: str
    root: SpfNode
    queries: tuple[ReachedTerm, ...] = field(init=False, repr=False, compare=False)
    distinct: tuple[ReachedTerm, ...] = field(init=False, repr=False, compare=False)
    nodes: tuple[SpfNode, ...] = field(init=False, repr=False, compare=False)
    sound: bool = field(init=False, repr=False, compare=False)
    void_lookups: Voids = field(init=False, repr=False, compare=False)
    failures: tuple[Answer, ...] = field(init=False, repr=False, compare=False)
    record_failures: tuple[Answer, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note what many rules ask.

        *queries* are the terms that query the DNS in the order of evaluation, as the worst case counts them,
        and *void_lookups* how many of them find nothing there; *distinct* leaves out those of a record that
        stood before. *nodes* are the records, the domain's own first; the tree is *sound* if each that an
        include or redirect leads to can be used. *failures* are the questions about the tree that went
        unanswered, *record_failures* those for records; the answers to exp are not among them.
        """
        queries = tuple(_querying(self.root, []))
        nodes = (self.root, *[term.node for term in queries if term.node is not None])
        lacking = [term for term in queries if term.lacks]
        voids = [term.voids for term in lacking]
        own = (self.root.answer,) if self.root.answer.failed else ()
        failed = dict.fromkeys([answer for term in lacking for answer in term.failures])
        unread = dict.fromkeys([node.answer for node in nodes if node.record is None and node.answer.failed])
        put = partial(object.__setattr__, self)
        put("queries", queries)
        put("distinct", _distinct(queries, nodes))
        put("nodes", nodes)
        put("sound", all(map(_is_sound, queries)))
        put("void_lookups", Voids(sum([void.ipv4 for void in voids]), sum([void.ipv6 for void in voids])))
        put("failures", own + tuple(failed))
        put("record_failures", tuple(unread))

    @property
    def terms(self) -> tuple[ReachedTerm, ...]:
        """All terms in the order of evaluation."""
        return tuple(self.root.walk())

    @property
    def answer(self) -> Answer:
        """What the DNS said to the TXT question for the domain."""
        return self.root.answer

    @property
    def record(self) -> SpfRecord | None:
        """The domain's record; None unless there is exactly one."""
        return self.root.record

    @property
    def lookups(self) -> int:
        """How many querying terms the worst case needs."""
        return len(self.queries)

    @property
    def lookup_limit(self) -> int:
        """How many are allowed."""
        return LOOKUP_LIMIT

    @property
    def crossing(self) -> ReachedTerm | None:
        """The term at which the worst case exceeds the limit."""
        queries = self.queries
        return queries[LOOKUP_LIMIT] if len(queries) > LOOKUP_LIMIT else None

    @property
    def void_lookup_limit(self) -> int:
        """How many are allowed."""
        return VOID_LOOKUP_LIMIT

    @property
    def complete(self) -> bool:
        """Whether the tree holds all there is: nothing failed, nothing was cut, no macro hides a target."""
        return not self.failures and not self.dynamic and not any(node.cut for node in self.nodes)

    @property
    def dynamic(self) -> tuple[ReachedTerm, ...]:
        """The terms that ask for a name that depends on the message, and ptr, which depends on the client."""
        return tuple([term for term in self.distinct if term.target is None])

    @property
    def is_lower_bound(self) -> bool:
        """Whether there may be more terms than are known."""
        return bool(self.record_failures) or any(node.cut or node.loop for node in self.nodes)

    @property
    def governing(self) -> tuple[SpfNode, ...]:
        """The domain's record and those that it redirects to, one after the other."""
        nodes = [self.root]
        while nodes[-1].redirect is not None and len(nodes) <= NODE_LIMIT:
            nodes.append(nodes[-1].redirect)
        return tuple(nodes)

    @property
    def sends(self) -> bool:
        """Whether a record says that somebody may send: some term that evaluation can reach gives a pass."""
        return any(_passes(term) for node in self.governing for term in node.terms)

    @property
    def unusable(self) -> bool:
        """Whether receivers get no usable answer for any sender: no record, or a permerror."""
        if self.root.answer.failed:
            return False
        return self.record is None or _is_always_broken(self.root)

    def subjects(self) -> dict[type[Any], Subjects]:
        """Return the tree and the domain's own record."""
        own = (self.root.answer,) if self.root.answer.failed else ()
        several = "there are several SPF records" if self.root.records else "there is no SPF record"
        return {
            SpfTree: Subjects(() if own else (self,), own),
            SpfRecord: Subjects((self.record,) if self.record else (), own, "" if self.record else several),
        }


def _querying(node: SpfNode, found: list[ReachedTerm]) -> list[ReachedTerm]:
    """Append the terms at and below *node* that query the DNS, in the order of evaluation."""
    for term in node.queries:
        found.append(term)
        if term.node is not None:
            _querying(term.node, found)
    return found


def _distinct(terms: tuple[ReachedTerm, ...], nodes: tuple[SpfNode, ...]) -> tuple[ReachedTerm, ...]:
    """Leave out the terms of a record that stood before."""
    if len({node.answer.owner for node in nodes}) == len(nodes):
        return terms  # no record stands twice
    seen: dict[tuple[str, Span], ReachedTerm] = {}
    for term in terms:
        seen.setdefault((term.record.source.owner, term.term.span), term)
    return tuple(seen.values())


def _is_sound(term: ReachedTerm) -> bool:
    """Say whether a term is no include or redirect, or leads to a record that receivers can use."""
    node = term.node
    if node is None:
        return term.term.name not in ("include", "redirect")
    return node.record is not None and node.record.valid and not node.loop


def _passes(term: ReachedTerm) -> bool:
    return isinstance(term.term, Mechanism) and term.term.qualifier == "+"


def _is_always_broken(node: SpfNode) -> bool:
    """Say whether every evaluation ends in a permerror: nothing that could match stands before the fault."""
    if node.broken:
        return True
    first = node.terms[0] if node.terms else None
    if first is None:
        return False
    return first.leads_nowhere or bool(first.node and _is_always_broken(first.node))


class AddressRange(NamedTuple):
    """Addresses from *first* to *last*, of 32 or 128 bits."""

    bits: int
    first: int
    last: int


class AddressCounts(NamedTuple):
    """Numbers of addresses."""

    ipv4: int
    ipv6: int


def networks(term: ReachedTerm) -> tuple[AddressRange, ...]:
    """Return what a term names, as far as that does not depend on the message; nothing for an include."""
    mechanism = term.term
    if not isinstance(mechanism, Mechanism):
        return ()
    match mechanism.name:
        case "all":
            return (_network(0, 0, IPV4_BITS), _network(0, 0, IPV6_BITS))
        case "ip4" if mechanism.network is not None and mechanism.prefix4 is not None:
            return (_network(mechanism.network, mechanism.prefix4, IPV4_BITS),)
        case "ip6" if mechanism.network is not None and mechanism.prefix6 is not None:
            return (_network(mechanism.network, mechanism.prefix6, IPV6_BITS),)
        case "a" | "mx":
            return tuple(_around_hosts(term, mechanism))
        case _:
            return ()


def _around_hosts(term: ReachedTerm, mechanism: Mechanism) -> Iterator[AddressRange]:
    for address in addresses(term):
        number = parse(address)
        length, bits = (mechanism.prefix6, IPV6_BITS) if ":" in address else (mechanism.prefix4, IPV4_BITS)
        if number is not None and length is not None:
            yield _network(number, length, bits)


def addresses(term: ReachedTerm) -> tuple[str, ...]:
    """Return the addresses of an a or mx, IPv4 first."""
    return tuple(address for answer in (*term.ipv4, *term.ipv6) for address in answer.addresses)


def _network(number: int, prefix: int, bits: int) -> AddressRange:
    size = 1 << (bits - prefix)
    first = number & -size
    return AddressRange(bits, first, first + size - 1)


def count_addresses(found: Iterable[AddressRange]) -> AddressCounts:
    """Count the addresses in networks that may overlap."""
    counts = {IPV4_BITS: 0, IPV6_BITS: 0}
    end: AddressRange | None = None
    for network in sorted(found):
        if end is None or end.bits != network.bits or network.first > end.last:
            counts[network.bits] += network.last - network.first + 1
            end = network
        elif network.last > end.last:
            counts[network.bits] += network.last - end.last
            end = network
    return AddressCounts(counts[IPV4_BITS], counts[IPV6_BITS])


def passing(tree: SpfTree) -> AddressCounts:
    """Count the addresses that some term lets pass, as far as known; terms that refuse are not taken off."""
    return count_addresses(network for term in passing_terms(tree.root) for network in networks(term))


def passing_terms(node: SpfNode) -> Iterator[ReachedTerm]:
    """Yield the terms whose match is a pass here, with those of the records that they lead to."""
    for term in node.terms:
        if getattr(term.term, "qualifier", "+") == "+":
            yield term
            if term.node:
                yield from passing_terms(term.node)


def passes_everybody_elsewhere(tree: SpfTree) -> bool:
    """Say whether a record other than the domain's own has a term that passes every address, as few do."""
    return any(node.record is not None and node.record.passes_everybody for node in tree.nodes[1:])


def passing_elsewhere(tree: SpfTree) -> Iterator[tuple[ReachedTerm, tuple[ReachedTerm, ...]]]:
    """Yield each term of the domain's own record that leads to another, with what passes by way of it."""
    for term in tree.root.terms:
        if term.node and getattr(term.term, "qualifier", "+") == "+":
            yield term, tuple(passing_terms(term.node))
