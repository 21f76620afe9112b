"""Where a record of an answer stands: the evidence that findings point at."""

from mailcheck.answers import Answer, Mx
from mailcheck.model import Source


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
