"""The zones of the public SPF suites, answering in memory and on the wire.

A zone holds lists of entries by owner name: `{TXT: text}`, a list where a record has several strings, and
`TIMEOUT`, which fails every question that no entry before it answers. An SPF record (type 99) stands for a
TXT record too, unless the owner has TXT entries, of which `NONE` is no record, like one without strings.
Names and texts are octets, written as the characters of the same numbers, and nothing in them is escaped.
"""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Any, NamedTuple

import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from mailcheck.dns.answers import Answer, Failure, Mx, Status, Txt, failed_answer

SOA = "ns.invalid. hostmaster.invalid. 1 3600 600 86400 60"


class Found(NamedTuple):
    """The names from the one asked for to the end of its CNAME chain, and the records there."""

    status: Status
    chain: tuple[str, ...]
    records: tuple[Any, ...] = ()


class SuiteZone:
    """One zone."""

    def __init__(self, zonedata: dict[str, list[Any]]) -> None:
        self.entries = {owner.lower(): list(_entries(items)) for owner, items in zonedata.items()}

    def find(self, name: str, rdtype: str, above: tuple[str, ...] = ()) -> Found:
        """Look *name* up, in any case and without escapes; *above* are the aliases that led to it."""
        chain = (*above, name.lower())
        if (entries := self.entries.get(chain[-1])) is None:
            return Found(Status.NO_NAME, chain)
        usable = list(takewhile(lambda entry: entry != ("TIMEOUT", None), entries))
        if records := tuple(value for kind, value in usable if kind == rdtype):
            return Found(Status.FOUND, chain, records)
        for target in (value.rstrip(".").lower() for kind, value in usable if kind == "CNAME"):
            looping = target in chain
            return Found(Status.FAILED, chain) if looping else self.find(target, rdtype, chain)
        return Found(Status.FAILED if len(usable) < len(entries) else Status.NO_DATA, chain)

    def answer(self, name: str, rdtype: str) -> Answer:
        """Answer as a resolver does."""
        found = self.find(re.sub(r"\\(\d{3}|.)", _unescape, name), rdtype)
        if found.status is Status.FAILED:
            return failed_answer(name, rdtype, Failure.TIMEOUT)
        records = tuple(_read(rdtype, record) for record in found.records)
        return Answer(name.lower(), rdtype, found.status, records)

    def reply(self, query: bytes) -> Iterator[bytes]:
        """Yield the message of a server; SERVFAIL stands for no answer, since both are temporary errors."""
        message = dns.message.make_response(dns.message.from_wire(query), recursion_available=True)
        question = message.question[0]
        rdtype = dns.rdatatype.to_text(question.rdtype)
        found = self.find(".".join(label.decode("latin-1") for label in question.name.labels[:-1]), rdtype)
        message.set_rcode(_RCODES[found.status])
        message.answer = list(_rrsets(found, question.name, rdtype))
        if not found.records:
            message.authority = [dns.rrset.from_text(question.name, 60, "IN", "SOA", SOA)]
        yield message.to_wire()


_RCODES = {
    Status.FOUND: dns.rcode.NOERROR,
    Status.NO_DATA: dns.rcode.NOERROR,
    Status.NO_NAME: dns.rcode.NXDOMAIN,
    Status.FAILED: dns.rcode.SERVFAIL,
}


def _entries(items: list[Any]) -> Iterator[tuple[str, Any]]:
    pairs = [(item, None) if isinstance(item, str) else next(iter(item.items())) for item in items]
    has_txt = any(kind == "TXT" for kind, _ in pairs)
    for kind, value in pairs:
        if kind not in ("TXT", "SPF"):
            yield kind, value
        elif value not in ("NONE", []):
            strings = [value] if isinstance(value, str) else value
            record = tuple(string.encode("latin-1") for string in strings)
            yield from [(kind, record)] if has_txt or kind == "TXT" else [("SPF", record), ("TXT", record)]


def _unescape(match: re.Match[str]) -> str:
    return chr(int(match[1])) if match[1].isdigit() else match[1]


def _read(rdtype: str, record: Any) -> Any:
    match rdtype:
        case "TXT":
            return Txt(record)
        case "MX":
            return Mx(record[0], record[1].rstrip(".").lower())
        case _:
            return record.rstrip(".").lower()


def _rrsets(found: Found, asked: dns.name.Name, rdtype: str) -> Iterator[dns.rrset.RRset]:
    """Yield the chain and what it leads to, under the name as it was asked for."""
    owners = [asked, *map(_name, found.chain[1:])]
    for owner, target in zip(owners, found.chain[1:], strict=False):
        yield _rrset(owner, "CNAME", (target,))
    if found.records:
        yield _rrset(owners[-1], rdtype, found.records)


def _rrset(owner: dns.name.Name, rdtype: str, records: tuple[Any, ...]) -> dns.rrset.RRset:
    return dns.rrset.from_rdata_list(owner, 0, [_rdata(rdtype, record) for record in records])


def _rdata(rdtype: str, record: Any) -> dns.rdata.Rdata:
    kind = dns.rdatatype.from_text(rdtype)
    match rdtype:
        case "TXT" | "SPF":
            fields = [[part for string in record for part in _parts(string)]]
        case "MX":
            fields = [record[0], _name(record[1])]
        case "CNAME" | "PTR":
            fields = [_name(record)]
        case _:
            return dns.rdata.from_text(dns.rdataclass.IN, kind, record)
    return dns.rdata.get_rdata_class(dns.rdataclass.IN, kind)(dns.rdataclass.IN, kind, *fields)


def _parts(string: bytes) -> list[bytes]:
    """Cut a string where it is longer than a character-string may be."""
    return [string[start : start + 255] for start in range(0, len(string), 255)] or [b""]


def _name(text: str) -> dns.name.Name:
    labels = text.rstrip(".").split(".") if text.rstrip(".") else []
    return dns.name.Name([*(label.encode("latin-1") for label in labels), b""])
