"""Reads at a glance the replies that nearly all are.

Such a reply holds records of the very name and type that were asked for, or denies that there are any with
the SOA record of the zone, and nothing else but OPT. Every other one, a malformed one too, is left to `wire`
and `reply`, which take several times as long; tests hold the two ways together.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import Any, NamedTuple

from mailcheck.dns.answers import Status
from mailcheck.dns.live import wire
from mailcheck.dns.live.reply import LONGEST_TTL

_SELF = b"\xc0\x0c"  # a pointer to the name in the question section
_TIME = struct.Struct("!IH")  # what follows a record's class: its TTL and the length of its data
_OPT = b"\0\0\x29"  # the root, and the type
_HEADER = 12  # octets
_LONGEST_END = 12  # octets: one more than an OPT record without options has


class Glance(NamedTuple):
    """What an ordinary reply says; the fields are those of an `Answer`."""

    status: Status
    records: tuple[Any, ...]
    ttl: int


def glance(data: bytes, asked: bytes, name: str) -> Glance | None:
    """Return what a reply to the question *asked* says, None where that takes more than a glance.

    Call it when `wire.is_reply_to` holds; *name* is that of the question, in presentation form.
    """
    rcode = data[3] & 0x0F
    counts = data[4:10]  # of questions, answers, and authorities
    at = _HEADER + len(asked)
    try:
        if counts[4:] == b"\0\0" and not rcode and counts[:2] == b"\0\1":
            return _presence(data, at, asked, name)
        if counts == b"\0\1\0\0\0\1" and rcode in (0, wire.NXDOMAIN):
            return _absence(data, at, rcode, name)
    except (wire.Malformed, struct.error, IndexError):
        pass
    return None


def _presence(data: bytes, at: int, asked: bytes, name: str) -> Glance | None:
    count = data[6] << 8 | data[7]
    read = wire.READERS.get(asked[-4] << 8 | asked[-3])
    if not count or read is None:
        return None
    head = _SELF + asked[-4:]
    names = {_HEADER: name}
    least, values = LONGEST_TTL, []
    for _ in range(count):
        if not data.startswith(head, at):
            return None
        ttl, size = _TIME.unpack_from(data, at + 6)
        at += 12
        if at + size > len(data):
            return None
        values.append(read(data, at, at + size, names))
        at += size
        if ttl < least:
            least = ttl
        elif ttl > LONGEST_TTL:
            least = 0  # RFC 2181 section 8
    if not _is_end(data[10:12], data[at : at + _LONGEST_END]):
        return None
    # RFC 2181 section 5: an RRset holds no record twice.
    return Glance(Status.FOUND, tuple(dict.fromkeys(values)) if count > 1 else tuple(values), least)


def _absence(data: bytes, at: int, rcode: int, name: str) -> Glance | None:
    """Read the SOA record for its times (RFC 2308 section 5)."""
    if not data[at]:  # the root
        at += 1
    elif data.startswith(_SELF, at):
        at += 2
    else:
        at = wire.name_at(data, at, {_HEADER: name})[1]
    if not data.startswith(b"\0\6\0\1", at):
        return None
    ttl, size = _TIME.unpack_from(data, at + 4)
    at += 10 + size
    if size < 22 or at > len(data) or not _is_end(data[10:12], data[at : at + _LONGEST_END]):
        return None
    minimum = int.from_bytes(data[at - 4 : at], "big")
    status = Status.NO_NAME if rcode else Status.NO_DATA
    return Glance(status, (), min(ttl, minimum, LONGEST_TTL) if ttl <= LONGEST_TTL else 0)


@lru_cache(maxsize=256)  # a server ends all its replies alike
def _is_end(count: bytes, end: bytes) -> bool:
    """Say whether a message may end so: *count* is that of its additional records, of which OPT may be one.

    An OPT record with upper bits of an RCODE, or with options, is not for a glance.
    """
    if count == b"\0\1":
        return len(end) == 11 and end[:3] == _OPT and not end[5] and end[9:] == b"\0\0"
    return count == b"\0\0" and not end
