"""Builds questions and reads replies in the wire format of RFC 1035 section 4, for the types that mail needs.

A reply is read in one pass over its octets, every length checked before use. Compression pointers must lead
strictly backwards, and every name is read once, so a message takes a time in proportion to its length. Types
beyond those that mail needs are put into words by dnspython, which is imported only then; tests hold the two
readings together.
"""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from mailcheck.dns.answers import Mx, Txt

TYPES = {
    "A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28, "DS": 43, "RRSIG": 46,
    "DNSKEY": 48, "TLSA": 52, "SPF": 99, "CAA": 257,
}  # fmt: skip
NS, CNAME, SOA, OPT = 2, 5, 6, 41
IN = 1
FORMERR, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED, BADVERS = 1, 2, 3, 4, 5, 16
RCODES = {
    1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED", 6: "YXDOMAIN", 7: "YXRRSET",
    8: "NXRRSET", 9: "NOTAUTH", 10: "NOTZONE", 16: "BADVERS", 23: "BADCOOKIE",
}  # fmt: skip
RESPONSE, AUTHORITATIVE, TRUNCATED, AUTHENTIC, OPCODE = 0x8000, 0x0400, 0x0200, 0x0020, 0x7800
PAYLOAD = 1232  # octets of UDP payload that pass everywhere unfragmented, RFC 9715 section 3.1
POINTER_LIMIT = 128  # a name has at most 127 labels, so an honest one has fewer pointers

# Flags: recursion desired, and AD to be told whether the server validated (RFC 6840 section 5.7).
_PLAIN_HEAD = struct.pack("!HHHHH", 0x0120, 1, 0, 0, 0)
_EDNS_HEAD = struct.pack("!HHHHH", 0x0120, 1, 0, 0, 1)
# To a server that is asked for what it holds itself: neither.
_PLAIN_DIRECT_HEAD = struct.pack("!HHHHH", 0, 1, 0, 0, 0)
_EDNS_DIRECT_HEAD = struct.pack("!HHHHH", 0, 1, 0, 0, 1)
_OPT_RECORD = struct.pack("!BHHIH", 0, OPT, PAYLOAD, 0, 0)
_HEAD = struct.Struct("!HHHHHH")
_RECORD = struct.Struct("!HHIH")
_TYPE_AND_CLASS = struct.Struct("!HH").pack
_LENGTHS = tuple(bytes((length,)) for length in range(64))
_UNESCAPED = re.compile(rb"\\([0-9]{3})|\\(.)|(\.)|([^\\.]+)", re.DOTALL)
_PLAIN_OCTETS = bytes(octet for octet in range(0x21, 0x7F) if octet not in b'"().;\\@$')
_PLAIN_OR_DOT = _PLAIN_OCTETS + b"."


class Malformed(Exception):
    """A reply that is not what RFC 1035 says a message is."""


class UnsendableName(Exception):
    """A name that no message can carry; the message says why."""


class WireRecord(NamedTuple):
    """One record of the answer section: an alias, or of the type that was asked for."""

    owner: str
    rtype: int
    ttl: int
    value: Any


class Reply(NamedTuple):
    """What a reply says. *zone* is the owner of the authority section's SOA, None without one.

    *negative_ttl* is the time of RFC 2308 section 5, 0 without a SOA. *referral* says that name servers stand
    in the authority section without a SOA, and the server does not claim to know.
    """

    rcode: int
    flags: int
    records: list[WireRecord]
    zone: str | None
    negative_ttl: int
    referral: bool


def type_code(rdtype: str) -> int:
    """Return the number of an RR type from its mnemonic, `TYPE99` included (RFC 3597 section 5).

    Raises:
        ValueError: there is no such type.
    """
    code = TYPES.get(rdtype)
    return code if code is not None else _rare_type(rdtype)


