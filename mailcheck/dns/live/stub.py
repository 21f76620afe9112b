"""Asks the live DNS over UDP, TCP, TLS or HTTPS."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mailcheck.dns.live.early import EarlyQuestion, send_early
from mailcheck.dns.live.servers import servers

if TYPE_CHECKING:
    import asyncio
    from types import TracebackType

    from mailcheck.dns.answers import Answer, Question
    from mailcheck.dns.delivery import Callback
    from mailcheck.dns.live.exchange import Exchange
    from mailcheck.dns.live.servers import Usage
    from mailcheck.dns.lookups import ZoneContents

# asyncio is imported with the first question that is asked on an event loop; those sent early need none.

TIMEOUT = 5.0  # seconds a question, over all servers and attempts


class LiveResolver:
    """A stub resolver: it asks name servers that recurse, or that hold the zones themselves.

    It may be used from one event loop after another; its sockets belong to the loop that runs. Close it, or
    use it with `async with`.
    """

    memory = None  # every answer has to be waited for

    def __init__(self, nameservers: Iterable[str] = (), *, timeout: float = TIMEOUT) -> None:
        """Read the spelling of the servers; nothing is sent yet.

        Args:
            nameservers: `ADDR`, `ADDR:PORT`, `[ADDR6]:PORT`, `tls://ADDR[:PORT][#NAME]` or `https://...`, in
                the order in which they are asked. By default those of /etc/resolv.conf.
            timeout: Seconds until a question counts as unanswered, over all servers and attempts.

        Raises:
            ServerAddressError: a server is spelled otherwise, or needs what is not installed.
        """
        self.servers = servers(nameservers)
        self.timeout = timeout
        self._exchange: Exchange | None = None
        self._direct: dict[str, Exchange] = {}  # by the spelling of the one server that each asks
        self._early: tuple[EarlyQuestion, ...] = ()

    def ask(self, name: str, rdtype: str) -> asyncio.Future[Answer]:
        """Send the question and return what will hold the answer; DNS outcomes never raise.

        A name that no message can carry, such as one with a label of 64 octets, is FAILED and MALFORMED.

        Raises:
            ValueError: there is no such RR type.
        """
        return self._running().ask(name, rdtype)

    def deliver(self, name: str, rdtype: str, callback: Callback) -> Answer | None:
        """Send the question, and let *callback* have the answer: see `FullResolver`."""
        return self._running().deliver(name, rdtype, callback)

    def ask_at(self, server: str, name: str, rdtype: str) -> asyncio.Future[Answer]:
        """Ask one server what it holds itself: no recursion, no alias followed, no word without authority.

        From a server that claims no authority the answer is FAILED and REFUSED, from one that cannot be
        reached FAILED and UNREACHABLE; an alias is FOUND without records.

        Args:
            server: `ADDR`, `ADDR:PORT` or `[ADDR6]:PORT`.
            name: As for `ask`.
            rdtype: As for `ask`.

        Raises:
            ServerAddressError: the server is spelled otherwise.
            ValueError: there is no such RR type.
        """
        return self._running_for(server).ask(name, rdtype)

    def ask_early(self, questions: Iterable[tuple[str, str]]) -> None:
        """Send questions, pairs of a name and a type, before there is an event loop; `ask` finds them sent.

        What is never asked later is only wasted. Names are plain: without escapes.
        """
        self._early += send_early(self.servers[0], questions)

    def note_timeout(self, question: Question, answer: Answer) -> None:
        """Do nothing about it: the question goes on until its own time is over."""

    def zone_contents(self, domain: str) -> ZoneContents | None:
        """Return that there is no zone file."""
        return None

    @property
    def usage(self) -> dict[str, Usage]:
        """What each server had to do on this event loop so far, by the way a person would write it."""
        running = self._exchange
        return dict(zip(running.labels, running.usage, strict=True)) if running else {}

    def close(self) -> None:
        """Close every socket; questions in flight count as unanswered. The resolver may be used again."""
        for sent in self._early:
            sent.socket.close()
        self._early = ()
        exchanges = self._exchanges()
        self._exchange, self._direct = None, {}
        for exchange in exchanges:
            exchange.close()

    async def __aenter__(self) -> LiveResolver:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        import asyncio

        tasks = {task for exchange in self._exchanges() for task in exchange.tasks}
        self.close()
        await asyncio.gather(*tasks, return_exceptions=True)

    def __del__(self) -> None:
        if hasattr(self, "_early"):  # it is not there when the servers were spelled wrongly
            self.close()

    def _exchanges(self) -> tuple[Exchange, ...]:
        recursive = () if self._exchange is None else (self._exchange,)
        return (*recursive, *self._direct.values())

    def _running_for(self, server: str) -> Exchange:
        loop = self._running().loop
        if server not in self._direct:
            from mailcheck.dns.live.exchange import Exchange
            from mailcheck.dns.live.reply import DIRECT

            self._direct[server] = Exchange(loop, servers((server,)), self.timeout, (), DIRECT)
        return self._direct[server]

    def _running(self) -> Exchange:
        if self._exchange is not None and self._exchange.loop.is_running():
            return self._exchange
        from asyncio import get_running_loop

        self._exchange = self._begin(get_running_loop())
        return self._exchange

    def _begin(self, loop: asyncio.AbstractEventLoop) -> Exchange:
        from mailcheck.dns.live.exchange import Exchange

        early, self._early = self._early, ()
        self.close()
        return Exchange(loop, self.servers, self.timeout, early)
