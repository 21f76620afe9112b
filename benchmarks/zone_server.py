"""A name server on loopback, in a process of its own, that delays every answer and notes every query.

    python benchmarks/zone_server.py DELAY PORT_FILE LOG

It serves `ZONE` and answers NXDOMAIN for everything else.
"""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ZONE = Path(__file__).with_name("example.com.zone")
START_LIMIT = 20.0  # seconds


class Served(NamedTuple):
    """Where the server listens, and the file that has a line for every query: seconds, name and type."""

    address: str
    log: Path

    def queries(self) -> list[str]:
        """Return the queries so far, name and type."""
        return [line.split(" ", 1)[1] for line in self.log.read_text().splitlines()]


@contextmanager
def served(delay: float) -> Iterator[Served]:
    """Serve `ZONE`; every answer comes *delay* seconds after its query."""
    with tempfile.TemporaryDirectory() as folder:
        port, log = Path(folder, "port"), Path(folder, "log")
        log.touch()
        process = subprocess.Popen([sys.executable, __file__, str(delay), str(port), str(log)])
        try:
            limit = time.monotonic() + START_LIMIT
            while not port.exists() and process.poll() is None and time.monotonic() < limit:
                time.sleep(0.01)
            yield Served(f"127.0.0.1:{port.read_text()}", log)
        finally:
            process.terminate()
            process.wait()


class Answering(asyncio.DatagramProtocol):
    """Answers from the zone, after the delay."""

    def __init__(self, delay: float, log: Path) -> None:
        import dns.zone

        self.zone = dns.zone.from_file(str(ZONE), origin="example.com.", relativize=False)
        self.delay = delay
        self.log = log.open("a", buffering=1)
        self.start = time.monotonic()
        self.known: dict[bytes, tuple[str, bytes]] = {}  # by question, so that a reply costs next to nothing

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, source: tuple[str, int]) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time() + self.delay  # the work on the reply is a part of the delay
        if data[2:] not in self.known:
            self.known[data[2:]] = self.reply(data)
        line, reply = self.known[data[2:]]
        self.log.write(f"{time.monotonic() - self.start:.4f} {line}\n")
        loop.call_at(due, self.transport.sendto, data[:2] + reply[2:], source)

    def reply(self, data: bytes) -> tuple[str, bytes]:
        """Return the line for the log, and the reply."""
        import dns.flags
        import dns.message
        import dns.rcode
        import dns.rdatatype

        query = dns.message.from_wire(data)
        name, rdtype = query.question[0].name, query.question[0].rdtype
        line = f"{name.to_text(omit_final_dot=True)} {dns.rdatatype.to_text(rdtype)}"
        message = dns.message.make_response(query)
        message.flags |= dns.flags.AA
        if found := self.zone.get_rrset(name, rdtype):
            message.answer.append(found)
            return line, message.to_wire()
        message.authority.append(self.zone.get_rrset(self.zone.origin, "SOA"))
        if not any(owner.is_subdomain(name) for owner in self.zone):
            message.set_rcode(dns.rcode.NXDOMAIN)
        return line, message.to_wire()


async def serve(delay: float, port: Path, log: Path) -> None:
    """Serve until terminated."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: Answering(delay, log), ("127.0.0.1", 0))
    unfinished = port.with_suffix(".new")
    unfinished.write_text(str(transport.get_extra_info("sockname")[1]))
    unfinished.rename(port)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(float(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])))
