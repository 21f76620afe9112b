"""How long SPF takes: to parse a typical record, and to evaluate one address against a zone in memory.

Run it as `python benchmarks/spf_evaluation.py`; it prints microseconds, and the ratio to pyspf in the same
run. Every figure is the best of several rounds. A process parses a record once however many addresses it is
evaluated for, so "first" is the time for records never seen before, "then" for every address after that;
pyspf, which remembers nothing, has one time for both. The last two columns are its time divided by ours.
"""

import socket
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import spf

from mailcheck.dns.addresses import client, number
from mailcheck.dns.answers import Answer, Mx, Status, Txt
from mailcheck.dns.driver import run_in_memory
from mailcheck.dns.names import target_name
from mailcheck.evaluate.spf import check_host
from mailcheck.evaluate.spf.known_answers import read_answer
from mailcheck.records.spf.parser import parse, spf_records

RECORD = (
    "v=spf1 ip4:203.0.113.0/24 ip6:2001:db8:1::/48 a mx include:_spf.example.net include:mx.example.org ~all"
)
ZONE: Mapping[tuple[str, str], list[Any]] = {
    ("example.com", "TXT"): [RECORD],
    ("example.com", "A"): ["192.0.2.80"],
    ("example.com", "MX"): [(10, "mx1.example.com"), (20, "mx2.example.com")],
    ("mx1.example.com", "A"): ["192.0.2.25"],
    ("mx2.example.com", "A"): ["192.0.2.26"],
    ("_spf.example.net", "TXT"): [
        "v=spf1 ip4:198.51.100.0/25 ip4:198.51.100.128/26 ip6:2001:db8:2::/48 ~all"
    ],
    ("mx.example.org", "TXT"): ["v=spf1 ip4:192.0.2.192/27 ip4:192.0.2.224/28 -all"],
}
CLIENTS = {
    "passes at once": "203.0.113.9",
    "passes in the last include": "192.0.2.200",
    "never passes": "192.0.2.99",
}
ROUNDS, REPEATS = 7, 300


def best(function: Callable[[], object]) -> float:
    """Return the microseconds of one call, in the best of the rounds."""
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(REPEATS):
            function()
        rounds.append(time.perf_counter() - start)
    return min(rounds) / REPEATS * 1e6


def answers() -> dict[tuple[str, str], Answer]:
    readers: dict[str, Callable[[Any], Any]] = {
        "TXT": lambda text: Txt((text.encode(),)),
        "MX": lambda pair: Mx(*pair),
    }
    return {
        (name, rdtype): Answer(name, rdtype, Status.FOUND, tuple(map(readers.get(rdtype, str), records)))
        for (name, rdtype), records in ZONE.items()
    }


def ours(known: Mapping[tuple[str, str], Answer], ip: str) -> str:
    def lookup(name: str, rdtype: str) -> Answer:
        return known.get((name, rdtype)) or Answer(name, rdtype, Status.NO_NAME)

    return run_in_memory(check_host(ip, "example.com", "joe@example.com", "mail.example.com"), lookup).result


def afresh(known: Mapping[tuple[str, str], Answer], ip: str) -> str:
    for cached in (spf_records, read_answer, client, number, target_name):
        cached.cache_clear()
    return ours(known, ip)


def theirs(ip: str) -> str:
    return spf.query(i=ip, s="joe@example.com", h="mail.example.com", strict=True).check()[0]


def pyspf_lookup(name: str, qtype: str, strict: bool = True, timeout: int = 0) -> list[Any]:
    writers: dict[str, Callable[[Any], Any]] = {
        "TXT": lambda text: (text.encode(),),
        "AAAA": lambda address: socket.inet_pton(socket.AF_INET6, address),
    }
    write = writers.get(qtype, lambda record: record)
    return [((name, qtype), write(record)) for record in ZONE.get((name, qtype), ())]


def main() -> None:
    spf.DNSLookup = pyspf_lookup
    known = answers()
    print(f"parse a record of {len(RECORD)} characters: {best(lambda: parse(RECORD)):8.1f} us")
    print(
        f"{'evaluate an address that':28} {'first':>9} {'then':>9} {'pyspf':>9} {'/ first':>9} {'/ then':>8}"
    )
    for what, ip in CLIENTS.items():
        assert ours(known, ip) == theirs(ip)
        first, then, other = (
            best(partial(run, ip)) for run in (partial(afresh, known), partial(ours, known), theirs)
        )
        times = f"{first:6.1f} us {then:6.1f} us {other:6.1f} us"
        print(f"{what:28} {times} {other / first:9.1f} {other / then:8.1f}")


if __name__ == "__main__":
    main()
