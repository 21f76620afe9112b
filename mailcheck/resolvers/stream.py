"""Asks one question over one connection: TCP (RFC 7766), TLS (RFC 7858) or HTTPS (RFC 8484)."""

from __future__ import annotations

import asyncio
import struct
from typing import Any

from mailcheck.answers import Failure
from mailcheck.resolvers.addresses import Server


class StreamError(Exception):
    """A connection that gave no reply; *text* goes on with the server's name."""

    def __init__(self, failure: Failure, text: str) -> None:
        super().__init__(text)
        self.failure = failure
        self.text = text


async def exchanged(server: Server, packet: bytes) -> bytes:
    """Return the server's reply to *packet*; the caller sees to the deadline.

    Raises:
        StreamError: there was none.
    """
    try:
        return await (_over_https(server, packet) if server.scheme == "https" else _over_tcp(server, packet))
    except asyncio.IncompleteReadError:
        raise StreamError(Failure.SERVFAIL, "a connection was closed before the reply came from") from None
    except ConnectionRefusedError:
        raise StreamError(Failure.REFUSED, "connection refused by") from None
    except OSError as error:
        raise StreamError(Failure.REFUSED, f"no connection ({error.strerror or error}) to") from error


async def _over_tcp(server: Server, packet: bytes) -> bytes:
    context = _tls_context() if server.scheme == "tls" else None
    verified = (server.name or server.host) if context else None
    reader, writer = await asyncio.open_connection(
        server.host, server.port, ssl=context, server_hostname=verified
    )
    try:
        writer.write(struct.pack("!H", len(packet)) + packet)
        (size,) = struct.unpack("!H", await reader.readexactly(2))
        return await reader.readexactly(size)
    finally:
        writer.transport.abort()


def _tls_context() -> Any:
    import ssl

    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


async def _over_https(server: Server, packet: bytes) -> bytes:
    from importlib import import_module

    httpx = import_module(
        "httpx"
    )  # comes with dnspython[doh]; its absence was found when the server was named
    kind = "application/dns-message"
    try:
        async with httpx.AsyncClient(http2=True, timeout=None) as client:
            reply = await client.post(
                server.url, content=packet, headers={"content-type": kind, "accept": kind}
            )
    except httpx.HTTPError as error:
        raise StreamError(Failure.REFUSED, f"no connection ({type(error).__name__}) to") from error
    if reply.status_code != 200 or reply.headers.get("content-type") != kind:
        raise StreamError(Failure.REFUSED, f"HTTP status {reply.status_code} and no DNS message from")
    return bytes(reply.content)
