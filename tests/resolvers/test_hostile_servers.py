"""What a resolver makes of servers that lie, cut, stall or say nothing."""

import asyncio
import socket
import struct
from collections.abc import Iterable

import dns.flags
import dns.message
import pytest
from hostile import asked, honest_stream, in_turn, reply, serving, silent, truncated, txt
from servers import free_port

from mailcheck.dns.answers import Answer, Failure, Status, Txt
from mailcheck.dns.live.stub import LiveResolver

HERE = (Txt((b"here",)),)


def _here(server: str, ttl: int = 300) -> Answer:
    return Answer("example.com", "TXT", Status.FOUND, HERE, ttl, server=server)


def _failed(failure: Failure, detail: str, server: str, aliases: tuple[str, ...] = ()) -> Answer:
    status = Status.FAILED
    return Answer(
        "example.com", "TXT", status, aliases=aliases, server=server, failure=failure, detail=detail
    )


def _honest(query: bytes) -> Iterable[bytes]:
    return (txt(query),)


def _other_id(query: bytes) -> Iterable[bytes]:
    data = txt(query)
    return (bytes((data[0] ^ 0x55,)) + data[1:],)


def _other_question(query: bytes) -> Iterable[bytes]:
    return (txt(query[:2] + dns.message.make_query("example.org", "TXT").to_wire()[2:]),)


def _other_type(query: bytes) -> Iterable[bytes]:
    return (query[:2] + reply(dns.message.make_query("example.com", "A").to_wire())[2:],)


def _rcode(code: int):
    return lambda query: (reply(query, rcode=code),)


def _bare_formerr(query: bytes) -> Iterable[bytes]:
    return (query[:2] + b"\x80\x01" + bytes(8),)


def _loop_of_pointers(query: bytes) -> Iterable[bytes]:
    data = bytearray(reply(query))
    data[6:8] = b"\0\1"
    at = len(query) - 11  # behind the question, where the query has its OPT
    return (bytes(data[:at]) + b"\xc0" + bytes((at,)) + struct.pack("!HHIH", 16, 1, 300, 5) + b"\4here",)


MISMATCHES = [
    pytest.param(_other_id, id="another id"),
    pytest.param(_other_question, id="another name"),
    pytest.param(_other_type, id="another type"),
    pytest.param(lambda query: (query,), id="a query and no response"),
    pytest.param(lambda query: (query[:1],), id="one octet"),
    pytest.param(lambda query: (txt(query)[:11],), id="eleven octets, one short of a header"),
    pytest.param(lambda query: (txt(query)[:20],), id="half of the question"),
    pytest.param(lambda query: (bytes(range(256)),), id="no message"),
    pytest.param(lambda query: (*_other_id(query), txt(query)), id="a forged reply before the true one"),
    pytest.param(lambda query: (query[:2] + b"\x80\x00" + bytes(8),), id="NOERROR without a question"),
]


@pytest.mark.parametrize("behaviour", MISMATCHES)
def test_a_datagram_that_answers_something_else_makes_it_ask_over_tcp(behaviour):
    answer, (server,) = asked((behaviour, honest_stream))
    assert answer == _here(server.address)
    assert len(server.streams) == 1


@pytest.mark.parametrize("behaviour", MISMATCHES)
def test_a_datagram_that_answers_something_else_is_never_taken_when_tcp_is_closed(behaviour):
    answer, (server,) = asked((behaviour, None))
    detail = f"a reply to another question from {server.address}; connection refused by {server.address}"
    assert answer == _failed(Failure.MALFORMED, detail, server.address)


@pytest.mark.parametrize(
    ("behaviour", "queries"),
    [
        pytest.param(_honest, 1, id="an honest server"),
        pytest.param(in_turn(silent, _honest), 2, id="the first query is lost"),
        pytest.param(in_turn(silent, silent, _honest), 3, id="two queries are lost"),
        pytest.param(in_turn(_rcode(2), _honest), 2, id="SERVFAIL passes"),
        pytest.param(in_turn(_rcode(1), _honest), 2, id="FORMERR to EDNS"),
        pytest.param(in_turn(_bare_formerr, _honest), 2, id="FORMERR without the question"),
        pytest.param(in_turn(_rcode(4), _honest), 2, id="NOTIMP to EDNS"),
        pytest.param(in_turn(_rcode(16), _honest), 2, id="BADVERS to EDNS"),
        pytest.param(lambda query: (txt(query), txt(query)), 1, id="every reply comes twice"),
    ],
)
def test_an_answer_is_found_in_spite_of(behaviour, queries):
    answer, (server,) = asked((behaviour, None))
    assert answer == _here(server.address)
    assert len(server.datagrams) == queries


def test_what_edns_was_refused_for_is_asked_in_the_old_way():
    _, (server,) = asked((in_turn(_rcode(1), _honest), None))
    first, second = (dns.message.from_wire(data) for data in server.datagrams)
    assert (first.edns, first.payload, second.edns) == (0, 1232, -1)


