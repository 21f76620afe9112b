"""A name server on loopback that does what its test tells it to."""

import asyncio
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
from servers import free_port

from mailcheck.dns.answers import Answer
from mailcheck.dns.live.stub import LiveResolver

Replies = Callable[[bytes], Iterable[bytes]]
Stream = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


def reply(
    query: bytes, *answers: str, rcode: int = 0, authority: str = "", flags: int = dns.flags.AA
) -> bytes:
    """Return an honest reply: *answers* are records as in a zone file, of one type each."""
    message = dns.message.make_response(dns.message.from_wire(query))
    message.flags |= flags
    message.set_rcode(dns.rcode.Rcode(rcode))
    message.answer = [_rrset(text) for text in answers]
    message.authority = [_rrset(authority)] if authority else []
    return message.to_wire()


def txt(query: bytes) -> bytes:
    """Return the reply that most of these servers give in the end."""
    name = dns.message.from_wire(query).question[0].name
    return reply(query, f'{name} 300 IN TXT "here"')


def truncated(query: bytes) -> bytes:
    return reply(query, flags=dns.flags.TC)


def in_turn(*replies: Replies) -> Replies:
    """Treat the first query as the first of *replies* does, and so on; the last treats the rest."""
    waiting = list(replies)

    def answer(query: bytes) -> Iterable[bytes]:
        return (waiting.pop(0) if len(waiting) > 1 else waiting[0])(query)

    return answer


def silent(query: bytes) -> Iterable[bytes]:
    return ()


async def honest_stream(query: bytes, writer: asyncio.StreamWriter) -> None:
    data = txt(query)
    writer.write(struct.pack("!H", len(data)) + data)


class Server(asyncio.DatagramProtocol):
    """What came in over UDP and TCP, and the address."""

    def __init__(self, answer: Replies, stream: Stream | None) -> None:
        self.answer = answer
        self.stream = stream
        self.datagrams: list[bytes] = []
        self.streams: list[bytes] = []
        self.sources: set[int] = set()
        self.address = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, source: tuple[str, int]) -> None:
        self.datagrams.append(data)
        self.sources.add(source[1])
        for datagram in self.answer(data):
            self.transport.sendto(datagram, source)

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            (size,) = struct.unpack("!H", await reader.readexactly(2))
            query = await reader.readexactly(size)
            self.streams.append(query)
            await self.stream(query, writer)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(answer: Replies, stream: Stream | None = None) -> AsyncIterator[Server]:
    """Serve UDP with *answer* and TCP with *stream*; without one, connections are refused."""
    server = Server(answer, stream)
    loop = asyncio.get_running_loop()
    port = free_port()
    server.address = f"127.0.0.1:{port}"
    transport, _ = await loop.create_datagram_endpoint(lambda: server, local_addr=("127.0.0.1", port))
    listener = await asyncio.start_server(server.connected, "127.0.0.1", port) if stream else None
    try:
        yield server
    finally:
        transport.close()
        if listener:
            listener.close()
        await asyncio.sleep(0)


def asked(
    *behaviours: tuple[Replies, Stream | None],
    name: str = "example.com",
    rdtype: str = "TXT",
    timeout: float = 2.0,  # long enough for a machine that is busy
) -> tuple[Answer, list[Server]]:
    """Ask one question of servers that behave so; the servers tell what they saw."""

    async def run() -> tuple[Answer, list[Server]]:
        async with (
            _all_serving(behaviours) as servers,
            LiveResolver([s.address for s in servers], timeout=timeout) as live,
        ):
            return await live.ask(name, rdtype), servers

    return asyncio.run(run())


@asynccontextmanager
async def _all_serving(behaviours: Iterable[tuple[Replies, Stream | None]]) -> AsyncIterator[list[Server]]:
    from contextlib import AsyncExitStack

    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(serving(*behaviour)) for behaviour in behaviours]


def _rrset(text: str) -> dns.rrset.RRset:
    owner, ttl, rdclass, rdtype, rdata = text.split(None, 4)
    return dns.rrset.from_text(owner, int(ttl), rdclass, rdtype, rdata)
