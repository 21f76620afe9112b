"""Thousands of domains through a network that loses, delays and lies: nothing is lost, invented or leaked.

MAILCHECK_SOAK is how many domains there are; the full measure is 20000.
"""

import asyncio
import gc
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import _lru_cache_wrapper
from pathlib import Path
from types import FunctionType

import pytest
from soak_server import BROKEN, SILENT

from mailcheck import CachedResolver, LiveResolver, Report, Verdict, check_many

DOMAINS = int(os.environ.get("MAILCHECK_SOAK", "2000"))
TIMEOUT, DEADLINE = 2.5, 6.0  # seconds
SERVER = Path(__file__).with_name("soak_server.py")
Seen = tuple[str, Verdict, frozenset[str], bool]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    process = subprocess.Popen([sys.executable, str(SERVER), "1"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def names(count: int) -> Iterator[str]:
    return (f"d{number}.example" for number in range(1, count + 1))


def is_mute(domain: str) -> bool:
    """Say whether the server never answers about a domain, or always with SERVFAIL."""
    number = int(domain.removeprefix("d").removesuffix(".example"))
    return number % SILENT == 0 or number % BROKEN == 0


def seen(report: Report) -> Seen:
    found = frozenset(finding.rule.name for finding in report.findings)
    return report.domain, report.verdict(), found, bool(report.unknowns)


async def audited(address: str, count: int) -> tuple[list[Seen], int]:
    """Return what came of every domain, and the tasks that are left at the end."""
    async with LiveResolver([address], timeout=TIMEOUT) as live:
        reports = check_many(names(count), resolver=CachedResolver(live), deadline=DEADLINE)
        found = [seen(report) async for report in reports]
    await asyncio.sleep(0)
    return found, len(asyncio.all_tasks()) - 1


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - a count is all that is wanted


def remaining() -> int:
    """Return the number of objects, after what is kept on purpose has been let go."""
    for each in gc.get_objects():
        if isinstance(each, FunctionType | _lru_cache_wrapper) and "mailcheck" in str(each.__module__):
            getattr(each, "cache_clear", int)()
    gc.collect()
    return len(gc.get_objects())


@pytest.fixture(scope="module")
def results(address: str) -> list[Seen]:
    found, tasks = asyncio.run(audited(address, DOMAINS))
    assert tasks == 0
    return found


def test_every_domain_has_exactly_one_result(results: list[Seen]):
    counted = Counter(domain for domain, *_ in results)
    assert counted == Counter(names(DOMAINS))


def test_nothing_is_found_that_is_not_there(results: list[Seen]):
    assert {rule for _, _, found, _ in results for rule in found} == set()


def test_what_could_not_be_asked_is_unknown(results: list[Seen]):
    assert {verdict for domain, verdict, *_ in results if is_mute(domain)} == {Verdict.UNKNOWN}


def test_nearly_all_else_is_known_in_spite_of_the_network(results: list[Seen]):
    others = [unknown for domain, _, _, unknown in results if not is_mute(domain)]
    assert sum(others) <= len(others) // 50


@pytest.mark.no_cover  # thousands of calls of what other tests cover
@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are counted in /proc")
def test_no_socket_and_no_object_is_left_behind(address: str, results: list[Seen]):
    count = min(DOMAINS, 400)
    asyncio.run(audited(address, count))
    files, objects = descriptors(), remaining()
    asyncio.run(audited(address, count))
    assert descriptors() == files
    assert remaining() - objects < 2 * count
