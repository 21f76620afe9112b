"""The tree of SPF records that a domain's record reaches.

The tree is the worst case: it holds every term that some client's evaluation can reach, in the order in which
evaluation reaches them. A record that is included twice stands twice, because it costs twice.
"""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from mailcheck.answers import Answer
from mailcheck.model import Span
from mailcheck.quick import quick
from mailcheck.records.spf import Mechanism, SpfRecord
from mailcheck.survey.coverage import Coverage
from mailcheck.survey.spf_nodes import (
    LOOKUP_LIMIT,
    MX_LIMIT,
    NODE_LIMIT,
    PTR_LIMIT,
    QUERYING,
    VOID_LOOKUP_LIMIT,
    ReachedTerm,
    SpfNode,
    Voids,
)
from mailcheck.survey.subjects import Subjects

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


@quick
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
        return self.record is None or _always_broken(self.root)

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


def _always_broken(node: SpfNode) -> bool:
    """Say whether every evaluation ends in a permerror: nothing that could match stands before the fault."""
    if node.broken:
        return True
    first = node.terms[0] if node.terms else None
    if first is None:
        return False
    return first.leads_nowhere or bool(first.node and _always_broken(first.node))
