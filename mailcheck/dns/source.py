"""Where a record of an answer stands: the evidence that findings point at."""

from typing import NamedTuple

from mailcheck.dns.answers import Anchors, Answer, Location, Mx, locate


class Span(NamedTuple):
    """Characters of a `Source.text`, half-open."""

    start: int
    end: int


class Source(NamedTuple):
    """A record as published, or the place where one should be (then *text* is empty).

    *text* is the joined text of a TXT record, or the presentation text of another type. Where it came from is
    *location* for a zone file, with the *anchors* of an `Answer`, and *server* for a live answer. *ttl* is
    that of a record in a file; what a cache says of a live one is only the rest of it. With *is_line* the
    text is a line of a file as it stands there, and a replacement takes the place of the line.
    """

    owner: str
    rdtype: str
    text: str = ""
    location: Location | None = None
    server: str = ""
    anchors: Anchors = ()
    ttl: int | None = None
    is_line: bool = False

    def place(self, offset: int) -> Location | None:
        """Return where the character at *offset* of the text stands in a file; None if it is from none."""
        return None if self.location is None else locate(self.location, self.anchors, offset)


def source(answer: Answer, index: int, text: str) -> Source:
    """Return the source of one record of *answer*; *text* is the record in presentation form."""
    if index >= len(answer.locations):
        return Source(answer.owner, answer.rdtype, text, server=answer.server)
    anchors = answer.anchors[index] if index < len(answer.anchors) else ()
    location = answer.locations[index]
    return Source(answer.owner, answer.rdtype, text, location, answer.server, anchors, answer.ttl)


def txt_sources(answer: Answer) -> tuple[Source, ...]:
    """Return the source of every record of a TXT or SPF answer, with its strings joined."""
    return tuple(source(answer, index, record.text) for index, record in enumerate(answer.texts))


def mx_source(answer: Answer, index: int) -> Source:
    """Return the source of one MX record."""
    record: Mx = answer.exchanges[index]
    return source(answer, index, f"{record.preference} {record.exchange}.")


def nowhere(answer: Answer) -> Source:
    """Return the place where a record should be and none is."""
    return Source(answer.owner, answer.rdtype, server=answer.server)
