"""A certain server is asked for what it holds itself: without recursion, without following aliases."""

import asyncio
import socket
from pathlib import Path

import pytest
import servers

from mailcheck.dns.answers import Answer, Failure, ServerQuestion, Status
from mailcheck.dns.cached import CachedResolver
from mailcheck.dns.driver import run, run_in_memory
from mailcheck.dns.live.stub import LiveResolver
from mailcheck.dns.live.wire import message, question
from mailcheck.dns.lookups import ask_all
from mailcheck.dns.overlay import OfflineResolver, OverlayResolver
from mailcheck.dns.served import ServedResolver
from mailcheck.dns.throttle import LimitedResolver
from mailcheck.dns.zone import ZoneResolver

ZONE = f"""
@ 300 IN SOA ns1 hostmaster 7 3600 600 86400 90
@      NS     ns1
ns1    A      127.0.0.1
@      MX     10 Mail
@      TXT    "v=spf1 -all"
alias  CNAME  ns1
away   CNAME  key.example.net.
lost   CNAME  nothing
long   TXT    {" ".join('"' + "x" * 250 + '"' for _ in range(12))}
"""


def asked(server: str, name: str, rdtype: str, wrap=lambda live: live) -> Answer:
    async def inside() -> Answer:
        async with LiveResolver(["127.0.0.1:9"], timeout=2) as live:
            return await wrap(live).ask_at(server, name, rdtype)

    return asyncio.run(inside())


CASES = [
    pytest.param("example.com", "MX", Status.FOUND, ((10, "mail.example.com"),), (), id="records"),
    pytest.param("example.com", "AAAA", Status.NO_DATA, (), (), id="no-record-of-the-type"),
    pytest.param("gone.example.com", "TXT", Status.NO_NAME, (), (), id="no-such-name"),
    pytest.param("alias.example.com", "A", Status.FOUND, (), ("ns1.example.com",), id="alias-inside"),
    pytest.param("away.example.com", "TXT", Status.FOUND, (), ("key.example.net",), id="alias-outside"),
    pytest.param(
        "lost.example.com", "TXT", Status.FOUND, (), ("nothing.example.com",), id="alias-of-nothing"
    ),
    pytest.param("alias.example.com", "CNAME", Status.FOUND, ("ns1.example.com",), (), id="the-alias-itself"),
]


@pytest.mark.parametrize(("name", "rdtype", "status", "records", "aliases"), CASES)
class TestWhatIsHeld:
    def test_by_nsd(self, nsd, name, rdtype, status, records, aliases) -> None:
        answer = asked(nsd({"example.com": ZONE}), name, rdtype)
        assert (answer.status, answer.records, answer.aliases) == (status, records, aliases)

    def test_by_knot(self, knot, name, rdtype, status, records, aliases) -> None:
        answer = asked(knot({"example.com": ZONE}), name, rdtype)
        assert (answer.status, answer.records, answer.aliases) == (status, records, aliases)

    def test_by_a_server_in_memory(self, name, rdtype, status, records, aliases) -> None:
        held = ServedResolver(OfflineResolver(), "example.com", {"9.9.9.53": ZONE})
        answer = held.answer_at("9.9.9.53", name, rdtype)
        assert (answer.status, answer.records, answer.aliases) == (status, records, aliases)


def test_a_name_in_capitals_is_the_same_name(nsd) -> None:
    answer = asked(nsd({"example.com": ZONE}), "EXAMPLE.com.", "TXT")
    assert (answer.owner, answer.texts[0].text) == ("example.com", "v=spf1 -all")


def test_a_denial_tells_how_long_it_is_kept(nsd) -> None:
    assert asked(nsd({"example.com": ZONE}), "gone.example.com", "TXT").ttl == 90


def test_a_long_answer_comes_over_tcp(knot) -> None:
    answer = asked(knot({"example.com": ZONE}), "long.example.com", "TXT")
    assert len(answer.texts[0].text) == 3000


def test_a_server_of_other_zones_refuses(nsd) -> None:
    address = nsd({"example.com": ZONE})
    answer = asked(address, "example.net", "SOA")
    assert (answer.failure, answer.detail) == (Failure.REFUSED, f"REFUSED from {address}")