def _rare_type(rdtype: str) -> int:
    from dns import exception, rdatatype

    try:
        return int(rdatatype.from_text(rdtype))
    except (exception.DNSException, ValueError) as error:
        raise ValueError(f"`{rdtype}` is not an RR type") from error


@lru_cache(maxsize=1024)  # a name is asked for several types, one after another
def encode_name(name: str) -> bytes:
    """Return *name* in wire format and lower case; octets outside ASCII go as they are in UTF-8.

    Raises:
        UnsendableName: an empty label, or more octets than RFC 1035 section 2.3.4 allows.
    """
    try:
        text = name.encode("utf-8", "surrogateescape").lower()
    except UnicodeEncodeError:
        raise UnsendableName("the name holds a lone surrogate") from None
    text = text.removesuffix(b".") if not text.endswith(b"\\.") else text
    if not text:
        return b"\0"
    parts = text.split(b".") if b"\\" not in text else _unescape(text)
    try:
        wire = b"".join([_LENGTHS[len(part)] + part for part in parts]) + b"\0"
    except IndexError:
        raise UnsendableName(f"a label has {max(map(len, parts))} octets; at most 63 are allowed") from None
    if b"" in parts:
        raise UnsendableName("a label is empty")
    if len(wire) > 255:
        raise UnsendableName(f"the name has {len(wire)} octets; at most 255 are allowed")
    return wire


def _unescape(text: bytes) -> list[bytes]:
    """Return the labels of a name with escapes (RFC 1035 section 5.1)."""
    labels = [b""]
    for code, literal, dot, run in _UNESCAPED.findall(text):
        if dot:
            labels.append(b"")
        else:
            labels[-1] += bytes((int(code) & 0xFF,)).lower() if code else literal or run
    return labels


def question(name: bytes, code: int) -> bytes:
    """Return the question section for a name in wire format (RFC 1035 section 4.1.2)."""
    return name + _TYPE_AND_CLASS(code, IN)


def message(asked: bytes, *, edns: bool = True, recursive: bool = True) -> bytes:
    """Return a query without its first two octets, the id; with EDNS unless told otherwise (RFC 6891).

    Without *recursive* the server is to say only what it holds itself (RFC 1035 section 4.1.1, RD).
    """
    if edns:
        return (_EDNS_HEAD if recursive else _EDNS_DIRECT_HEAD) + asked + _OPT_RECORD
    return (_PLAIN_HEAD if recursive else _PLAIN_DIRECT_HEAD) + asked


def is_reply_to(data: bytes, asked: bytes) -> bool:
    """Say whether *data* is a reply to that question; the id has been compared (RFC 5452 section 9.1).

    A server that could not read the question may leave it out of its FORMERR or NOTIMP.
    """
    if len(data) < 12 or data[2] & 0xF8 != 0x80:
        return False
    if data[4:6] == b"\0\1":
        return data.startswith(asked, 12) or _is_echo(data[12 : 12 + len(asked)], asked)
    return data[4:6] == b"\0\0" and data[3] & 0x0F in (FORMERR, NOTIMP)


def _is_echo(echoed: bytes, asked: bytes) -> bool:
    """Say whether a question comes back, though in other case."""
    return echoed[-4:] == asked[-4:] and echoed[:-4].lower() == asked[:-4]


def parse(data: bytes, name: str, asked: bytes) -> Reply:
    """Return what a reply to the question *asked* says, *name* being its name in presentation form.

    Call it when `is_reply_to` holds. Only aliases and records of the type that was asked for are read out of
    the answer section, and the SOA out of the authority section; all else is stepped over.

    Raises:
        Malformed: a length, a name or a record is broken.
    """
    _, flags, questions, answers, authorities, additional = _HEAD.unpack_from(data)
    names = {12: name} if questions else {}
    at = 12 + len(asked) if questions else 12
    records: list[WireRecord] = []
    try:
        if answers:
            at = _read_answers(data, at, answers, asked, names, records)
        zone, negative_ttl, servers, at = _read_authority(data, at, authorities, names)
        extended = _read_additional(data, at, additional)
    except (struct.error, IndexError) as error:
        raise Malformed("the message ends in the middle of a record") from error
    referral = servers and zone is None and not flags & AUTHORITATIVE
    return Reply(flags & 0x0F | extended << 4, flags, records, zone, negative_ttl, referral)