def test_names_in_another_case_are_the_same_question():
    def shouted(query: bytes) -> Iterable[bytes]:
        return (txt(query).replace(b"\7example\3com", b"\7EXAMPLE\3CoM"),)

    answer, (server,) = asked((shouted, None), name="Example.COM.")
    assert answer == _here(server.address)


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(lambda query: (truncated(query),), id="the TC bit"),
        pytest.param(lambda query: (txt(query) + bytes(5000),), id="more octets than were asked for"),
    ],
)
def test_a_reply_that_is_cut_is_asked_for_over_tcp(behaviour):
    answer, (server,) = asked((behaviour, honest_stream))
    assert answer == _here(server.address)
    assert [len(server.datagrams), len(server.streams)] == [1, 1]


async def _trickle(query, writer):
    data = txt(query)
    for octet in struct.pack("!H", len(data)) + data:
        writer.write(bytes((octet,)))
        await asyncio.sleep(0.1)


async def _close(query, writer):
    return


async def _half(query, writer):
    writer.write(struct.pack("!H", 500) + txt(query))


async def _reset(query, writer):
    with_reset = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, with_reset)
    writer.transport.abort()


async def _cut_again(query, writer):
    data = truncated(query)
    writer.write(struct.pack("!H", len(data)) + data)


async def _liar(query, writer):
    data = txt(b"\0\0" + query[2:])
    writer.write(struct.pack("!H", len(data)) + data)


async def _short(query, writer):
    writer.write(b"\0\1x")


@pytest.mark.parametrize(
    ("stream", "failure", "detail"),
    [
        pytest.param(_trickle, Failure.TIMEOUT, "no answer within 2 s from {}", id="one octet at a time"),
        pytest.param(
            _close, Failure.SERVFAIL, "a connection was closed before the reply came from {}", id="closed"
        ),
        pytest.param(
            _half,
            Failure.SERVFAIL,
            "a connection was closed before the reply came from {}",
            id="closed half-way",
        ),
        pytest.param(
            _reset, Failure.SERVFAIL, "a connection was reset before the reply came from {}", id="reset"
        ),
        pytest.param(
            _cut_again, Failure.MALFORMED, "a truncated reply over a connection from {}", id="truncated again"
        ),
        pytest.param(_liar, Failure.MALFORMED, "a reply to another question from {}", id="another id"),
        pytest.param(
            _short, Failure.MALFORMED, "a reply to another question from {}", id="one octet and no more"
        ),
        pytest.param(None, Failure.REFUSED, "connection refused by {}", id="no TCP at all"),
    ],
)
def test_tcp_that_fails_is_said(stream, failure, detail):
    answer, (server,) = asked((lambda query: (truncated(query),), stream))
    assert answer == _failed(failure, detail.format(server.address), server.address)


@pytest.mark.parametrize(
    ("behaviour", "failure", "detail", "queries"),
    [
        pytest.param(silent, Failure.TIMEOUT, "no answer within 2 s from {}", 4, id="silence"),
        pytest.param(_rcode(2), Failure.SERVFAIL, "SERVFAIL from {}", 2, id="SERVFAIL"),
        pytest.param(_rcode(5), Failure.REFUSED, "REFUSED from {}", 1, id="REFUSED"),
        pytest.param(_rcode(1), Failure.SERVFAIL, "FORMERR from {}", 2, id="FORMERR with and without EDNS"),
        pytest.param(_rcode(9), Failure.SERVFAIL, "NOTAUTH from {}", 1, id="NOTAUTH"),
        pytest.param(
            _rcode(11), Failure.SERVFAIL, "RCODE 11 from {}", 1, id="a code that nobody has defined"
        ),
        pytest.param(
            _loop_of_pointers,
            Failure.MALFORMED,
            "a malformed reply (the compression pointer at octet 29 leads nowhere) from {}",
            1,
            id="a pointer to itself",
        ),
        pytest.param(
            lambda query: (txt(query)[:-3],),
            Failure.MALFORMED,
            "a malformed reply (the message ends in the middle of a record) from {}",
            1,
            id="a record that is cut",
        ),
        pytest.param(
            lambda query: (txt(query)[:-13],),
            Failure.MALFORMED,
            "a malformed reply (a record is longer than the message) from {}",
            1,
            id="a record that ends behind the message",
        ),
        pytest.param(
            lambda query: (reply(query, 'example.com. 300 IN TXT "x"', rcode=3),),
            Failure.MALFORMED,
            "records beside NXDOMAIN from {}",
            1,
            id="NXDOMAIN beside records",
        ),
        pytest.param(
            lambda query: (reply(query, 'example.org. 300 IN TXT "x"'),),
            Failure.MALFORMED,
            "records of another name from {}",
            1,
            id="the records of another name",
        ),
        pytest.param(
            lambda query: (reply(query, authority="com. 300 IN NS a.example.", flags=0),),
            Failure.REFUSED,
            "a referral, so lame for this name, from {}",
            1,
            id="a referral",
        ),
    ],
)
def test_a_failure_is_told_apart(behaviour, failure, detail, queries):
    answer, (server,) = asked((behaviour, None))
    assert answer == _failed(failure, detail.format(server.address), server.address)
    assert len(server.datagrams) == queries


