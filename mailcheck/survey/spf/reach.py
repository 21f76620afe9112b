"""Asks for everything that a domain's SPF record reaches.

First the records, a level of the tree at a time with all of a level at once, and beside them the addresses
that their terms name; then the tree is put together from the answers without asking again. So a slow branch
holds up nothing, and what is left out of a tree that is too large does not depend on who answers first.
"""

from collections.abc import Iterable

from mailcheck.dns.lookups import Procedure, Question, all_together, ask, ask_all
from mailcheck.evaluate.spf.check_host import answer_if_published
from mailcheck.evaluate.spf.known_answers import Key
from mailcheck.records.spf.limits import MX_LIMIT
from mailcheck.records.spf.select import spf_records
from mailcheck.survey.spf.growth import Facts, asking, grow, static_target
from mailcheck.survey.spf.tree import NODE_LIMIT, SpfTree

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