def test_a_delegation_is_no_authority(nsd) -> None:
    address = nsd({"example.com": ZONE + "below NS ns.example.net.\n"})
    answer = asked(address, "www.below.example.com", "A")
    assert (answer.failure, answer.detail) == (Failure.REFUSED, f"a referral elsewhere from {address}")


def test_a_resolver_is_no_authority(nsd, tmp_path: Path) -> None:
    with servers.unbound("example.com", [nsd({"example.com": ZONE})], tmp_path) as address:

        async def inside() -> tuple[Answer, Answer]:
            async with LiveResolver([address], timeout=2) as live:
                return await live.ask("example.com", "TXT"), await live.ask_at(address, "example.com", "TXT")

        resolved, direct = asyncio.run(inside())
    assert resolved.found
    assert (direct.failure, direct.detail) == (
        Failure.REFUSED,
        f"an answer without authority from {address}",
    )


def test_nobody_at_an_address_is_unreachable() -> None:
    address = f"127.0.0.1:{servers.free_port()}"
    answer = asked(address, "example.com", "SOA")
    assert (answer.failure, answer.detail) == (Failure.UNREACHABLE, f"connection refused by {address}")


def routed(address: str) -> bool:
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as one:
        try:
            one.connect((address, 53))
        except OSError:
            return False
    return True


@pytest.mark.skipif(routed("2001:db8::1"), reason="this host has a way to every IPv6 address")
def test_an_address_to_which_there_is_no_way_was_not_asked() -> None:
    answer = asked("2001:db8::1", "example.com", "SOA")
    assert (answer.failure, answer.server) == (Failure.OFFLINE, "2001:db8::1")


WRAPPERS = [
    pytest.param(CachedResolver, id="cached"),
    pytest.param(lambda live: LimitedResolver(live, 1), id="limited"),
    pytest.param(lambda live: OverlayResolver(ZoneResolver.from_text("@ A 9.9.9.9\n"), live), id="overlay"),
]


@pytest.mark.parametrize("wrap", WRAPPERS)
def test_what_wraps_a_resolver_passes_the_question_on(nsd, wrap) -> None:
    answer = asked(nsd({"example.com": ZONE}), "example.com", "TXT", wrap)
    assert answer.texts[0].text == "v=spf1 -all"


def test_a_cache_asks_a_server_again(nsd) -> None:
    address = nsd({"example.com": ZONE})
    seen: list[tuple[str, str, str]] = []

    class Noting(LiveResolver):
        def ask_at(self, server: str, name: str, rdtype: str) -> asyncio.Future[Answer]:
            seen.append((server, name, rdtype))
            return super().ask_at(server, name, rdtype)

    async def inside() -> None:
        async with Noting([address], timeout=2) as live:
            cached = CachedResolver(live)
            await cached.ask_at(address, "example.com", "TXT")
            await cached.ask_at(address, "example.com", "TXT")

    asyncio.run(inside())
    assert seen == [(address, "example.com", "TXT")] * 2


def both() -> object:
    return ask_all((ServerQuestion("9.9.9.53", "example.com", "TXT"),))


def test_a_resolver_that_cannot_ask_a_server_says_so() -> None:
    (answer,) = asyncio.run(run(both(), CachedResolver(OfflineResolver())))
    assert (answer.failure, answer.server) == (Failure.OFFLINE, "9.9.9.53")


def test_a_lookup_without_servers_says_so() -> None:
    (answer,) = run_in_memory(both(), ZoneResolver.from_text("@ A 9.9.9.9\n").answer)
    assert answer.detail == "9.9.9.53 was not asked: there is no way to ask a certain server"


def test_the_deadline_holds_for_servers_too() -> None:
    class Silent(OfflineResolver):
        memory = None  # type: ignore[assignment]

        def ask_at(self, server: str, name: str, rdtype: str) -> asyncio.Future[Answer]:
            return asyncio.get_running_loop().create_future()

    (answer,) = asyncio.run(run(both(), Silent(), deadline=0.05))
    assert answer.failure is Failure.TIMEOUT


@pytest.mark.parametrize("edns", [True, False])
def test_recursion_is_not_desired(edns: bool) -> None:
    asked = question(b"\x03com\x00", 6)
    direct, recursive = (message(asked, edns=edns, recursive=wanted) for wanted in (False, True))
    assert (direct[:2], recursive[:2]) == (b"\x00\x00", b"\x01\x20")
    assert direct[2:] == recursive[2:]
