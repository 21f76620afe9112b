"""Puts the tree of SPF records together from answers: what each term names, and what was said to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from mailcheck.dns.answers import Answer
from mailcheck.dns.memo import by_identity
from mailcheck.dns.names import normalize
from mailcheck.evaluate.spf.expansion import expand, question_name, target_name
from mailcheck.records.spf import Mechanism, Modifier, SpfRecord
from mailcheck.records.spf.select import spf_records
from mailcheck.survey.spf.tree import NODE_LIMIT, QUERYING, ReachedTerm, SpfNode

# The macros that do not depend on the message: for the domain's own mail, o is the domain.
STATIC = frozenset("do")


@dataclass(frozen=True, slots=True)
class Facts:
    """The answers about one domain's tree, by name and type."""

    domain: str
    answers: dict[tuple[str, str], Answer]

    def get(self, name: str | None, rdtype: str) -> Answer | None:
        """Return an answer, if that question was asked."""
        return self.answers.get((name, rdtype)) if name else None

    def exchanges(self, name: str) -> tuple[str, ...]:
        """Return the MX hosts of *name*, in the order in which evaluation takes them."""
        answer = self.get(name, "MX")
        return tuple(mx.exchange for mx in sorted(answer.exchanges) if mx.exchange) if answer else ()

    def of(self, names: tuple[str, ...], rdtype: str) -> tuple[Answer, ...]:
        """Return the answers of one type for several names, as far as they were asked."""
        return tuple(self.answers[name, rdtype] for name in names if (name, rdtype) in self.answers)


def reachable(record: SpfRecord) -> Iterator[Mechanism | Modifier]:
    """Yield the terms that evaluation can come to: up to the first all, or else the redirect last."""
    if not record.valid:
        return
    for term in record.mechanisms:
        yield term
        if term.name == "all":
            return
    redirect = record.modifier("redirect")
    if redirect is not None:
        yield redirect


@by_identity
def reached_terms(record: SpfRecord) -> tuple[ReachedTerm, ...]:
    """Return the terms that evaluation can come to, as they are before anything was asked for them."""
    return tuple(ReachedTerm(record, term) for term in reachable(record))


@by_identity
def asking(record: SpfRecord) -> tuple[Mechanism | Modifier, ...]:
    """Return those of the terms that ask for something."""
    return tuple([plain.term for plain in reached_terms(record) if plain.queries])


def static_target(term: Mechanism | Modifier, domain: str, sender_domain: str) -> str | None:
    """Return the name that a term asks for, in the form of a question; None where it depends on the message.

    A name that no question can be made from is the empty string.
    """
    if isinstance(term, Mechanism):
        if term.name not in QUERYING or term.name == "ptr":
            return None
        spec = term.domain
    else:
        spec = term.value
    if spec is None:
        return question(domain)
    if "%" not in spec.text:
        return question(spec.text)
    if any(macro.letter not in STATIC for macro in spec.macros):
        return None
    return question(expand(spec, lambda letter: domain if letter == "d" else sender_domain))


@lru_cache(maxsize=4096)
def question(raw: str) -> str:
    """Return an expanded name in the form of a question; empty where no question can be made from it."""
    name = target_name(raw)
    return "" if name is None else normalize(question_name(name))


@by_identity
def _leaf(answer: Answer) -> SpfNode | None:
    """Return the node of a record that asks for nothing, which is the same in every tree."""
    records = spf_records(answer)
    if len(records) != 1 or asking(records[0]) or records[0].modifier("exp"):
        return None
    return SpfNode(answer.owner, answer, records, reached_terms(records[0]))


def grow(facts: Facts, domain: str) -> SpfNode:
    """Put the tree together, in the order of evaluation, up to the limit of its size."""
    return _Growth(facts).node(domain, ())


class _Growth:
    """A tree in the making."""

    __slots__ = ("facts", "left")

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.left = NODE_LIMIT

    def node(self, domain: str, above: tuple[str, ...]) -> SpfNode:
        """Return the record of *domain* with everything below it; *above* is the way there."""
        answer = self.facts.answers[domain, "TXT"]
        records = spf_records(answer)
        way = (*above, domain)
        if domain in above:
            return SpfNode(domain, answer, records, loop=way[above.index(domain) :])
        if self.left <= 0:
            return SpfNode(domain, answer, records, cut=True)
        self.left -= 1
        leaf = _leaf(answer)
        if leaf is not None and leaf.domain == domain:
            return leaf
        if len(records) != 1:
            return SpfNode(domain, answer, records)
        record = records[0]
        terms = tuple(
            [
                self.term(record, plain.term, way) if plain.term.name in QUERYING else plain
                for plain in reached_terms(record)
            ]
        )
        exp = record.modifier("exp")
        return SpfNode(domain, answer, records, terms, self.term(record, exp, way) if exp else None)

    def term(self, record: SpfRecord, term: Mechanism | Modifier, way: tuple[str, ...]) -> ReachedTerm:
        """Return a term with what the DNS said to it."""
        target = static_target(term, way[-1], self.facts.domain)
        match term.name:
            case "include" | "redirect":
                return self.leading(record, term, target, way)
            case "mx":
                hosts = self.facts.exchanges(target or "")
                return self.hosts(record, term, target, self.facts.get(target, "MX"), hosts)
            case "a":
                return self.hosts(record, term, target, None, (target,) if target else ())
            case "exists":
                return ReachedTerm(record, term, target, self.facts.get(target, "A"))
            case "exp":
                return ReachedTerm(record, term, target, self.facts.get(target, "TXT"))
            case _:
                return ReachedTerm(record, term)

    def leading(
        self, record: SpfRecord, term: Mechanism | Modifier, target: str | None, way: tuple[str, ...]
    ) -> ReachedTerm:
        """Return an include or redirect with the record that it leads to."""
        known = self.facts.get(target, "TXT")
        node = self.node(known.owner, way) if known and target else None
        return ReachedTerm(record, term, target, node=node, asked=known is not None or not target)

    def hosts(
        self,
        record: SpfRecord,
        term: Mechanism | Modifier,
        target: str | None,
        answer: Answer | None,
        hosts: tuple[str, ...],
    ) -> ReachedTerm:
        """Return an a or mx with the addresses of its hosts."""
        ipv4, ipv6 = self.facts.of(hosts, "A"), self.facts.of(hosts, "AAAA")
        asked = not target or answer is not None or bool(ipv4)
        return ReachedTerm(record, term, target, answer, ipv4, ipv6, asked=asked)
