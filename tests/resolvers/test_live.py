"""The live resolver over real name servers, and its sockets."""

import asyncio
import gc
import random
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable

import dns.flags
import pytest
from hostile import honest_stream, reply, serving, silent, txt

from mailcheck.dns.answers import Answer, Failure, Mx, Status, Txt
from mailcheck.dns.live.query import Deadlines
from mailcheck.dns.live.stub import LiveResolver
from mailcheck.dns.live.udp import UdpSocket
from mailcheck.dns.throttle import LimitedResolver

ZONE = r"""
@           MX    10 MX1
@           MX    20 mx2
@           TXT   "v=spf1 " "mx -all"
@           TYPE99 \# 12 0b763d73706631202d616c6c
mx1         A     192.0.2.1
mx1         AAAA  2001:DB8::1
mx1    60   A     192.0.2.2
nullmx      MX    0 .
sel         CNAME target
target 60   TXT   "key"
outside     CNAME www.example.net.
dangling    CNAME nothing
blank       CNAME mx1
foreign     CNAME www.example.org.
loop1       CNAME loop2
loop2       CNAME loop1
a.b.c       A     192.0.2.3
sub         NS    ns.sub
ns.sub      A     192.0.2.4
x\.y        TXT   "dot in a label"
*.wild      TXT   "wildcard"
_25._tcp    TLSA  3 1 1 {digest}
_26._tcp    TLSA  3 1 1 00
octets      TXT   "\000\255;"
"""
BIG = "".join(f'big TXT "{number:03d}{"x" * 240}"\n' for number in range(20))
ZONES = {"example.com": ZONE.replace("{digest}", "ab" * 32) + BIG, "example.net": 'www TXT "beyond"\n'}


@pytest.fixture(scope="module", params=["nsd", "knot"])
def address(request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue(request.param)(ZONES)


def ask(address: str, name: str, rdtype: str) -> Answer:
    async def run() -> Answer:
        async with LiveResolver([address]) as live:
            return await live.ask(name, rdtype)

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("name", "rdtype", "records", "ttl", "aliases"),
    [
        pytest.param(
            "example.com", "MX", {Mx(10, "mx1.example.com"), Mx(20, "mx2.example.com")}, 300, (), id="MX"
        ),
        pytest.param("nullmx.example.com", "MX", {Mx(0, "")}, 300, (), id="the null MX"),
        pytest.param(
            "EXAMPLE.com.", "TXT", {Txt((b"v=spf1 ", b"mx -all"))}, 300, (), id="TXT in two strings"
        ),
        pytest.param("example.com", "SPF", {Txt((b"v=spf1 -all",))}, 300, (), id="type SPF"),
        pytest.param("example.com", "TYPE99", {Txt((b"v=spf1 -all",))}, 300, (), id="type SPF by number"),
        pytest.param("mx1.example.com", "AAAA", {"2001:db8::1"}, 300, (), id="AAAA"),
        pytest.param("sel.example.com", "TXT", {Txt((b"key",))}, 60, ("target.example.com",), id="an alias"),
        pytest.param("sel.example.com", "CNAME", {"target.example.com"}, 300, (), id="the alias itself"),
        pytest.param(
            "outside.example.com",
            "TXT",
            {Txt((b"beyond",))},
            300,
            ("www.example.net",),
            id="into another zone",
        ),
        pytest.param(r"x\.y.example.com", "TXT", {Txt((b"dot in a label",))}, 300, (), id="an escaped dot"),
        pytest.param(
            r"x\046y.example.com", "TXT", {Txt((b"dot in a label",))}, 300, (), id="the dot by number"
        ),
        pytest.param("a.wild.example.com", "TXT", {Txt((b"wildcard",))}, 300, (), id="a wildcard"),
        pytest.param(
            "octets.example.com", "TXT", {Txt((b"\0\xff;",))}, 300, (), id="octets that are no text"
        ),
        pytest.param(
            "_25._tcp.example.com", "TLSA", {"3 1 1 " + "ab" * 32}, 300, (), id="a rare type, by dnspython"
        ),
        pytest.param(
            "_26._tcp.example.com", "TLSA", {r"\# 4 03010100"}, 300, (), id="one that dnspython does not take"
        ),
        pytest.param("example.com", "NS", {"ns1.invalid"}, 300, (), id="NS"),
        pytest.param(
            "example.com", "SOA", {"ns1.invalid. hostmaster.invalid. 1 3600 600 86400 60"}, 300, (), id="SOA"
        ),
    ],
)
def test_records_are_found(address, name, rdtype, records, ttl, aliases):
    answer = ask(address, name, rdtype)
    owner = name.lower().removesuffix(".")
    assert answer == Answer(owner, rdtype, Status.FOUND, answer.records, ttl, aliases=aliases, server=address)
    assert set(answer.records) == records


