"""Single records that are not published yet, to lie over what is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from mailcheck.dns.answers import PLANNED, Answer, Status, Txt
from mailcheck.dns.zone import Departure
from mailcheck.dns.zonefile.reader import head
from mailcheck.dns.zonefile.scanner import Entry, entries
from mailcheck.dns.zonefile.values import value
from mailcheck.dns.zonefile.words import (
    STRING_LIMIT,
    ValueFault,
    WordFault,
    ZoneWord,
    cite,
    encode,
    qualify,
    upwards,
)
from mailcheck.errors import PlannedRecordError

TTL = 300  # seconds

_TEXT_TYPES = frozenset(("TXT", "SPF"))
_NAME_TYPES = frozenset(("CNAME", "DNAME", "MX", "NS", "PTR", "SRV"))


class PlannedRecord(NamedTuple):
    """One record; *value* is what `answers.Answer.records` holds."""

    owner: str
    rdtype: str
    value: Any


class PlannedRecords:
    """A layer of records, each taking the place of all that is published at its name and type."""

    def __init__(self, records: Iterable[PlannedRecord]) -> None:
        self.rrsets: dict[tuple[str, str], tuple[Any, ...]] = {}
        for owner, rdtype, found in records:
            values = self.rrsets.get((owner, rdtype), ())
            self.rrsets[owner, rdtype] = values if found in values else (*values, found)
        self.names = frozenset(above for owner, _ in self.rrsets for above in upwards(owner))

    def knows(self, name: str, rdtype: str) -> bool:
        """Say whether there is a record for the question, or an alias at its name."""
        return (name, rdtype) in self.rrsets or (name, "CNAME") in self.rrsets

    def exists(self, name: str) -> bool:
        """Say whether a name exists for a record at or below it (RFC 8020)."""
        return name in self.names

    def follow(self, name: str, rdtype: str) -> Answer | Departure:
        """Return the answer to a question that is known, or where the alias at its name leads."""
        values = self.rrsets.get((name, rdtype))
        if values is None:
            alias = self.rrsets[name, "CNAME"][0]
            return Departure(alias, (alias,), TTL)
        return Answer(name, rdtype, Status.FOUND, values, TTL, server=PLANNED)


def parse_record(text: str, origin: str | None = None) -> PlannedRecord:
    """Return the record that `NAME TYPE VALUE` stands for.

    Unlike in a zone file, a text needs no quotes, and only `@`, names of one label and names such as
    `main1._domainkey` are relative to *origin*; a TTL and the class may be there.

    Raises:
        PlannedRecordError: it is not a record.
    """
    words = text.split(None, 1)
    if len(words) < 2:
        raise PlannedRecordError(f"{cite(text)} is not a record; `NAME TYPE VALUE` is allowed")
    try:
        owner = _owner(words[0], origin)
        rdtype, rest = _type_and_value(words[1])
        return PlannedRecord(owner, rdtype, _value(rdtype, rest, origin))
    except ValueFault as fault:
        raise PlannedRecordError(f"{cite(text)}: {fault}") from None
    except WordFault as found:
        raise PlannedRecordError(f"{cite(text)}: {found.fault.message}") from None


def parse_host(text: str, origin: str | None = None) -> PlannedRecord:
    """Return the address record that `HOST=ADDRESS` stands for.

    Raises:
        PlannedRecordError: it is not a host name and an address.
    """
    host, equals, address = text.partition("=")
    if not (host.strip() and equals and address.strip()):
        raise PlannedRecordError(f"{cite(text)} is not a host with its address; `HOST=ADDRESS` is allowed")
    return parse_record(f"{host} {'AAAA' if ':' in address else 'A'} {address}", origin)


def _owner(text: str, origin: str | None) -> str:
    if text.startswith("*"):
        raise ValueFault("a wildcard cannot be planned; give the name that it is to answer for")
    return qualify(_absolute(text, origin), origin)


def _absolute(text: str, origin: str | None) -> str:
    """Return a name with the final dot that it is understood to have."""
    last = text.rpartition(".")[2]
    below = origin is not None and f".{text.lower()}".endswith(f".{origin}")
    relative = "." not in text or last.startswith("_")
    return text if text == "@" or not last or (relative and not below) else f"{text}."


def _type_and_value(text: str) -> tuple[str, str]:
    """Split what follows the name at the end of the RR type."""
    end, words = 0, []
    for part in text.split():
        start = text.index(part, end)
        end = start + len(part)
        words.append(ZoneWord(part, start, end, False))
        if len(words) == 4 or not (part[0].isdigit() or part.upper() in ("IN", "CLASS1")):
            break
    read = head(Entry(tuple(words), True, None, ()))
    return read.rdtype, text[read.at.end :].strip()


def _value(rdtype: str, text: str, origin: str | None) -> Any:
    if rdtype in _TEXT_TYPES and text and not text.startswith(('"', "\\#")):
        octets = encode(text)
        return Txt(tuple(octets[at : at + STRING_LIMIT] for at in range(0, len(octets), STRING_LIMIT)))
    entry = next(entries(text), Entry((), True, None, ()))
    if entry.faults:
        raise ValueFault(entry.faults[0].message)
    words = entry.words
    if rdtype in _NAME_TYPES and words:
        words = (*words[:-1], words[-1]._replace(text=_absolute(words[-1].text, origin)))
    return value(rdtype, words, origin, ZoneWord(rdtype, 0, 0, False))