def _read_answers(
    data: bytes, at: int, count: int, asked: bytes, names: dict[int, str], records: list[WireRecord]
) -> int:
    wanted = asked[-4] << 8 | asked[-3]
    read = READERS.get(wanted) or reference_reader(wanted)
    for _ in range(count):
        if data[at] == 0xC0 and data[at + 1] == 12:
            owner, at = names[12], at + 2
        else:
            owner, at = name_at(data, at, names)
        rtype, rclass, ttl, size = _RECORD.unpack_from(data, at)
        at += 10
        end = at + size
        if end > len(data):
            raise Malformed("a record is longer than the message")
        if rclass == IN and rtype in (wanted, CNAME):
            value = read(data, at, end, names) if rtype == wanted else _read_name(data, at, end, names)
            # RFC 2181 section 8: a TTL with the top bit set counts as zero.
            records.append(WireRecord(owner, rtype, ttl if ttl < 0x80000000 else 0, value))
        at = end
    return at


def _read_authority(
    data: bytes, at: int, count: int, names: dict[int, str]
) -> tuple[str | None, int, bool, int]:
    zone, negative_ttl, servers = None, 0, False
    for _ in range(count):
        start = at
        at = _past_name(data, at)
        rtype, rclass, ttl, size = _RECORD.unpack_from(data, at)
        at += 10 + size
        if rtype == SOA and rclass == IN:
            if size < 22 or at > len(data):
                raise Malformed("the SOA record is cut short")
            zone = name_at(data, start, names)[0]
            minimum = int.from_bytes(data[at - 4 : at], "big")
            negative_ttl = min(ttl, minimum) if ttl < 0x80000000 else 0
        elif rtype == NS:
            servers = True
    return zone, negative_ttl, servers, at


def _read_additional(data: bytes, at: int, count: int) -> int:
    """Return the upper bits of the RCODE, which stand in the TTL of OPT (RFC 6891 section 6.1.3)."""
    extended = 0
    for _ in range(count):
        at = _past_name(data, at)
        rtype, _, ttl, size = _RECORD.unpack_from(data, at)
        at += 10 + size
        if rtype == OPT:
            extended = ttl >> 24
    if at > len(data):
        raise Malformed("a record is longer than the message")
    return extended


def _past_name(data: bytes, at: int) -> int:
    """Return where a name ends, without reading what it points to."""
    while True:
        length = data[at]
        if length >= 0xC0:
            return at + 2
        if length > 63:
            raise Malformed(f"a label has the type {length >> 6:02b}")
        at += length + 1
        if not length:
            return at


def name_at(data: bytes, at: int, names: dict[int, str], depth: int = 0) -> tuple[str, int]:
    """Return the name at an offset in presentation form, and where it ends (RFC 1035 section 4.1.4).

    *names* remembers by offset what has been read, so that pointers to pointers are followed once.
    """
    start = at
    labels: list[bytes] = []
    length = data[at]
    while 0 < length < 64:
        labels.append(data[at + 1 : at + 1 + length])
        at += length + 1
        length = data[at]
    tail = ""
    if length >= 0xC0:
        target = (length & 0x3F) << 8 | data[at + 1]
        at += 1
        if target >= start or depth > POINTER_LIMIT:
            raise Malformed(f"the compression pointer at octet {at - 1} leads nowhere")
        tail = names[target] if target in names else name_at(data, target, names, depth + 1)[0]
    elif length:
        raise Malformed(f"a label has the type {length >> 6:02b}")
    names[start] = text = _join(labels, tail)
    return text, at + 1


