"""The public test suite of RFC 7208, every case of it: over a zone in memory, and over real sockets."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from hostile import serving
from suite_zone import SuiteZone

from mailcheck.dns.cached import CachedResolver
from mailcheck.dns.driver import run, run_in_memory
from mailcheck.dns.live.stub import LiveResolver
from mailcheck.evaluate.spf import check_host
from mailcheck.evaluate.spf.check_host import identity

SUITE = Path(__file__).parents[2] / "shared" / "suites" / "rfc7208-tests.yml"

pytestmark = pytest.mark.skipif(
    not SUITE.exists(), reason="the public suite of RFC 7208 is not beside the clone"
)

# An RRset on the wire is a set: it holds no record twice, and its records come in any order.
UNORDERED = {"multispf1", "ptr-limit"}


class Case(NamedTuple):
    """One case, with the zone of its scenario."""

    zone: SuiteZone
    ip: str
    sender: str
    helo: str
    expected: tuple[str, ...]
    explanation: str | None
    explained: bool


def cases() -> Iterator[Any]:
    if not SUITE.exists():
        return
    for scenario in filter(None, yaml.safe_load_all(SUITE.read_bytes())):
        zone = SuiteZone(scenario["zonedata"])
        for name, test in scenario["tests"].items():
            yield pytest.param(case(zone, test), id=name)


def case(zone: SuiteZone, test: dict[str, Any]) -> Case:
    """Read one case; of several results the first is the preferred one."""
    results, text = test["result"], test.get("explanation")
    expected = (results,) if isinstance(results, str) else tuple(results)
    sender, helo = test.get("mailfrom") or "", test.get("helo") or ""
    return Case(
        zone, test["host"], sender, helo, expected, None if text == "DEFAULT" else text, text is not None
    )


@pytest.mark.parametrize("case", list(cases()))
def test_the_suite_passes_over_a_zone_in_memory(case: Case) -> None:
    mailbox, domain = identity(case.sender, case.helo)
    procedure = check_host(case.ip, domain, mailbox, case.helo)
    result = run_in_memory(procedure, case.zone.answer)
    assert result.result == case.expected[0]
    if case.explained:
        assert result.explanation == case.explanation


@pytest.mark.parametrize("case", list(cases()))
def test_the_suite_passes_over_real_sockets(case: Case, request: pytest.FixtureRequest) -> None:
    mailbox, domain = identity(case.sender, case.helo)

    async def result() -> Any:
        async with serving(case.zone.reply) as server, LiveResolver([server.address]) as live:
            return await run(check_host(case.ip, domain, mailbox, case.helo), CachedResolver(live))

    found = asyncio.run(result())
    assert found.result in (case.expected if request.node.callspec.id in UNORDERED else case.expected[:1])
    if case.explained:
        assert found.explanation == case.explanation
