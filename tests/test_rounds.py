"""How few times a check has to wait for the network."""

import asyncio
from pathlib import Path

import mailcheck
from mailcheck.dns.answers import Answer, Status
from mailcheck.dns.cached import CachedResolver
from mailcheck.dns.zone import ZoneResolver

ZONE = Path(__file__).parents[1] / "benchmarks" / "example.com.zone"


class Rounds:
    """Holds questions back until nothing else can go on, then answers all of them at once."""

    def __init__(self) -> None:
        self.zone = ZoneResolver.from_file(ZONE)
        self.held: list[tuple[asyncio.Future[Answer], str, str]] = []
        self.rounds: list[list[tuple[str, str]]] = []

    def ask(self, name: str, rdtype: str) -> asyncio.Future[Answer]:
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.held.append((future, name, rdtype))
        return future

    def release(self) -> None:
        held, self.held = self.held, []
        self.rounds.append([(name, rdtype) for _, name, rdtype in held])
        for future, name, rdtype in held:
            future.set_result(self.answer(name, rdtype))

    def answer(self, name: str, rdtype: str) -> Answer:
        if name == "example.com" or name.endswith(".example.com"):
            return self.zone.answer(name, rdtype)
        return Answer(name, rdtype, Status.NO_NAME)


async def _checked(resolver: Rounds) -> mailcheck.Report:
    selectors = ("main1", "main2")
    task = asyncio.ensure_future(
        mailcheck.check("example.com", selectors=selectors, resolver=CachedResolver(resolver, floor=60))
    )
    while not task.done():
        for _ in range(100):
            await asyncio.sleep(0)
        if resolver.held:
            resolver.release()
    return await task


def test_a_check_waits_no_more_often_than_its_records_make_it():
    """The TXT record, the include in it, and the include in that: everything else is on its way meanwhile."""
    resolver = Rounds()
    report = asyncio.run(_checked(resolver))
    assert report.verdict() is mailcheck.Verdict.PASS
    assert len(resolver.rounds) == 3
    first, second, third = map(set, resolver.rounds)
    assert {("example.com", "MX"), ("example.com", "TXT"), ("_dmarc.example.com", "TXT")} <= first
    assert {(f"main{number}._domainkey.example.com", "TXT") for number in (1, 2)} <= first
    assert {(f"mx{number}.example.com", rdtype) for number in (1, 2) for rdtype in ("A", "AAAA")} <= second
    assert ("_spf.example.com", "TXT") in second
    assert ("_more.example.com", "TXT") in third


def test_a_check_asks_nothing_twice_and_little_in_all():
    resolver = Rounds()
    asyncio.run(_checked(resolver))
    asked = [question for questions in resolver.rounds for question in questions]
    assert len(asked) == len(set(asked))
    assert len(asked) <= 20
