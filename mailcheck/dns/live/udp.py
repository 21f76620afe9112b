"""Sends questions to one server from a pool of connected sockets, as RFC 5452 advises.

Ids and the choice of the socket come from the system's random source, ports from the kernel. A socket serves
a thousand questions and is replaced. A datagram that answers no question is somebody's guess: its socket is
retired at once, and what was in flight on it is asked again over TCP, where guessing does not work.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from collections.abc import Iterator
from typing import Protocol

from mailcheck.dns.live.query import Query
from mailcheck.dns.live.servers import Server
from mailcheck.dns.live.wire import is_reply_to

WIDTH = 16  # sockets in ordinary use
MOST = 64  # sockets when all of them are full
IN_FLIGHT = 100  # questions on one socket; with the usual receive buffer 400 lose replies
LIFETIME = 1000  # questions that one socket sends
BATCH = 64  # datagrams taken at one wake-up
LONGEST = 4096  # octets taken of a datagram; more than this is treated as truncated


class Listener(Protocol):
    """Who gets to know what became of a query."""

    def receive(self, query: Query, server: int, data: bytes) -> None:
        """A reply came that matches in id and question."""
        ...

    def distrust(self, query: Query, server: int) -> None:
        """A datagram came to the query's socket that answers nothing."""
        ...

    def unreachable(self, query: Query, server: int, error: OSError) -> None:
        """The system says that the server cannot be reached."""
        ...


def random_ids() -> Iterator[int]:
    """Yield numbers of 16 bits that nobody can foresee."""
    while True:
        yield from struct.unpack("!256H", os.urandom(512))


class UdpPool:
    """The sockets to one server."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, server: Server, index: int, listener: Listener
    ) -> None:
        self.loop = loop
        self.index = index
        self.listener = listener
        self.family = server.family
        self.address = server.address
        self.ids = random_ids()
        self.sockets: list[UdpSocket] = []
        self.retired: set[UdpSocket] = set()

    def send(self, query: Query) -> None:
        """Send *query*; an error goes to the listener."""
        place = next(self.ids) % WIDTH
        try:
            chosen = self.sockets[place] if place < len(self.sockets) else self._open()
            if len(chosen.in_flight) >= IN_FLIGHT:
                chosen = self._roomiest()
        except OSError as error:
            self.listener.unreachable(query, self.index, error)
            return
        chosen.send(query)

    def adopt(self, query: Query, connected: socket.socket, ident: int) -> None:
        """Take over a socket from which *query* has been sent under *ident*."""
        one = UdpSocket(self, connected)
        one.used.add(ident)
        one.in_flight[ident] = query
        query.sent.append((one, ident))
        self.sockets.append(one)

    def retire(self, old: UdpSocket) -> None:
        """Send nothing more from *old*; it stays open for what is in flight."""
        if old in self.sockets:
            self.sockets.remove(old)
        if old.in_flight:
            self.retired.add(old)
        else:
            self.retired.discard(old)
            old.close()

    def close(self) -> None:
        """Close every socket."""
        for one in (*self.sockets, *self.retired):
            one.close()
        self.sockets.clear()
        self.retired.clear()

    def _roomiest(self) -> UdpSocket:
        roomiest = min(self.sockets, key=lambda one: len(one.in_flight))
        if len(roomiest.in_flight) < IN_FLIGHT or len(self.sockets) >= MOST:
            return roomiest
        return self._open()

    def _open(self) -> UdpSocket:
        opened = socket.socket(self.family, socket.SOCK_DGRAM | getattr(socket, "SOCK_CLOEXEC", 0))
        try:
            opened.setblocking(False)
            opened.connect(self.address)
        except OSError:
            opened.close()
            raise
        one = UdpSocket(self, opened)
        self.sockets.append(one)
        return one


class UdpSocket:
    """One connected socket, the queries in flight on it by id, and every id it ever used."""

    __slots__ = ("closed", "in_flight", "pool", "socket", "used")

    def __init__(self, pool: UdpPool, connected: socket.socket) -> None:
        self.pool = pool
        self.socket = connected
        self.in_flight: dict[int, Query] = {}
        self.used: set[int] = set()
        self.closed = False
        pool.loop.add_reader(connected.fileno(), self.readable)

    def send(self, query: Query) -> None:
        """Send *query* under an id that this socket has not used."""
        ident = next(self.pool.ids)
        while ident in self.used:
            ident = next(self.pool.ids)
        self.used.add(ident)
        self.in_flight[ident] = query
        query.sent.append((self, ident))
        try:
            self.socket.send(ident.to_bytes(2, "big") + query.packet)
        except (BlockingIOError, InterruptedError):
            pass  # a full buffer loses the datagram as a network may; the next attempt makes up for it
        except OSError as error:
            self.give_up(error)
            return
        if len(self.used) >= LIFETIME:
            self.pool.retire(self)

    def withdraw(self, ident: int) -> None:
        """Wait no more for a reply; one that is late is still known by its id."""
        if self.in_flight.pop(ident, None) is not None and not self.in_flight and self in self.pool.retired:
            self.pool.retire(self)

    def readable(self) -> None:
        """Take what has come, but not so much that others starve."""
        take = self.socket.recv
        for _ in range(BATCH):
            if self.closed:
                return
            try:
                data = take(LONGEST)
            except (BlockingIOError, InterruptedError):
                return
            except OSError as error:
                self.give_up(error)
                return
            self.take(data)

    def take(self, data: bytes) -> None:
        """Hand a datagram to its query."""
        in_flight = self.in_flight
        ident = data[0] << 8 | data[1] if len(data) > 1 else -1
        query = in_flight.get(ident)
        if query is None and ident in self.used and len(data) >= 12:
            return  # the late or second reply to a question that has been answered
        if query is None or not is_reply_to(data, query.asked):
            for victim in self.abandon():
                self.pool.listener.distrust(victim, self.pool.index)
            return
        del in_flight[ident]
        if len(query.sent) == 1:
            query.sent.clear()
        pool = self.pool
        if not in_flight and self in pool.retired:
            pool.retire(self)
        pool.listener.receive(query, pool.index, data)

    def give_up(self, error: OSError) -> None:
        """Give up this socket: the system says that nothing comes through."""
        for victim in self.abandon():
            self.pool.listener.unreachable(victim, self.pool.index, error)

    def abandon(self) -> list[Query]:
        """Retire the socket at once and return what was in flight."""
        victims = list(self.in_flight.values())
        self.in_flight.clear()
        self.pool.retire(self)
        return victims

    def close(self) -> None:
        """Close the socket; harmless when its event loop is gone."""
        if self.closed:
            return
        self.closed = True
        if not self.pool.loop.is_closed():
            self.pool.loop.remove_reader(self.socket.fileno())
        self.socket.close()
