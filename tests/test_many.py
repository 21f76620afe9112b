"""Many domains at once: each gets one result, within bounds of time and memory."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from mailcheck import InvalidDomainError, Request, Verdict, check_many
from mailcheck.dns.answers import Answer, Failure, Status, Txt, failed_answer
from mailcheck.judge.model import Rule
from mailcheck.survey.domain import Survey
from mailcheck.survey.request import Severity

NAMES = [f"domain{number}.example" for number in range(60)]


class Sparse:
    """Every domain has a DMARC record and nothing else; what is below slow.example never answers."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    async def ask(self, name: str, rdtype: str) -> Answer:
        self.asked.add(name)
        await asyncio.sleep(0)
        if name.endswith("slow.example"):
            await asyncio.get_running_loop().create_future()
        if name.endswith("bug.example"):
            raise ZeroDivisionError("a bug")
        if name.endswith("broken.example"):
            return failed_answer(name, rdtype, Failure.SERVFAIL)
        if name.startswith("_dmarc.") and rdtype == "TXT" and name.count(".") == 2:
            return Answer(name, rdtype, Status.FOUND, (Txt((b"v=DMARC1; p=reject",)),), 60)
        return Answer(name, rdtype, Status.NO_DATA)


async def collected(domains, **options):
    return [
        report async for report in check_many(domains, resolver=options.pop("resolver", Sparse()), **options)
    ]


def run(domains, **options):
    return asyncio.run(collected(domains, **options))


async def arriving(names) -> AsyncIterator[str]:
    for name in names:
        await asyncio.sleep(0)
        yield name


@pytest.mark.parametrize("jobs", [1, 7, 1000])
def test_every_domain_gets_one_report(jobs: int):
    assert sorted(report.domain for report in run(NAMES, jobs=jobs)) == sorted(NAMES)


def test_an_async_iterable_is_as_good():
    assert sorted(report.domain for report in run(arriving(NAMES), jobs=5)) == sorted(NAMES)


def test_no_domain_is_no_report():
    assert run([]) == []
    assert run(arriving([])) == []


def test_a_domain_that_is_listed_twice_is_reported_twice():
    assert [report.domain for report in run(["a.example", "a.example"])] == ["a.example", "a.example"]


def test_reports_keep_the_order_of_the_list_if_that_is_wanted():
    names = ["slow.example", *NAMES]
    reports = run(names, jobs=4, deadline=0.05, ordered=True)
    assert [report.domain for report in reports] == names


def test_a_domain_that_hangs_costs_nobody_else_anything():
    async def first(count: int) -> list[str]:
        reports = check_many(["slow.example", *NAMES], resolver=Sparse(), jobs=2)
        seen = [(await anext(reports)).domain for _ in range(count)]
        await reports.aclose()
        return seen

    assert sorted(asyncio.run(first(len(NAMES)))) == sorted(NAMES)


def test_a_domain_that_hangs_cannot_be_told_about_after_its_deadline():
    (report,) = run(["slow.example"], deadline=0.02)
    assert report.verdict() is Verdict.UNKNOWN


def test_failures_never_look_like_missing_records():
    (report,) = run(["broken.example"])
    assert report.verdict() is Verdict.UNKNOWN
    assert not [finding.rule.name for finding in report.findings if finding.rule.name.endswith("-missing")]


def test_selectors_are_looked_up_for_each():
    resolver = Sparse()
    run(["a.example", Request("b.example", ("own",))], selectors=["main"], resolver=resolver)
    assert {"main._domainkey.a.example", "own._domainkey.b.example"} <= resolver.asked
    assert "main._domainkey.b.example" not in resolver.asked


def test_domains_are_taken_no_faster_than_reports():
    taken = []

    def endless() -> Iterator[str]:
        while True:
            taken.append(f"domain{len(taken)}.example")
            yield taken[-1]

    async def some() -> None:
        reports = check_many(endless(), resolver=Sparse(), jobs=3)
        for _ in range(10):
            await anext(reports)
        for _ in range(1000):
            await asyncio.sleep(0)
        await reports.aclose()

    asyncio.run(some())
    assert len(taken) < 40


def test_a_name_that_is_none_is_raised_after_the_reports_before_it():
    seen: list[str] = []

    async def until_it_raises() -> None:
        async for report in check_many(["a.example", "b_d..example", "c.example"], resolver=Sparse()):
            seen.append(report.domain)  # noqa: PERF401 - what came before the error counts

    with pytest.raises(InvalidDomainError, match="is not a domain name: the label ``"):
        asyncio.run(until_it_raises())
    assert seen == ["a.example"]


def test_a_bug_is_raised():
    with pytest.raises(ZeroDivisionError, match="a bug"):
        run(["bug.example"])


def test_a_bug_in_a_resolver_that_answers_at_once_is_raised():
    class Broken:
        def ask(self, name: str, rdtype: str) -> Answer:
            raise ZeroDivisionError("a bug")

    with pytest.raises(ZeroDivisionError, match="a bug"):
        run(NAMES, resolver=Broken())


def test_a_bug_in_a_rule_is_raised():
    def check(survey):
        raise ZeroDivisionError("a bug")

    rule = Rule("a-rule", Severity.ERROR, "RFC 5321", Survey, check, "")
    with pytest.raises(ZeroDivisionError, match="a bug"):
        run(NAMES, rules=[rule])


def test_no_job_at_all_is_refused():
    with pytest.raises(ValueError, match="0 domains at a time; at least 1 is needed"):
        run(NAMES, jobs=0)


def test_leaving_early_leaves_nothing_behind():
    async def leftovers() -> int:
        reports = check_many(["slow.example", *NAMES], resolver=Sparse(), jobs=10)
        await anext(reports)
        await reports.aclose()
        for _ in range(20):
            await asyncio.sleep(0)
        waiting = [task for task in asyncio.all_tasks() if "Sparse.ask" not in str(task.get_coro())]
        return len(waiting) - 1

    assert asyncio.run(leftovers()) == 0
