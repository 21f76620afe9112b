"""Asks for everything that a domain's SPF record reaches.

First the records, a level of the tree at a time with all of a level at once, and beside them the addresses
that their terms name; then the tree is put together from the answers without asking again. So a slow branch
holds up nothing, and what is left out of a tree that is too large does not depend on who answers first.
"""

from collections.abc import Iterable

from mailcheck.answers import Answer
from mailcheck.asking import Procedure, Question, ask, ask_all, together
from mailcheck.evaluate.check import published_as
from mailcheck.gather.coverage import coverage, placed
from mailcheck.gather.spf_terms import Facts, asking, exp_of, grown, static_target
from mailcheck.survey.published import spf_records
from mailcheck.survey.spf import MX_LIMIT, NODE_LIMIT, SpfTree

__all__ = ["coverage", "placed", "spf_tree"]

TERM_LIMIT = 64  # a, mx and exists terms asked for in one tree; evaluation ends long before


def spf_tree(domain: str, record: str | None = None) -> Procedure[SpfTree]:
    """Expand the SPF record of *domain*, or *record* in its place, with everything it includes."""
    if record is None:
        answer = yield from ask(domain, "TXT")
    else:
        answer = published_as(domain, record)
    walk = _Walk(domain, answer)
    yield from walk.level((domain,))
    return SpfTree(domain, grown(walk.facts, domain))


class _Walk:
    """What was asked for one tree, and how much more may be."""

    __slots__ = ("facts", "governing", "terms_left")

    def __init__(self, domain: str, answer: Answer) -> None:
        self.facts = Facts(domain, {(domain, "TXT"): answer})
        self.governing = {domain}  # the domain, and where its redirect leads: only their exp is ever used
        self.terms_left = TERM_LIMIT

    def level(self, domains: tuple[str, ...]) -> Procedure[None]:
        """Ask for what the records of *domains* name: hosts, and the next level."""
        procedures: list[Procedure[None]] = []
        targets: dict[str, None] = {}
        for domain in domains:
            procedures += self.named_by(domain, targets)
        room = NODE_LIMIT - sum(rdtype == "TXT" for _, rdtype in self.facts.answers)
        following = tuple(target for target in targets if (target, "TXT") not in self.facts.answers)[
            : max(room, 0)
        ]
        if following:
            procedures.append(self.records(following))
        yield from together(procedures)

    def records(self, domains: tuple[str, ...]) -> Procedure[None]:
        """Ask for the records of a level, and go on from there."""
        yield from self.asked(Question(domain, "TXT") for domain in domains)
        yield from self.level(domains)

    def named_by(self, domain: str, targets: dict[str, None]) -> list[Procedure[None]]:
        """Return what is to be asked for the terms of one record; note where includes and redirect lead."""
        records = spf_records(self.facts.answers[domain, "TXT"])
        if len(records) != 1:
            return []
        procedures: list[Procedure[None]] = []
        for term in asking(records[0]):
            target = static_target(term, domain, self.facts.domain)
            if target and term.name in ("include", "redirect"):
                self.leading(domain, term.name, target, targets)
            elif target and self.terms_left > 0:
                self.terms_left -= 1
                procedures.append(self.hosts(term.name, target))
        exp = exp_of(records[0]) if domain in self.governing else None
        explained = exp and static_target(exp, domain, self.facts.domain)
        return [*procedures, self.asked([Question(explained, "TXT")])] if explained else procedures

    def leading(self, domain: str, name: str, target: str, targets: dict[str, None]) -> None:
        """Note where an include or redirect leads."""
        targets[target] = None
        if name == "redirect" and domain in self.governing:
            self.governing.add(target)

    def hosts(self, name: str, target: str) -> Procedure[None]:
        """Ask for what an a, mx or exists term names; ptr depends on the client."""
        if name == "a":
            yield from self.asked(_addresses((target,)))
        elif name == "exists":
            yield from self.asked([Question(target, "A")])
        elif name == "mx":
            yield from self.asked([Question(target, "MX")])
            yield from self.asked(_addresses(self.facts.exchanges(target)[:MX_LIMIT]))

    def asked(self, questions: Iterable[Question]) -> Procedure[None]:
        """Ask, and keep the answers."""
        new = [question for question in dict.fromkeys(questions) if question not in self.facts.answers]
        answers = yield from ask_all(new)
        self.facts.answers.update(zip(new, answers, strict=True))


def _addresses(names: tuple[str, ...]) -> list[Question]:
    return [Question(name, rdtype) for name in names for rdtype in ("A", "AAAA")]
