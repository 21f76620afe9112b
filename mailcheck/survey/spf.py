"""The tree of SPF records that a domain's record reaches, and which addresses it lets send.

The tree is the worst case: it holds every term that some client's evaluation can reach, in the order in which
evaluation reaches them. A record that is included twice stands twice, because it costs twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mailcheck.answers import Answer
from mailcheck.model import Source, Span
from mailcheck.records.spf import Mechanism, Modifier, SpfRecord
from mailcheck.survey.subjects import Subjects

LOOKUP_LIMIT = 10  # terms that query the DNS, RFC 7208 section 4.6.4
VOID_LOOKUP_LIMIT = 2  # RFC 7208 section 4.6.4
MX_LIMIT = 10  # MX names of one term, RFC 7208 section 4.6.4
PTR_LIMIT = 10  # PTR names of one term, RFC 7208 section 4.6.4
NODE_LIMIT = 64  # records in one tree; evaluation ends long before
QUERYING = frozenset(("include", "a", "mx", "ptr", "exists", "redirect"))  # RFC 7208 section 4.6.4


@dataclass(frozen=True, slots=True)
class Coverage:
    """What `check_host()` says for one address that should be allowed to send (RFC 7208 section 4).

    Where the addresses of a host could not be found out there is an entry without an address: a temperror,
    with the failed answer in *failures*. A sender that has no address is such an entry too, with `none`.
    """

    host: str  # the MX host, or the --sender as given
    address: str
    result: str  # pass, fail, softfail, neutral, none, permerror, temperror
    term: str = ""  # the term that decided, as published; empty for the default result
    domain: str = ""  # whose record holds the term
    source: Source | None = None
    span: Span | None = None
    is_sender: bool = False  # given with --sender, not an MX host
    is_own: bool = True  # the host belongs to the domain's own organization
    failures: tuple[Answer, ...] = ()
    problem: str = ""  # what was wrong, for none, permerror and temperror
    checked: str = ""  # the domain whose mail it sends
    dropped: str = ""  # the term after the `all` that decided which would have let it send


class Voids(NamedTuple):
    """Lookups that find nothing, for clients of each family."""

    ipv4: int
    ipv6: int


@dataclass(frozen=True, slots=True)
class ReachedTerm:
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
        return (*((first,) if first else ()), *self.ipv4, *self.ipv6)

    @property
    def failures(self) -> tuple[Answer, ...]:
        """What was asked for this term alone and went unanswered."""
        return tuple(answer for answer in self.answers if answer.failed)

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
    return sum(answer.void for answer in answers)


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

    @property
    def record(self) -> SpfRecord | None:
        """The record that receivers use; None unless there is exactly one."""
        return self.records[0] if len(self.records) == 1 else None

    @property
    def children(self) -> "tuple[SpfNode, ...]":
        """The records that its include and redirect terms lead to."""
        return tuple(term.node for term in self.terms if term.node)

    @property
    def cost(self) -> int:
        """How many querying terms its evaluation needs at worst."""
        return sum(term.cost for term in self.terms)

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


@dataclass(frozen=True, slots=True)
class SpfTree:
    """The SPF record of a domain with everything it includes."""

    domain: str
    root: SpfNode
    terms: tuple[ReachedTerm, ...] = field(init=False, repr=False, compare=False)
    void_lookups: Voids = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note every term in the order of evaluation, and the void lookups of the worst case."""
        terms = tuple(self.root.walk())
        voids = [term.voids for term in terms if term.queries]
        total = Voids(sum(void.ipv4 for void in voids), sum(void.ipv6 for void in voids))
        object.__setattr__(self, "terms", terms)
        object.__setattr__(self, "void_lookups", total)

    @property
    def answer(self) -> Answer:
        """What the DNS said to the TXT question for the domain."""
        return self.root.answer

    @property
    def record(self) -> SpfRecord | None:
        """The domain's record; None unless there is exactly one."""
        return self.root.record

    @property
    def nodes(self) -> tuple[SpfNode, ...]:
        """Every record in the tree, the domain's own first."""
        return (self.root, *(term.node for term in self.terms if term.node))

    @property
    def distinct(self) -> tuple[ReachedTerm, ...]:
        """The terms, without those of a record that stood before."""
        seen: dict[tuple[str, Span], ReachedTerm] = {}
        for term in self.terms:
            seen.setdefault((term.record.source.owner, term.term.span), term)
        return tuple(seen.values())

    @property
    def queries(self) -> tuple[ReachedTerm, ...]:
        """The terms that query the DNS, in the order in which the worst case counts them."""
        return tuple(term for term in self.terms if term.queries)

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
        return tuple(term for term in self.distinct if term.queries and term.target is None)

    @property
    def failures(self) -> tuple[Answer, ...]:
        """Every question about the tree that went unanswered; the answers to exp are not among them."""
        own = (self.root.answer,) if self.root.answer.failed else ()
        return own + tuple(dict.fromkeys(answer for term in self.terms for answer in term.failures))

    @property
    def record_failures(self) -> tuple[Answer, ...]:
        """The records that could not be had."""
        return tuple(dict.fromkeys(node.answer for node in self.nodes if node.answer.failed))

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
        return self.record is None or _always_broken(self.root)

    def subjects(self) -> dict[type[Any], Subjects]:
        """Return the tree and the domain's own record."""
        own = (self.root.answer,) if self.root.answer.failed else ()
        several = "there are several SPF records" if self.root.records else "there is no SPF record"
        return {
            SpfTree: Subjects(() if own else (self,), own),
            SpfRecord: Subjects((self.record,) if self.record else (), own, "" if self.record else several),
        }


def _passes(term: ReachedTerm) -> bool:
    return isinstance(term.term, Mechanism) and term.term.qualifier == "+"


def _always_broken(node: SpfNode) -> bool:
    """Say whether every evaluation ends in a permerror: nothing that could match stands before the fault."""
    if node.broken:
        return True
    first = node.terms[0] if node.terms else None
    if first is None:
        return False
    return first.leads_nowhere or bool(first.node and _always_broken(first.node))
