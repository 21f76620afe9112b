"""The public test suite of RFC 7208, every case of it: over a zone in memory, and over real sockets."""

import asyncio
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from mailcheck.answers import Answer, Failure, Mx, Status, Txt, failed
from mailcheck.asking import answered
from mailcheck.drive import drive
from mailcheck.evaluate import check_host, identity
from mailcheck.resolvers import CachedResolver, LiveResolver

yaml = pytest.importorskip("yaml", reason="PyYAML reads the suite")

SHARED = Path(__file__).parents[1] / ".." / "shared"
SUITE = SHARED / "suites" / "rfc7208-tests.yml"
LAB = SHARED / "lab"

pytestmark = pytest.mark.skipif(not SUITE.exists(), reason="the suite is not here")
if SUITE.exists():
    sys.path.append(str(LAB))
    from suite_dns import SuiteDNSServer, SuiteZone  # type: ignore[import-not-found]

# An RRset on the wire is a set: it holds no record twice, and its records come in any order.
UNORDERED = {"multispf1", "ptr-limit"}


class Case(NamedTuple):
    """One case, with the zone of its scenario."""

    zone: Any
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


def case(zone: Any, test: dict[str, Any]) -> Case:
    """Read one case; of several results the first is the preferred one."""
    results, text = test["result"], test.get("explanation")
    expected = (results,) if isinstance(results, str) else tuple(results)
    sender, helo = test.get("mailfrom") or "", test.get("helo") or ""
    return Case(
        zone, test["host"], sender, helo, expected, None if text == "DEFAULT" else text, text is not None
    )


def in_memory(zone: Any, name: str, rdtype: str) -> Answer:
    """Answer from the suite's zone, whose names are not escaped."""
    found = zone.lookup(re.sub(r"\\(\d{3}|.)", unescaped, name), rdtype)
    if found.status not in ("NOERROR", "NXDOMAIN"):
        return failed(name, rdtype, Failure.TIMEOUT)
    records = tuple(read(rdtype, record) for record in found.records if record)
    missing = Status.NO_DATA if found.status == "NOERROR" else Status.NO_NAME
    return Answer(name.lower(), rdtype, Status.FOUND if records else missing, records)


def unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1])) if match[1].isdigit() else match[1]


def read(rdtype: str, record: Any) -> Any:
    match rdtype:
        case "TXT":
            return Txt(tuple(record))
        case "MX":
            return Mx(record[0], record[1].rstrip(".").lower())
        case _:
            return record.rstrip(".").lower()


@pytest.mark.parametrize("case", list(cases()))
def test_the_suite_passes_over_a_zone_in_memory(case: Case) -> None:
    mailbox, domain = identity(case.sender, case.helo)
    procedure = check_host(case.ip, domain, mailbox, case.helo)
    result = answered(procedure, lambda name, rdtype: in_memory(case.zone, name, rdtype))
    assert result.result == case.expected[0]
    if case.explained:
        assert result.explanation == case.explanation


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    with SuiteDNSServer() as running:
        yield running


@pytest.mark.parametrize("case", list(cases()))
def test_the_suite_passes_over_real_sockets(case: Case, server: Any, request: pytest.FixtureRequest) -> None:
    server.zone = case.zone
    mailbox, domain = identity(case.sender, case.helo)

    async def result() -> Any:
        async with LiveResolver([f"{server.host}:{server.port}"]) as live:
            return await drive(check_host(case.ip, domain, mailbox, case.helo), CachedResolver(live))

    found = asyncio.run(result())
    assert found.result in (case.expected if request.node.callspec.id in UNORDERED else case.expected[:1])
    if case.explained:
        assert found.explanation == case.explanation
