"""The nouns of a zone file that has been read."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from mailcheck.dns.answers import Location
from mailcheck.dns.names import labels
from mailcheck.dns.source import Span
from mailcheck.dns.zonefile.flaws import ZoneFault, ZoneFlaw, ZoneWord
from mailcheck.dns.zonefile.scanner import ZoneText


class ZoneRecord(NamedTuple):
    """One record: *value* is what `answers.Answer.records` holds, *words* are those of the value in *text*.

    *first* is the first word of the entry: the owner name if the record is *named*. One that $GENERATE made
    has the places of its directive.
    """

    owner: str
    rdtype: str
    ttl: int
    value: Any
    text: ZoneText
    first: ZoneWord
    named: bool
    words: tuple[ZoneWord, ...]

    @property
    def location(self) -> Location:
        """Where the value begins."""
        return self.text.location((self.words[0] if self.words else self.first).start)


@dataclass(frozen=True, slots=True)
class ZoneFile:
    """What one file and the files it includes say.

    *origin* is the apex of its zone, and *origins* holds it and those of further zones in the file. Records
    and flaws are in the order of the file, and there may be records outside the origins.
    *complete* tells a zone, which has an SOA record, from a snippet.
    """

    name: str
    origin: str
    origins: tuple[str, ...]
    records: tuple[ZoneRecord, ...]
    flaws: tuple[ZoneFlaw, ...]
    complete: bool

    @property
    def is_snippet(self) -> bool:
        """Whether it is a piece of a zone, such as one DKIM record, that leaves the rest of it open.

        That is a file without an SOA record, all of whose names have a label that begins with an underscore.
        """
        if self.complete or not self.records:
            return False
        return all(any(label[0] == "_" for label in labels(record.owner)) for record in self.records)

    @property
    def fatal(self) -> tuple[ZoneFlaw, ...]:
        """The flaws for which a name server refuses the file."""
        return tuple(flaw for flaw in self.flaws if flaw.fatal)


def flaw(
    fault: ZoneFault, text: ZoneText, record: ZoneRecord | None = None, replacement: str | None = None
) -> ZoneFlaw:
    """Return a fault in *text* as a flaw; what spans lines is marked to the end of its first."""
    location = text.location(fault.start)
    line = text.line(location.line)
    start = location.column - 1
    span = Span(start, min(start + max(fault.end - fault.start, 1), len(line)))
    owner, rdtype = (record.owner, record.rdtype) if record else ("", "")
    return ZoneFlaw(fault.kind, fault.message, location, line, span, owner, rdtype, replacement)