def test_the_ttl_is_the_lowest_of_the_set(address):
    assert ask(address, "mx1.example.com", "A").ttl in (60, 300)  # servers may even out the TTLs of a set


def test_what_does_not_fit_a_datagram_comes_over_tcp(address):
    answer = ask(address, "big.example.com", "TXT")
    assert {text.text[:3] for text in answer.texts} == {f"{number:03d}" for number in range(20)}


@pytest.mark.parametrize(
    ("name", "rdtype", "status", "aliases"),
    [
        pytest.param("mx1.example.com", "MX", Status.NO_DATA, (), id="another type stands there"),
        pytest.param("b.c.example.com", "TXT", Status.NO_DATA, (), id="an empty non-terminal"),
        pytest.param(
            "blank.example.com", "TXT", Status.NO_DATA, ("mx1.example.com",), id="at the end of an alias"
        ),
        pytest.param("no.example.com", "A", Status.NO_NAME, (), id="no such name"),
        pytest.param(
            "dangling.example.com", "A", Status.NO_NAME, ("nothing.example.com",), id="a dangling alias"
        ),
    ],
)
def test_absence_carries_the_negative_ttl(address, name, rdtype, status, aliases):
    assert ask(address, name, rdtype) == Answer(name, rdtype, status, ttl=60, aliases=aliases, server=address)


@pytest.mark.parametrize(
    ("name", "failure", "detail", "aliases"),
    [
        pytest.param("example.org", Failure.REFUSED, "REFUSED from {}", (), id="a zone of somebody else"),
        pytest.param(
            "foreign.example.com", Failure.REFUSED, "REFUSED from {}", ("www.example.org",), id="its alias"
        ),
        pytest.param(
            "x.sub.example.com", Failure.REFUSED, "a referral, so lame for this name, from {}", (), id="lame"
        ),
        pytest.param(
            "loop1.example.com",
            Failure.MALFORMED,
            "a loop of aliases: loop1.example.com -> loop2.example.com -> loop1.example.com",
            ("loop2.example.com", "loop1.example.com"),
            id="a loop",
        ),
    ],
)
def test_failures_are_no_absence(address, name, failure, detail, aliases):
    expected = Answer(name, "A", Status.FAILED, aliases=aliases, server=address, failure=failure)
    assert ask(address, name, "A") == expected._replace(detail=detail.format(address))


@pytest.mark.parametrize("name", ["a" * 64 + ".example", "a..example", ".".join(["a" * 63] * 4)])
def test_a_name_that_cannot_be_sent_is_malformed_and_unsent(name):
    answer = ask("127.0.0.1:9", name, "A")
    assert (answer.status, answer.failure, answer.server) == (Status.FAILED, Failure.MALFORMED, "")
    assert answer.detail.startswith("not asked: ")


def test_a_type_that_does_not_exist_is_an_error_of_the_caller():
    with pytest.raises(ValueError, match="`NOPE` is not an RR type"):
        ask("127.0.0.1:9", "example.com", "NOPE")


def test_a_validated_answer_is_authentic():
    async def run() -> list[bool]:
        validating = serving(lambda query: (reply(query, flags=dns.flags.AD),))
        async with validating as server, LiveResolver([server.address]) as live:
            return [(await live.ask("example.com", "A")).authentic]

    assert asyncio.run(run()) == [True]


def test_many_questions_at_once_are_all_answered(address):
    async def run() -> set[Status]:
        async with LiveResolver([address], timeout=20) as live:
            return {
                answer.status
                for answer in await asyncio.gather(*(live.ask("example.com", "MX") for _ in range(200)))
            }

    assert asyncio.run(run()) == {Status.FOUND}


def test_ids_and_ports_are_spread():
    async def run() -> tuple[int, int]:
        async with serving(lambda query: (txt(query),)) as server:
            async with LiveResolver([server.address]) as live:
                for number in range(200):
                    await live.ask(f"{number}.example", "TXT")
            return len(server.sources), len({data[:2] for data in server.datagrams})

    ports, ids = asyncio.run(run())
    assert ports == 16
    assert ids > 190


