"""Worlds in a string for the tests: a zone that is the whole DNS, in which chosen questions fail."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import Any

from mailcheck.dns.answers import Answer, Failure, Question, failed_answer
from mailcheck.dns.delivery import Callback, ready
from mailcheck.dns.driver import run_in_memory
from mailcheck.dns.lookups import Memory
from mailcheck.dns.zone import ZoneResolver
from mailcheck.judge.judging import judge
from mailcheck.judge.model import Report, Rule, Verdict
from mailcheck.rules import catalogue
from mailcheck.survey.domain import Survey
from mailcheck.survey.gather import gather
from mailcheck.survey.request import Request

RULES = {rule.name: rule for rule in catalogue()}


class Answering:
    """A resolver in memory: a function gives its answers, and nobody has to wait for them."""

    def __init__(self, answer: Callable[[str, str], Answer]) -> None:
        self.memory = Memory(answer)

    def ask(self, name: str, rdtype: str) -> Awaitable[Answer]:
        return ready(self.memory.answer(name, rdtype))

    def ask_at(self, server: str, name: str, rdtype: str) -> Awaitable[Answer]:
        return ready(self.memory.answer_at(server, name, rdtype))

    def deliver(self, name: str, rdtype: str, callback: Callback) -> Answer:
        return self.memory.answer(name, rdtype)

    def note_timeout(self, question: Question, answer: Answer) -> None:
        raise AssertionError("nothing is waited for")

    def zone_contents(self, domain: str) -> None:
        return None


class World:
    """A zone that is the whole DNS; *dead* holds questions such as `mail.example.com A` that time out."""

    def __init__(self, zone: str, dead: Iterable[str] = ()) -> None:
        self.zone = ZoneResolver.from_text(zone, origin="example.com", everywhere=True)
        self.dead = frozenset(tuple(question.split()) for question in dead)
        self.asked: list[tuple[str, str]] = []

    def answer(self, name: str, rdtype: str) -> Answer:
        self.asked.append((name, rdtype))
        if (name, rdtype) in self.dead:
            return failed_answer(name, rdtype, Failure.TIMEOUT)
        return self.zone.answer(name, rdtype)

    def survey(self, domain: str = "example.com", selectors: Iterable[str] | None = None) -> Survey:
        chosen = self.zone.selectors if selectors is None else tuple(selectors)
        return run_in_memory(gather(Request(domain, chosen)), cache(self.answer))


def silence(name: str, rdtype: str) -> Answer:
    """A question that nobody answers."""
    return failed_answer(name, rdtype, Failure.TIMEOUT)


def ask(answer: Callable[[str, str], Answer], *selectors: str, authorities: tuple[str, ...] = ()) -> Survey:
    """Ask about example.com where *answer* says; name servers that are asked themselves are silent."""
    request = Request("example.com", selectors, authoritative=bool(authorities), authorities=authorities)
    procedure = gather(request)
    return run_in_memory(procedure, cache(answer), lambda _, name, rdtype: silence(name, rdtype))


def judge_one(survey: Survey, rules: Iterable[Rule]) -> Report:
    """Judge one domain by *rules*."""
    (report,) = judge([survey], tuple(rules))
    return report


def judge_by(survey: Survey, **wishes: Any) -> Report:
    """Judge one domain as a request with other wishes would have it."""
    request = replace(survey.request, **wishes)
    return judge_one(replace(survey, request=request), catalogue())


def judged(
    zone: str, *names: str, dead: Iterable[str] = (), selectors: Iterable[str] | None = None
) -> Report:
    """Judge example.com by the rules called *names*."""
    rules: list[Rule] = [RULES[name] for name in names]
    return judge_one(World(zone, dead).survey(selectors=selectors), rules)


def verdict(zone: str, name: str, dead: Iterable[str] = ()) -> Verdict:
    return judged(zone, name, dead=dead).verdicts[name]


def found(zone: str, name: str, selectors: Iterable[str] | None = None) -> list[str]:
    """The severity and message of everything that one rule finds."""
    report = judged(zone, name, selectors=selectors)
    return [f"{finding.severity.label}: {finding.problem.message}" for finding in report.findings]


def failing(zone: str, name: str, dead: Iterable[str]) -> tuple[Verdict, list[str]]:
    """The verdict of one rule, and the failed questions that it blames."""
    outcome = judged(zone, name, dead=dead).outcomes[0]
    return outcome.verdict, [f"{answer.owner} {answer.rdtype}" for answer in outcome.failures]
