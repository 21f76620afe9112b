"""What the DNS said: an answer is a value, also when it is bad news."""

from bisect import bisect_right
from enum import Enum
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

PLANNED = "planned"  # stands for the server of a record that is not published yet


class Status(Enum):
    """The outcome of one question; RFC 8020 and RFC 2308 tell the two kinds of absence apart."""

    FOUND = "found"
    NO_DATA = "no data"
    NO_NAME = "no such name"
    FAILED = "failed"


_FOUND, _NO_DATA, _NO_NAME, _FAILED = Status  # as globals, for what is asked more often than all else


class Failure(Enum):
    """How a question failed; the values are the reasons of the JSON report."""

    TIMEOUT = "timeout"
    SERVFAIL = "servfail"
    REFUSED = "refused"
    MALFORMED = "malformed"
    OFFLINE = "offline"
    UNREACHABLE = "unreachable"  # of a server that was asked directly: nothing listens


class Location(NamedTuple):
    """A place in a zone file; lines and columns count from 1."""

    file: str
    line: int
    column: int


class Anchor(NamedTuple):
    """A character of a record's text and its place in the file; others follow, up to the next anchor."""

    offset: int
    line: int
    column: int


Anchors: TypeAlias = tuple[Anchor, ...]


class Txt(NamedTuple):
    """One TXT or SPF record: its character-strings, at most 255 octets each (RFC 1035 section 3.3.14)."""

    strings: tuple[bytes, ...]

    @property
    def text(self) -> str:
        """The strings joined with nothing between them (RFC 7208 section 3.3).

        Octets that are not UTF-8 become lone surrogates (`surrogateescape`), so nothing is lost.
        """
        return b"".join(self.strings).decode("utf-8", "surrogateescape")


class Mx(NamedTuple):
    """One MX record; *exchange* is empty for the root, the null MX of RFC 7505."""

    preference: int
    exchange: str


class Answer(NamedTuple):
    """The answer to one question.

    Names, here and in `records`, are in presentation form (RFC 1035 section 5.1), lower case, absolute and
    without the final dot; the root is the empty string.

    `records` holds address text for A and AAAA, `Mx` for MX, `Txt` for TXT and SPF, names for CNAME, NS and
    PTR, and presentation text for every other type. It is empty unless the status is FOUND. `aliases` are the
    targets of the CNAME chain that was followed, in order. A chain that loops is FAILED and MALFORMED, with
    `detail` naming it and the chain in `aliases`. `ttl` is in seconds; for NO_DATA and NO_NAME it is the
    negative-cache time of RFC 2308, 0 where unknown. `locations` is parallel to `records` for answers from a
    file, and so is `anchors`, which relates the text of a TXT, SPF or MX record to the characters of the
    file. `beside_alias` is the target of a CNAME at the name that holds the records, which is not allowed
    (RFC 2181 section 10.1) and only a file shows.
    """

    owner: str
    rdtype: str
    status: Status
    records: tuple[Any, ...] = ()
    ttl: int = 0
    authentic: bool = False
    aliases: tuple[str, ...] = ()
    server: str = ""
    failure: Failure | None = None
    detail: str = ""
    locations: tuple[Location, ...] = ()
    beside_alias: str = ""
    anchors: tuple[Anchors, ...] = ()

    @property
    def found(self) -> bool:
        """Whether there is at least one record."""
        return self.status is _FOUND

    @property
    def failed(self) -> bool:
        """Whether nothing can be said: the question went unanswered."""
        return self.status is _FAILED

    @property
    def void(self) -> bool:
        """Whether the DNS answered that there is nothing (a void lookup, RFC 7208 section 4.6.4)."""
        return self.status is _NO_DATA or self.status is _NO_NAME

    @property
    def addresses(self) -> tuple[str, ...]:
        """The records of an A or AAAA answer."""
        return self.records

    @property
    def texts(self) -> tuple[Txt, ...]:
        """The records of a TXT or SPF answer."""
        return self.records

    @property
    def exchanges(self) -> tuple[Mx, ...]:
        """The records of an MX answer, as served."""
        return self.records

    @property
    def names(self) -> tuple[str, ...]:
        """The records of a CNAME, NS or PTR answer."""
        return self.records


def locate(location: Location, anchors: Anchors, offset: int) -> Location:
    """Return where the character at *offset* of the text of the record at *location* stands."""
    at = bisect_right(anchors, offset, key=itemgetter(0))
    if not at:
        return location
    start, line, column = anchors[at - 1]
    return Location(location.file, line, column + offset - start)


def failed_answer(owner: str, rdtype: str, failure: Failure, detail: str = "", *, server: str = "") -> Answer:
    """Return the answer that says that a question could not be answered."""
    return Answer(owner, rdtype, Status.FAILED, failure=failure, detail=detail, server=server)