def test_sockets_are_replaced_when_they_have_served(monkeypatch):
    monkeypatch.setattr("mailcheck.dns.live.udp.LIFETIME", 3)

    async def run() -> int:
        async with serving(lambda query: (txt(query),)) as server:
            async with LiveResolver([server.address]) as live:
                for number in range(150):
                    await live.ask(f"{number}.example", "TXT")
                (pool,) = live._exchange.pools
                assert len(pool.sockets) <= 16
                assert not pool.retired
            return len(server.sources)

    assert asyncio.run(run()) >= 50


def test_no_socket_carries_more_than_a_hundred():
    async def run() -> list[int]:
        async with serving(silent) as server, LiveResolver([server.address], timeout=30) as live:
            for number in range(3000):
                live.ask(f"{number}.example", "TXT")
            (pool,) = live._exchange.pools
            return [len(one.in_flight) for one in pool.sockets]

    loads = asyncio.run(run())
    assert sum(loads) == 3000
    assert max(loads) == 100


def test_closing_answers_what_is_in_flight():
    async def run() -> Answer:
        async with serving(silent) as server:
            async with LiveResolver([server.address]) as live:
                future = live.ask("example.com", "A")
            return await future

    answer = asyncio.run(run())
    assert (answer.failure, answer.detail) == (Failure.TIMEOUT, "the resolver was closed")


def test_one_resolver_serves_one_event_loop_after_another(address):
    live = LiveResolver([address])

    async def run() -> Status:
        return (await live.ask("example.com", "MX")).status

    assert [asyncio.run(run()), asyncio.run(run())] == [Status.FOUND] * 2
    live.close()
    live.close()


def test_a_resolver_that_is_forgotten_closes_its_sockets(address):
    """A socket left open would be a ResourceWarning, which is an error here."""

    async def run(live: LiveResolver) -> None:
        await live.ask("example.com", "MX")

    asyncio.run(run(LiveResolver([address])))
    gc.collect()


def test_a_question_given_up_by_its_asker_does_no_harm(address):
    async def run() -> Status:
        async with LiveResolver([address]) as live:
            live.ask("example.com", "MX").cancel()
            await asyncio.sleep(0.05)
            return (await live.ask("example.com", "TXT")).status

    assert asyncio.run(run()) is Status.FOUND