SOA = "example.com. 600 IN SOA ns. host. 1 2 3 4 70"


@pytest.mark.parametrize(
    ("behaviour", "status", "ttl"),
    [
        pytest.param(
            lambda query: (reply(query, authority=SOA),), Status.NO_DATA, 70, id="NODATA with a SOA"
        ),
        pytest.param(lambda query: (reply(query),), Status.NO_DATA, 0, id="NODATA with nothing"),
        pytest.param(
            lambda query: (reply(query, authority=SOA, rcode=3),), Status.NO_NAME, 70, id="NXDOMAIN"
        ),
        pytest.param(lambda query: (reply(query, rcode=3),), Status.NO_NAME, 0, id="NXDOMAIN with nothing"),
        pytest.param(
            lambda query: (reply(query, authority='example.com. 300 IN TXT "x"'),),
            Status.NO_DATA,
            0,
            id="the record stands in the wrong section",
        ),
    ],
)
def test_absence_is_told_apart(behaviour, status, ttl):
    answer, (server,) = asked((behaviour, None))
    assert answer == Answer("example.com", "TXT", status, ttl=ttl, server=server.address)


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(silent, id="silent"),
        pytest.param(_rcode(2), id="SERVFAIL"),
        pytest.param(_rcode(5), id="REFUSED"),
        pytest.param(_loop_of_pointers, id="malformed"),
        pytest.param(lambda query: (reply(query, authority="com. 300 IN NS a.", flags=0),), id="lame"),
        pytest.param(_other_id, id="forged"),
        pytest.param(lambda query: (truncated(query),), id="truncated, and no TCP"),
    ],
)
def test_the_next_server_is_asked_when_the_first_is(behaviour):
    answer, (_, second) = asked((behaviour, None), (_honest, None))
    assert answer == _here(second.address)


def test_a_slow_connection_leaves_time_for_the_next_server():
    answer, (_, second) = asked((lambda query: (truncated(query),), _trickle), (_honest, None))
    assert answer == _here(second.address)


def test_a_server_that_answered_is_asked_first_from_then_on():
    async def run() -> None:
        async with serving(_rcode(5)) as bad, serving(_honest) as good:
            async with LiveResolver([bad.address, good.address], timeout=1) as live:
                await live.ask("example.com", "TXT")
                await live.ask("www.example.com", "TXT")
            assert (len(bad.datagrams), len(good.datagrams)) == (1, 2)

    asyncio.run(run())


def test_every_failure_is_in_the_detail():
    answer, (first, second) = asked((_rcode(5), None), (silent, None))
    assert answer.detail == f"REFUSED from {first.address}; no answer within 2 s from {second.address}"
    assert answer.failure is Failure.REFUSED


def test_a_port_where_nobody_listens_is_known_at_once():
    async def run() -> Answer:
        async with LiveResolver([address], timeout=60) as live:
            return await asyncio.wait_for(live.ask("example.com", "TXT"), 5)

    address = f"127.0.0.1:{free_port()}"
    assert asyncio.run(run()) == _failed(Failure.REFUSED, f"connection refused by {address}", address)


def test_records_beside_an_alias_are_found_and_the_alias_is_told():
    both = ("example.com. 300 IN CNAME a.example.", 'example.com. 300 IN TXT "here"')
    answer, (server,) = asked((lambda query: (reply(query, *both),), None))
    assert answer == _here(server.address)._replace(beside_alias="a.example")


def _aliases(links: dict[str, str]):
    """Answer with one link of a chain at a time, as a server does that holds only the alias's zone."""

    def answer(query: bytes) -> Iterable[bytes]:
        name = dns.message.from_wire(query).question[0].name.to_text()
        return (reply(query, f"{name} 60 IN CNAME {links[name]}") if name in links else txt(query),)

    return answer


def test_a_chain_is_followed_from_reply_to_reply():
    answer, (server,) = asked((_aliases({"example.com.": "a.example.", "a.example.": "b.example."}), None))
    assert answer == _here(server.address, ttl=60)._replace(aliases=("a.example", "b.example"))


def test_a_loop_from_reply_to_reply_is_malformed():
    answer, (server,) = asked((_aliases({"example.com.": "a.example.", "a.example.": "example.com."}), None))
    detail = "a loop of aliases: example.com -> a.example -> example.com"
    assert answer == _failed(Failure.MALFORMED, detail, server.address, ("a.example", "example.com"))


@pytest.mark.parametrize(("length", "status"), [(16, Status.FOUND), (17, Status.FAILED)])
def test_a_chain_of_sixteen_is_the_longest(length, status):
    links = {f"{i}.example.": f"{i + 1}.example." for i in range(length)}
    answer, _ = asked((_aliases(links), None), name="0.example", timeout=2)
    assert (answer.status, len(answer.aliases)) == (status, length)


def test_a_target_that_nobody_answers_for_is_a_failure_and_no_absence():
    refusing = in_turn(_aliases({"example.com.": "a.example."}), _rcode(5))
    answer, (server,) = asked((refusing, None))
    assert answer == _failed(
        Failure.REFUSED, f"REFUSED from {server.address}", server.address, ("a.example",)
    )
