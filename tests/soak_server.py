"""A name server that is bad at it, for `test_soak`: it loses, delays, refuses and lies; but TCP is reliable.

    python tests/soak_server.py SEED

It prints its port. Every name of the form dN.example is a mail domain in perfect order, unless N is divisible
by 97, which never gets an answer, or by 101, which gets SERVFAIL. All other names do not exist.
"""

import asyncio
import random
import socket
import struct
import sys

LOST, SERVFAIL, LATE, LIES, TRUNCATED = 0.05, 0.02, 0.01, 0.0005, 0.005
LATENESS = 0.4  # seconds
A, SOA, MX, TXT, AAAA = 1, 6, 15, 16, 28
SILENT, BROKEN = 97, 101  # domains whose number they divide


def text(value: str) -> bytes:
    return bytes([len(value)]) + value.encode()


def host(*labels: str) -> bytes:
    return b"".join(map(text, labels)) + b"\0"


def records(labels: list[str], rtype: int) -> list[bytes] | None:
    """Return the RDATA of the records of one type at a name; None if there is no such name."""
    own = labels[-2:]
    match (labels[:-2], rtype):
        case ([], 15):
            return [struct.pack("!H", 10) + host("mx", *own), struct.pack("!H", 20) + host("mx2", *own)]
        case ([], 16):
            return [text(f"v=spf1 mx include:_spf.{'.'.join(own)} -all"), text("unrelated=1")]
        case (["_spf"], 16):
            return [text("v=spf1 ip4:9.9.9.0/24 -all")]
        case (["_dmarc"], 16):
            return [text(f"v=DMARC1; p=reject; rua=mailto:dmarc@{'.'.join(own)}")]
        case (["mx" | "mx2"], 1):
            return [bytes([9, 9, 9 if labels[0] == "mx" else 10, 25])]
        case ([] | ["_spf"] | ["_dmarc"] | ["mx" | "mx2"], _):
            return []
    return None


def number(labels: list[str]) -> int | None:
    """Return N of the domain dN.example that a name belongs to."""
    inside = (
        len(labels) >= 2 and labels[-1] == "example" and labels[-2][:1] == "d" and labels[-2][1:].isdigit()
    )
    return int(labels[-2][1:]) if inside else None


def question(query: bytes) -> tuple[list[str], int, bytes]:
    """Return the labels and the type that are asked for, and the question section."""
    labels, at = [], 12
    while size := query[at]:
        labels.append(query[at + 1 : at + 1 + size].decode("latin-1").lower())
        at += size + 1
    return labels, int.from_bytes(query[at + 1 : at + 3], "big"), query[12 : at + 5]


def reply(query: bytes, *, rcode: int | None = None, truncated: bool = False) -> bytes | None:
    """Return the honest reply; None for a domain that never gets one."""
    labels, rtype, asked = question(query)
    of = number(labels)
    if of is not None and of % SILENT == 0:
        return None
    found = records(labels, rtype) if of is not None else None
    if of is not None and of % BROKEN == 0:
        rcode = 2
    rcode = (3 if found is None else 0) if rcode is None else rcode
    answers = b"" if rcode or truncated else b"".join(_answer(rtype, data) for data in found or ())
    count = len(found or ()) if answers else 0
    nothing = not answers and rcode in (0, 3) and not truncated
    soa = b"\0" + struct.pack("!HHIH", SOA, 1, 60, 22) + b"\0\0" + struct.pack("!IIIII", 1, 1, 1, 1, 60)
    flags = 0x8180 | rcode | (0x0200 if truncated else 0)
    head = query[:2] + struct.pack("!HHHHH", flags, 1, count, int(nothing), 0)
    return head + asked + answers + (soa if nothing else b"")


def _answer(rtype: int, data: bytes) -> bytes:
    return b"\xc0\x0c" + struct.pack("!HHIH", rtype, 1, 300, len(data)) + data


class Bad(asyncio.DatagramProtocol):
    """Over UDP, nothing is sure."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, source: tuple[str, int]) -> None:
        chance = self.random.random
        if chance() < LOST:
            return
        answer = reply(data, rcode=2 if chance() < SERVFAIL else None, truncated=chance() < TRUNCATED)
        if answer is None:
            return
        if chance() < LIES:  # an answer to nothing that was asked, before the true one
            self.transport.sendto(bytes([answer[0] ^ 0x55]) + answer[1:], source)
        if chance() < LATE:
            asyncio.get_running_loop().call_later(LATENESS, self.transport.sendto, answer, source)
        else:
            self.transport.sendto(answer, source)


async def stream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        (size,) = struct.unpack("!H", await reader.readexactly(2))
        answer = reply(await reader.readexactly(size))
        if answer is not None:
            writer.write(struct.pack("!H", len(answer)) + answer)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def serve(seed: int) -> None:
    listener = await asyncio.start_server(stream, "127.0.0.1", 0, backlog=1000)
    port = listener.sockets[0].getsockname()[1]
    one = socket.socket(type=socket.SOCK_DGRAM)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    one.bind(("127.0.0.1", port))
    await asyncio.get_running_loop().create_datagram_endpoint(lambda: Bad(seed), sock=one)
    print(port, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
