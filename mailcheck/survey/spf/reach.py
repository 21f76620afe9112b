"""Asks for everything that a domain's SPF record reaches.

First the records, a level of the tree at a time with all of a level at once, and beside them the addresses
that their terms name; then the tree is put together from the answers without asking again. So a slow branch
holds up nothing, and what is left out of a tree that is too large does not depend on who answers first.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from mailcheck.dns.answers import Answer, Question, by_identity
from mailcheck.dns.lookups import Procedure, all_together, ask, ask_all
from mailcheck.dns.names import normalize, question_name, target_name
from mailcheck.evaluate.spf.check_host import answer_if_published
from mailcheck.evaluate.spf.expansion import expand
from mailcheck.evaluate.spf.known_answers import Key
from mailcheck.records.spf.limits import MX_LIMIT
from mailcheck.records.spf.parser import spf_records
from mailcheck.records.spf.record import Mechanism, Modifier, SpfRecord
from mailcheck.survey.spf.tree import NODE_LIMIT, QUERYING, ReachedTerm, SpfNode, SpfTree

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


TERM_LIMIT = 64  # a, mx and exists terms asked for in one tree; evaluation ends long before


async def spf_tree(domain: str, record: str | None = None) -> SpfTree:
    """Expand the SPF record of *domain*, or *record* in its place, with everything it includes."""
    if record is None:
        answer = await ask(domain, "TXT")
    else:
        answer = answer_if_published(domain, record)
    facts = Facts(domain, {(domain, "TXT"): answer})
    await _Walk(facts).below((domain,))
    return SpfTree(domain, grow(facts, domain))


class _Walk:
    """What was asked for one tree, and how much more may be."""

    __slots__ = ("facts", "governing", "terms_left", "texts")

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.governing = {facts.domain}  # the domain, and where its redirect leads: only their exp is used
        self.texts = {facts.domain}  # the names whose TXT records were asked for
        self.terms_left = TERM_LIMIT

    async def below(self, domains: tuple[str, ...]) -> None:
        """Ask for what the records of *domains* name: hosts, and the next level."""
        while domains:
            level = _Level()
            for domain in domains:
                self.name(domain, level)
            room = max(NODE_LIMIT - len(self.texts), 0)
            domains = tuple([target for target in level.records if target not in self.texts][:room])
            self.texts.update(domains, level.explanations)
            beside = self.host_lookups(level)
            if beside:
                await all_together([*beside, self.records(domains)] if domains else beside)
                return
            await self.ask([(domain, "TXT") for domain in domains])

    async def records(self, domains: tuple[str, ...]) -> None:
        """Ask for the records of a level, and go on from there."""
        await self.ask([(domain, "TXT") for domain in domains])
        await self.below(domains)

    def host_lookups(self, level: "_Level") -> list[Procedure[None]]:
        """Return what is to be asked beside the records of the next level."""
        exps = [(target, "TXT") for target in level.explanations]
        procedures = [self.mail_hosts(target) for target in level.mail_domains]
        return [self.ask([*level.hosts, *exps]), *procedures] if level.hosts or exps else procedures

    def name(self, domain: str, level: "_Level") -> None:
        """Note on *level* what the terms of one record name; ptr depends on the client."""
        records = spf_records(self.facts.answers[domain, "TXT"])
        if len(records) != 1:
            return
        for term in asking(records[0]):
            target = static_target(term, domain, self.facts.domain)
            if not target:
                continue
            if term.name in ("include", "redirect"):
                level.records[target] = None
                if term.name == "redirect" and domain in self.governing:
                    self.governing.add(target)
            elif self.terms_left > 0:
                self.terms_left -= 1
                level.add(term.name, target)
        exp = records[0].modifier("exp") if domain in self.governing else None
        explanation = exp and static_target(exp, domain, self.facts.domain)
        if explanation:
            level.explanations[explanation] = None

    async def mail_hosts(self, target: str) -> None:
        """Ask for what an mx term names."""
        await self.ask([(target, "MX")])
        await self.ask(_addresses(self.facts.exchanges(target)[:MX_LIMIT]))

    async def ask(self, keys: Iterable[Key]) -> None:
        """Ask, and keep the answers."""
        answers = self.facts.answers
        new = [Question(*key) for key in dict.fromkeys(keys) if key not in answers]
        if new:
            answers.update(zip(new, await ask_all(new), strict=True))


class _Level:
    """What the records of one level of the tree name, each once and in their order."""

    __slots__ = ("explanations", "hosts", "mail_domains", "records")

    def __init__(self) -> None:
        self.records: dict[str, None] = {}
        self.hosts: list[Key] = []
        self.mail_domains: dict[str, None] = {}
        self.explanations: dict[str, None] = {}

    def add(self, name: str, target: str) -> None:
        """Note what an a, mx or exists term names."""
        if name == "a":
            self.hosts += _addresses((target,))
        elif name == "exists":
            self.hosts.append((target, "A"))
        elif name == "mx":
            self.mail_domains[target] = None


def _addresses(names: tuple[str, ...]) -> list[Key]:
    return [(name, rdtype) for name in names for rdtype in ("A", "AAAA")]
