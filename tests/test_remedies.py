"""What is offered as a repair repairs: with every offered record published, the finding is gone."""

from functools import cache

import pytest
from worlds import judge_one

from mailcheck.dns.answers import Answer, Mx, Status, Txt
from mailcheck.dns.driver import run_in_memory
from mailcheck.dns.zone import ZoneResolver
from mailcheck.judge.model import Problem, Report, Rule
from mailcheck.rules import catalogue
from mailcheck.rules._page import Example, page
from mailcheck.survey.gather import gather
from mailcheck.survey.request import Request
from mailcheck.testing import check_example

LIMIT = 255  # octets of one string
MERGING = {"spf-multiple-records": "v=spf1"}  # rules that offer one record for all that begin like this

Place = tuple[str, str]


class Repaired:
    """A zone in which the records that findings named are replaced by those that they offer."""

    def __init__(self, zone: ZoneResolver) -> None:
        self.zone = zone
        self.removed: set[tuple[str, str, str]] = set()
        self.added: dict[Place, list[str]] = {}

    def repair(self, problem: Problem) -> None:
        source = problem.source
        place = problem.publish_at or (source.owner, source.rdtype)
        if problem.publish_at is None or problem.publish_at[1] == source.rdtype:
            self.removed.add((source.owner, source.rdtype, source.text))
        if problem.replacement and problem.replacement not in self.added.setdefault(place, []):
            self.added[place].append(problem.replacement)

    def merge(self, problem: Problem, beginning: str) -> None:
        for txt in self.zone.answer(problem.source.owner, "TXT").texts:
            if txt.text.lower().startswith(beginning):
                self.removed.add((problem.source.owner, "TXT", txt.text))

    def answer(self, name: str, rdtype: str) -> Answer:
        answer = self.zone.answer(name, rdtype)
        added = tuple(_value(rdtype, text) for text in self.added.get((name, rdtype), ()))
        kept = tuple(value for value in answer.records if (name, rdtype, _text(value)) not in self.removed)
        records = tuple(dict.fromkeys((*kept, *added)))
        if records == answer.records:
            return answer
        status = Status.FOUND if records else Status.NO_DATA
        return answer._replace(status=status, records=records, locations=(), failure=None)


def _value(rdtype: str, text: str) -> object:
    if rdtype == "MX":
        preference, exchange = text.split()
        return Mx(int(preference), exchange.removesuffix("."))
    if rdtype in ("TXT", "SPF"):
        octets = text.encode("utf-8", "surrogateescape")
        return Txt(tuple(octets[start : start + LIMIT] for start in range(0, len(octets), LIMIT)))
    return text


def _text(value: object) -> str:
    match value:
        case Mx(preference, exchange):
            return f"{preference} {exchange}."
        case Txt():
            return value.text
    return str(value)


def _judged(rule: Rule, example: Example, world: Repaired) -> Report:
    request = Request("example.com", world.zone.selectors, example.senders)
    return judge_one(run_in_memory(gather(request), cache(world.answer)), [rule])


def _examples(*, lines: bool = False) -> list[object]:
    """The examples of rules about records, or of those about the lines of a file."""
    return [
        pytest.param(rule, example, id=f"{rule.name}-{number}")
        for rule in catalogue()
        if lines is (rule.family == "zone")
        for number, example in enumerate(page(rule).fails, 1)
    ]


@pytest.mark.parametrize(("rule", "example"), _examples())
def test_publishing_what_is_offered_ends_the_finding(rule: Rule, example: Example) -> None:
    world = Repaired(ZoneResolver.from_text(example.world, origin="example.com", everywhere=True))
    problems = [finding.problem for finding in _judged(rule, example, world).findings]
    offered = [problem for problem in problems if problem.replacement is not None]
    for problem in offered:
        world.repair(problem)
        if rule.name in MERGING:
            world.merge(problem, MERGING[rule.name])
    left = {finding.problem.message for finding in _judged(rule, example, world).findings}
    assert left & {problem.message for problem in offered} == set()


@pytest.mark.parametrize(("rule", "example"), _examples(lines=True))
def test_writing_the_lines_that_are_offered_ends_the_finding(rule: Rule, example: Example) -> None:
    problems = [finding.problem for finding in check_example(example, [rule]).findings]
    lines = example.zone.splitlines()
    offered = [problem for problem in problems if problem.replacement is not None]
    for problem in offered:
        place = problem.location
        assert place is not None
        assert lines[place.line - 1] == problem.source.text
        lines[place.line - 1] = problem.replacement or ""
    mended = check_example(Example("\n".join(lines) + "\n"), [rule])
    assert len(mended.findings) == len(problems) - len(offered)


def test_most_rules_about_lines_offer_one() -> None:
    offering = {
        rule.name
        for rule in catalogue()
        if rule.family == "zone"
        and any(
            finding.problem.replacement
            for example in page(rule).fails
            for finding in check_example(example, [rule]).findings
        )
    }
    assert offering == {
        "zone-missing-dot",
        "zone-string-too-long",
        "zone-typographic-quotes",
        "zone-unquoted-semicolon",
        "zone-unquoted-text",
    }