def test_asking_imports_neither_dnspython_nor_a_tls_library():
    program = "import sys, mailcheck.dns.live.stub as _; print(sorted({'dns', 'httpx'} & {*sys.modules}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_importing_the_package_imports_no_resolver():
    program = (
        "import sys, mailcheck;"
        "unwanted = ('dns', 'asyncio', 'mailcheck.dns.live', 'mailcheck.dns.zone');"
        "print([name for name in sys.modules if name.startswith(unwanted)])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_questions_are_sent_before_there_is_an_event_loop(address):
    with LiveServerSocket() as server:
        live = LiveResolver([server.spelling])
        live.ask_early(
            [("example.com", "TXT"), ("Example.com.", "TXT"), ("a" * 64, "A"), ("example.org", "TXT")]
        )
        server.answer(2)

        async def run() -> list[Answer]:
            async with live:
                return [await live.ask("EXAMPLE.com", "TXT"), await live.ask("example.org.", "TXT")]

        answers = asyncio.run(run())
    assert [answer.owner for answer in answers] == ["example.com", "example.org"]
    assert {answer.records for answer in answers} == {(Txt((b"here",)),)}


def test_what_was_lost_ahead_is_sent_again(address):
    with LiveServerSocket() as server:
        live = LiveResolver([server.spelling, address], timeout=0.5)
        live.ask_early([("example.com", "TXT")])

        async def run() -> Answer:
            async with live:
                return await live.ask("example.com", "TXT")

        assert asyncio.run(run()).server == address


def test_what_was_sent_ahead_and_not_asked_is_closed():
    live = LiveResolver(["127.0.0.1:9"])
    live.ask_early([("example.com", "TXT")])
    del live
    gc.collect()


def test_nothing_is_sent_ahead_over_tls_or_to_where_no_way_leads():
    for spelling in ("tls://127.0.0.1:9", "[2001:db8::1%lo]:9"):
        live = LiveResolver([spelling])
        live.ask_early([("example.com", "TXT")])
        assert live._early == () or live.close() is None


def test_asking_ahead_imports_no_asyncio():
    program = (
        "import sys; from mailcheck import LiveResolver;"
        "live = LiveResolver(['127.0.0.1:9']); live.ask_early([('example.com', 'MX')]); live.close();"
        "print({'asyncio', 'dns', 'ssl'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_where_no_way_leads_the_system_says_why():
    answer = ask("255.255.255.255", "example.com", "A")
    assert (answer.failure, answer.detail) == (
        Failure.REFUSED,
        "no way (Permission denied) to 255.255.255.255",
    )


def test_questions_that_share_a_socket_all_learn_that_nobody_listens(monkeypatch):
    monkeypatch.setattr("mailcheck.dns.live.udp.WIDTH", 1)

    async def run() -> set[str]:
        async with LiveResolver(["127.0.0.1:9"], timeout=60) as live:
            futures = [live.ask(f"{number}.example", "A") for number in range(5)]
            return {(await asyncio.wait_for(future, 20)).detail for future in futures}

    assert asyncio.run(run()) == {"connection refused by 127.0.0.1:9"}


def test_a_buffer_that_is_full_loses_a_datagram_and_no_more(monkeypatch):
    class Full:
        """A socket whose first datagram finds the buffer full."""

        def __init__(self, inner: socket.socket) -> None:
            self.inner = inner
            self.full = True

        def send(self, data: bytes) -> int:
            self.full, was_full = False, self.full
            if was_full:
                raise BlockingIOError
            return self.inner.send(data)

        def __getattr__(self, name: str):
            return getattr(self.inner, name)

    real = UdpSocket.__init__
    monkeypatch.setattr(UdpSocket, "__init__", lambda self, pool, inner: real(self, pool, Full(inner)))
    monkeypatch.setattr("mailcheck.dns.live.udp.WIDTH", 1)

    async def run() -> tuple[Status, int]:
        honest = serving(lambda query: (txt(query),))
        async with honest as server, LiveResolver([server.address], timeout=0.5) as live:
            return (await live.ask("example.com", "TXT")).status, len(server.datagrams)

    assert asyncio.run(run()) == (Status.FOUND, 1)


def test_a_deadline_that_comes_later_may_ring_sooner():
    class Waiting:
        def __init__(self, wake: float) -> None:
            self.wake = wake
            self.waiting = True

    async def run() -> list[Waiting]:
        loop = asyncio.get_running_loop()
        rung: list[Waiting] = []
        deadlines = Deadlines(loop, rung.append)
        late, soon, answered, put_off = (Waiting(loop.time() + wake) for wake in (60, 0.01, 0.01, 0.01))
        for query in (late, soon, answered, put_off):
            deadlines.add(query)
        answered.waiting = False
        put_off.wake += 60
        while not rung:
            await asyncio.sleep(0.01)
        deadlines.close()
        deadlines.close()
        return [rung == [soon]]

    assert asyncio.run(run()) == [True]


def test_nothing_is_lost_or_left_behind_when_a_server_is_bad_at_everything():
    """Of many questions each gets one answer; none looks like absence; no query, socket or task remains."""
    chance = random.Random(5)

    def bad(query: bytes) -> Iterable[bytes]:
        draw = chance.random()
        if draw < 0.05:
            return ()
        if draw < 0.07:
            return (reply(query, rcode=2),)
        if draw < 0.08:
            return (chance.randbytes(chance.randrange(1, 60)),)
        if draw < 0.09:
            return (reply(query, flags=dns.flags.TC),)
        return (txt(query),) * (2 if draw < 0.11 else 1)

    async def run() -> tuple[Counter[Status], set[str]]:
        async with serving(bad, honest_stream) as server, LiveResolver([server.address], timeout=10) as live:
            limited = LimitedResolver(live, 100)
            answers = await asyncio.gather(
                *(limited.ask(f"{number}.example", "TXT") for number in range(1500))
            )
            await asyncio.sleep(0.1)
            exchange = live._exchange
            (pool,) = exchange.pools
            assert (exchange.queries, exchange.tasks, pool.retired) == (set(), set(), set())
            assert not any(one.in_flight for one in pool.sockets)
            return Counter(answer.status for answer in answers), {answer.owner for answer in answers}

    statuses, owners = asyncio.run(run())
    assert len(owners) == sum(statuses.values()) == 1500
    assert set(statuses) <= {Status.FOUND, Status.FAILED}
    assert statuses[Status.FOUND] > 1490


class LiveServerSocket:
    """A socket that answers what has come when it is told to."""

    def __enter__(self) -> "LiveServerSocket":
        self.socket = socket.socket(type=socket.SOCK_DGRAM)
        self.socket.settimeout(5)
        self.socket.bind(("127.0.0.1", 0))
        self.spelling = f"127.0.0.1:{self.socket.getsockname()[1]}"
        return self

    def answer(self, count: int) -> None:
        for _ in range(count):
            query, source = self.socket.recvfrom(512)
            self.socket.sendto(txt(query), source)

    def __exit__(self, *_: object) -> None:
        self.socket.close()
