"""Asks one question over one connection: TCP (RFC 7766), TLS (RFC 7858) or HTTPS (RFC 8484)."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

from mailcheck.dns.answers import Failure
from mailcheck.dns.live.servers import Server

CONNECTIONS = 64  # open at once
MESSAGE = "application/dns-message"  # RFC 8484 section 6


class StreamError(Exception):
    """A connection that gave no reply; *text* goes on with the server's name."""

    def __init__(self, failure: Failure, text: str) -> None:
        super().__init__(text)
        self.failure = failure
        self.text = text


class Streams:
    """The connections of one event loop, and what they share."""

    def __init__(self) -> None:
        self._gate = asyncio.Semaphore(CONNECTIONS)
        self._context: Any = None
        self._client: Any = None
        self._clients = 0  # questions that use the client just now

    async def exchange(self, server: Server, packet: bytes) -> bytes:
        """Return the server's reply to *packet*; the caller sees to the deadline.

        Raises:
            StreamError: there was none.
        """
        try:
            async with self._gate:
                if server.scheme == "https":
                    return await self._over_https(server, packet)
                return await self._over_tcp(server, packet)
        except asyncio.IncompleteReadError:
            raise StreamError(
                Failure.SERVFAIL, "a connection was closed before the reply came from"
            ) from None
        except ConnectionRefusedError:
            raise StreamError(Failure.REFUSED, "connection refused by") from None
        except ConnectionResetError:
            raise StreamError(Failure.SERVFAIL, "a connection was reset before the reply came from") from None
        except OSError as error:
            raise StreamError(Failure.REFUSED, f"no connection ({error.strerror or error}) to") from error

    async def _over_tcp(self, server: Server, packet: bytes) -> bytes:
        context = self._tls_context() if server.scheme == "tls" else None
        name = (server.name or server.host) if context else None
        reader, writer = await asyncio.open_connection(
            server.host, server.port, ssl=context, server_hostname=name
        )
        try:
            writer.write(struct.pack("!H", len(packet)) + packet)
            (size,) = struct.unpack("!H", await reader.readexactly(2))
            return await reader.readexactly(size)
        finally:
            writer.transport.abort()

    def _tls_context(self) -> Any:
        if self._context is None:
            import ssl

            self._context = ssl.create_default_context()
            self._context.minimum_version = ssl.TLSVersion.TLSv1_2
        return self._context

    async def _over_https(self, server: Server, packet: bytes) -> bytes:
        httpx = _httpx()
        headers = {"content-type": MESSAGE, "accept": MESSAGE}
        try:
            async with self._shared_client() as client:
                reply = await client.post(server.url, content=packet, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise StreamError(Failure.REFUSED, f"no connection ({type(error).__name__}) to") from error
        if reply.status_code != 200 or reply.headers.get("content-type") != MESSAGE:
            raise StreamError(Failure.REFUSED, f"HTTP status {reply.status_code} and no DNS message from")
        return bytes(reply.content)

    @asynccontextmanager
    async def _shared_client(self) -> AsyncIterator[Any]:
        """Share one client, so one connection, among the questions of the moment; the last one closes it."""
        if not self._clients:
            self._client = _httpx().AsyncClient(http2=True, timeout=None)
        client = self._client
        self._clients += 1
        try:
            yield client
        finally:
            self._clients -= 1
            if not self._clients:
                await client.aclose()


def _httpx() -> Any:
    """Import the client of the extra `doh`; it was looked for when the server was named."""
    return import_module("httpx2")
