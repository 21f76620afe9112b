"""All questions in flight on one event loop: whom each is asked next, until it is answered or out of time."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable
from functools import partial

from mailcheck.dns.answers import Answer, Failure, Status
from mailcheck.dns.delivery import Callback, callback_for, deliver_from, future_from
from mailcheck.dns.live import wire
from mailcheck.dns.live.early import EarlyQuestion
from mailcheck.dns.live.fast_reply import glance
from mailcheck.dns.live.query import Deadlines, Query
from mailcheck.dns.live.reply import NO_WAY, RECURSIVE, Chain, Conclusion, Manner, Trouble
from mailcheck.dns.live.servers import Server, Usage
from mailcheck.dns.live.streams import StreamError, Streams
from mailcheck.dns.live.udp import LONGEST, UdpPool
from mailcheck.dns.names import normalize

# The parts of a question's time that its attempts get: with the usual 5 s, the second starts after 1 s.
SHARES = (0.2, 0.2, 0.25, 0.35)
_answer = partial(tuple.__new__, Answer)  # takes all fields, in a fraction of the time
_PLAIN = (None, "", (), "", ())  # the fields of an answer with which nothing is the matter, after the server
STRIKES = 2  # after so many a server is not asked again; SERVFAIL is one, as it often passes


class Exchange:
    """The transport of one event loop; `ask` sends at once."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        servers: tuple[Server, ...],
        timeout: float,
        early: Iterable[EarlyQuestion] = (),
        manner: Manner = RECURSIVE,
    ) -> None:
        self.loop = loop
        self.time = loop.time
        self.servers = servers
        self.labels = [server.label for server in servers]
        self.usage = [Usage() for _ in servers]
        self.timeout = timeout
        self.shares = [share * timeout for share in SHARES[:-1]] + [timeout]
        self.manner = manner
        self.deadlines = Deadlines(loop, self.rang)
        self.pools = [
            UdpPool(loop, server, i, self) if server.scheme == "udp" else None
            for i, server in enumerate(servers)
        ]
        self.first = 0  # the server that answers; others are asked when it does not
        self.tasks: set[asyncio.Task[bytes]] = set()
        self.streams = Streams()
        self.queries: set[Query] = set()
        self.early = {(sent.name, sent.rdtype): self.adopt(sent) for sent in early}

    def ask(self, name: str, rdtype: str) -> asyncio.Future[Answer]:
        """Send a question and return what will hold the answer."""
        return future_from(self.deliver, name, rdtype)

    def deliver(self, name: str, rdtype: str, callback: Callback) -> Answer | None:
        """Send a question whose answer *callback* will have: see `FullResolver`."""
        owner = normalize(name)
        if self.early and (sent := self.early.pop((owner, rdtype), None)):
            return deliver_from(sent, callback)
        deadline = self.time() + self.timeout
        query = Query(owner, rdtype, wire.type_code(rdtype), callback, deadline, self.manner.recursive)
        if "\\" in owner or not owner.isascii():
            owner = _canonical(owner)
        self.queries.add(query)
        self.pursue(query, Chain(owner))
        return None

    def adopt(self, sent: EarlyQuestion) -> asyncio.Future[Answer]:
        """Go on with a question that was sent before there was an event loop."""
        future: asyncio.Future[Answer] = self.loop.create_future()
        code = wire.type_code(sent.rdtype)
        query = Query(sent.name, sent.rdtype, code, callback_for(future), sent.sent + self.timeout)
        self.queries.add(query)
        query.aim(Chain(sent.name), self.first)
        pool = self.pools[query.server]
        if pool is not None:
            pool.adopt(query, sent.socket, sent.ident)
        self.wake(query, self.shares[0])
        query.attempt += 1
        return future

    def pursue(self, query: Query, chain: Chain) -> None:
        """Ask for the end of *chain*, or say why that cannot be asked."""
        if query.sent:
            query.withdraw()
        try:
            query.aim(chain, self.first)
        except wire.UnsendableName as error:
            self.conclude(
                query,
                Conclusion(Status.FAILED, chain, failure=Failure.MALFORMED, detail=f"not asked: {error}"),
            )
            return
        self.send(query)

    def send(self, query: Query) -> None:
        """Make the next attempt, at the query's server."""
        pool = self.pools[query.server]
        if pool is None:
            self.connect(query)
            return
        attempt = query.attempt
        query.attempt = attempt + 1
        self.wake(query, self.shares[attempt] if attempt < len(SHARES) else self.timeout)
        pool.send(query)

    def connect(self, query: Query) -> None:
        """Ask over a connection; half of what time is left goes to the other servers, if there are any."""
        left = query.deadline - self.time()
        self.wake(query, left / 2 if self.successor(query) not in (None, query.server) else left)
        server = query.server
        task = self.loop.create_task(self.ask_over_connection(query, server))
        attempt = _Connection(task)
        query.sent.append((attempt, 0))
        self.tasks.add(task)
        task.add_done_callback(lambda done: self.finish_connection(query, server, done))

    async def ask_over_connection(self, query: Query, server: int) -> bytes:
        """Return the reply over a connection of its own."""
        ident = secrets.token_bytes(2)
        data = await self.streams.exchange(self.servers[server], ident + query.packet)
        # RFC 8484 section 4.1 would have the id zero for the sake of HTTP caches; nothing is cached here.
        if data[:2] != ident or not wire.is_reply_to(data, query.asked):
            raise StreamError(Failure.MALFORMED, "a reply to another question from")
        return data

    def wake(self, query: Query, seconds: float) -> None:
        """Let the attempt count as silent after *seconds*, or when the query's time is over."""
        wake = self.time() + seconds
        query.wake = wake if wake < query.deadline else query.deadline
        self.deadlines.add(query)

    def rang(self, query: Query) -> None:
        """Try the next server, as this one is silent."""
        query.silent = (*query.silent, query.server)
        successor = self.successor(query)
        if query.wake >= query.deadline or successor is None:
            self.give_up(query)
            return
        query.server = successor
        self.send(query)

    def successor(self, query: Query) -> int | None:
        """Return the next server in turn that may still be asked; the same one where it is the only one."""
        count = len(self.servers)
        turn = ((query.server + step) % count for step in range(1, count + 1))
        return next((server for server in turn if query.strikes.get(server, 0) < STRIKES), None)

    def receive(self, query: Query, server: int, data: bytes) -> None:
        """Take a reply over UDP; one that was cut is asked for again over TCP (RFC 7766 section 5)."""
        if data[2] & 0x02 or len(data) >= LONGEST:
            query.server = server
            self.connect(query)
            return
        self.read(query, server, data)

    def distrust(self, query: Query, server: int) -> None:
        """Ask again over TCP: somebody guesses, or the server is broken."""
        query.note(Failure.MALFORMED, f"a reply to another question from {self.labels[server]}")
        query.server = server
        self.connect(query)

    def unreachable(self, query: Query, server: int, error: OSError) -> None:
        """Go on at once, without waiting."""
        refused = isinstance(error, ConnectionRefusedError)
        text = "connection refused by" if refused else f"no way ({error.strerror or error}) to"
        failure = self.manner.no_way if error.errno in NO_WAY else self.manner.lost
        self.trouble(query, server, Trouble(failure, text))

    def finish_connection(self, query: Query, server: int, task: asyncio.Task[bytes]) -> None:
        """Take what came over a connection."""
        self.tasks.discard(task)
        if task.cancelled() or not query.waiting:
            return
        error = task.exception()
        if isinstance(error, StreamError):
            failure = self.manner.lost if error.failure is Failure.REFUSED else error.failure
            self.trouble(query, server, Trouble(failure, error.text))
        elif error is not None:
            raise error
        elif task.result()[2] & 0x02:
            self.trouble(
                query, server, Trouble(Failure.MALFORMED, "a truncated reply over a connection from")
            )
        else:
            self.read(query, server, task.result())

    def read(self, query: Query, server: int, data: bytes) -> None:
        """Read a reply and do what it calls for."""
        chain = query.chain
        if self.manner is RECURSIVE and not chain.aliases:
            read = glance(data, query.asked, chain.name)
            if read is not None:
                authentic = bool(data[3] & wire.AUTHENTIC)
                fields = (query.name, query.rdtype, *read, authentic, (), self.labels[server], *_PLAIN)
                self.finish(query, _answer(fields), server)
                return
        try:
            reply = wire.parse(data, query.chain.end, query.asked)
        except wire.Malformed as error:
            self.trouble(query, server, Trouble(Failure.MALFORMED, f"a malformed reply ({error}) from"))
            return
        if query.edns and reply.rcode in (wire.FORMERR, wire.NOTIMP, wire.BADVERS):
            query.without_edns()  # RFC 6891 section 7: a server that knows no EDNS says FORMERR or NOTIMP
            query.server = server
            self.send(query)
            return
        outcome = self.manner.judge(reply, query.chain, query.code)
        if isinstance(outcome, Conclusion):
            self.conclude(query, outcome, server)
        elif isinstance(outcome, Chain):
            self.pursue(query, outcome)
        else:
            self.trouble(query, server, outcome, 1 if reply.rcode == wire.SERVFAIL else STRIKES)

    def trouble(self, query: Query, server: int, trouble: Trouble, strikes: int = STRIKES) -> None:
        """Note what went wrong at a server and ask the next one."""
        query.note(trouble.failure, f"{trouble.text} {self.labels[server]}")
        query.strike(server, strikes)
        successor = self.successor(query)
        if successor is None:
            self.give_up(query)
            return
        query.server = successor
        self.send(query)

    def give_up(self, query: Query) -> None:
        """Conclude that the question cannot be answered, and say everything that was tried."""
        silent = ", ".join(self.labels[server] for server in dict.fromkeys(query.silent))
        problems = list(dict.fromkeys(text for _, text in query.troubles))
        if silent:
            problems.append(f"no answer within {self.timeout:g} s from {silent}")
        failure = query.troubles[0][0] if query.troubles else Failure.TIMEOUT
        self.conclude(
            query,
            Conclusion(Status.FAILED, query.chain, failure=failure, detail="; ".join(problems)),
            query.server,
        )

    def conclude(self, query: Query, outcome: Conclusion, server: int | None = None) -> None:
        """Answer a question with what was found out."""
        answer = Answer(
            query.name,
            query.rdtype,
            outcome.status,
            outcome.records,
            outcome.ttl,
            outcome.chain.authentic and outcome.status is not Status.FAILED,
            outcome.chain.aliases,
            "" if server is None else self.labels[server],
            outcome.failure,
            outcome.detail,
            beside_alias=outcome.beside_alias,
        )
        self.finish(query, answer, server)

    def finish(self, query: Query, answer: Answer, server: int | None) -> None:
        """Answer a question; None as *server* is none."""
        query.waiting = False
        if query.sent:
            query.withdraw()
        self.queries.discard(query)
        if server is not None:
            answered = answer.status is not Status.FAILED
            if answered:
                self.first = server
            self.usage[server].count(self.time() - query.deadline + self.timeout, answered)
        query.callback(answer, None)

    def close(self) -> None:
        """Send and take nothing more; what is in flight counts as unanswered."""
        self.deadlines.close()
        if not self.loop.is_closed():
            for query in list(self.queries):
                query.callback = _defer(self.loop, query.callback)
                outcome = Conclusion(
                    Status.FAILED, query.chain, failure=Failure.TIMEOUT, detail="the resolver was closed"
                )
                self.conclude(query, outcome)
        for pool in self.pools:
            if pool is not None:
                pool.close()


class _Connection:
    """What a query waits for while it is asked over a connection."""

    __slots__ = ("task",)

    def __init__(self, task: asyncio.Task[bytes]) -> None:
        self.task = task

    def withdraw(self, ident: int) -> None:
        """Drop the connection."""
        if not self.task.get_loop().is_closed():
            self.task.cancel()


def _defer(loop: asyncio.AbstractEventLoop, callback: Callback) -> Callback:
    """Return what calls back in the event loop's next turn, so that nobody asks on while this closes."""

    def later(answer: Answer | None, error: BaseException | None) -> None:
        loop.call_soon(callback, answer, error)

    return later


def _canonical(name: str) -> str:
    """Return a name with the escapes that names in replies have; unchanged where it cannot be sent."""
    try:
        return wire.present(wire.encode_name(name))
    except wire.UnsendableName:
        return name