def _join(labels: list[bytes], tail: str) -> str:
    if not labels:
        return tail
    octets = b".".join(labels)
    if octets.translate(None, _PLAIN_OR_DOT) or octets.count(b".") >= len(labels):
        head = ".".join("".join([_PRESENTED[octet] for octet in label]) for label in labels)
    else:
        head = octets.decode("ascii").lower()
    text = f"{head}.{tail}" if tail else head
    if len(text) > 253:
        _check_length(text)
    return text


def _check_length(text: str) -> None:
    """Count in octets what is long in characters; escapes make the difference."""
    try:
        encode_name(text)
    except UnsendableName as error:
        raise Malformed(str(error)) from None


def present(wire: bytes) -> str:
    """Return an uncompressed name in presentation form, lower case and without the final dot."""
    return name_at(wire, 0, {})[0]


def _present_octet(octet: int) -> str:
    character = chr(octet).lower()
    if character in '"().;\\@$':
        return "\\" + character
    return character if 0x21 <= octet <= 0x7E else f"\\{octet:03d}"


_PRESENTED = tuple(_present_octet(octet) for octet in range(256))


def _read_a(data: bytes, at: int, end: int, names: dict[int, str]) -> str:
    if end - at != 4:
        raise Malformed(f"an A record has {end - at} octets; 4 are allowed")
    return socket.inet_ntoa(data[at:end])


def _read_aaaa(data: bytes, at: int, end: int, names: dict[int, str]) -> str:
    if end - at != 16:
        raise Malformed(f"an AAAA record has {end - at} octets; 16 are allowed")
    return socket.inet_ntop(socket.AF_INET6, data[at:end])


def _read_name(data: bytes, at: int, end: int, names: dict[int, str]) -> str:
    name, past = name_at(data, at, names)
    if past != end:
        raise Malformed("a record and the name in it end apart")
    return name


def _read_mx(data: bytes, at: int, end: int, names: dict[int, str]) -> Mx:
    exchange, past = name_at(data, at + 2, names)
    if past != end:
        raise Malformed("an MX record and the name in it end apart")
    return Mx(data[at] << 8 | data[at + 1], exchange)


def _read_txt(data: bytes, at: int, end: int, names: dict[int, str]) -> Txt:
    strings = []
    while at < end:
        past = at + data[at] + 1
        strings.append(data[at + 1 : past])
        at = past
    if at != end or not strings:
        raise Malformed("a TXT record and the strings in it end apart")
    return Txt(tuple(strings))


def _read_soa(data: bytes, at: int, end: int, names: dict[int, str]) -> str:
    server, at = name_at(data, at, names)
    mailbox, at = name_at(data, at, names)
    if end - at != 20:
        raise Malformed("a SOA record and its fields end apart")
    numbers = " ".join(map(str, struct.unpack_from("!IIIII", data, at)))
    return f"{server}. {mailbox}. {numbers}"


READERS: dict[int, Callable[[bytes, int, int, dict[int, str]], Any]] = {
    1: _read_a, 2: _read_name, 5: _read_name, 6: _read_soa, 12: _read_name, 15: _read_mx, 16: _read_txt,
    28: _read_aaaa, 99: _read_txt,
}  # fmt: skip


def reference_reader(rtype: int) -> Callable[[bytes, int, int, dict[int, str]], str]:
    """Return what reads records of a type that is rare here: dnspython, as presentation text.

    What it does not take comes in the form for unknown types (RFC 3597 section 5).
    """

    def read(data: bytes, at: int, end: int, names: dict[int, str]) -> str:
        from dns import exception, rdata, rdataclass, rdatatype

        code = rdatatype.RdataType.make(rtype)
        try:
            return rdata.from_wire(rdataclass.IN, code, data, at, end - at).to_text()
        except (
            exception.DNSException,
            ValueError,
        ):  # the type's own rules; the octets are still what is served
            return rf"\# {end - at} {data[at:end].hex()}".strip()

    return read
