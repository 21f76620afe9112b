"""Sends questions before there is an event loop: answers are on their way while the program still loads."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterable
from typing import NamedTuple

from mailcheck.dns.live import wire
from mailcheck.dns.live.servers import Server
from mailcheck.dns.names import normalize

MOST = 16  # questions, each from a socket of its own


class EarlyQuestion(NamedTuple):
    """A question that was sent: where its reply will come to, and when it left, in monotonic time."""

    name: str
    rdtype: str
    socket: socket.socket
    ident: int
    sent: float


def send_early(server: Server, questions: Iterable[tuple[str, str]]) -> tuple[EarlyQuestion, ...]:
    """Send questions for plain names over UDP; what fails here is asked in the usual way later."""
    if server.scheme != "udp":
        return ()
    wanted = dict.fromkeys((normalize(name), rdtype) for name, rdtype in questions)
    sent = (_send(server, name, rdtype) for name, rdtype in list(wanted)[:MOST])
    return tuple(one for one in sent if one is not None)


def _send(server: Server, name: str, rdtype: str) -> EarlyQuestion | None:
    try:
        asked = wire.question(wire.encode_name(name), wire.type_code(rdtype))
    except wire.UnsendableName:
        return None
    ident = os.urandom(2)
    opened = socket.socket(server.family, socket.SOCK_DGRAM)
    try:
        opened.setblocking(False)
        opened.connect(server.address)
        opened.send(ident + wire.message(asked))
    except OSError:
        opened.close()
        return None
    return EarlyQuestion(name, rdtype, opened, int.from_bytes(ident, "big"), time.monotonic())
