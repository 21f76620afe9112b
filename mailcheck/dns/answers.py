"""What the DNS said: an answer is a value, also when it is bad news."""

from bisect import bisect_right
from collections.abc import Callable
from enum import Enum
from functools import wraps
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias, TypeVar


class Question(NamedTuple):
    """A name in presentation form and the mnemonic of an RR type."""

    name: str
    rdtype: str


class ServerQuestion(Question):
    """A question for one name server, about what it holds itself; *server* is `ADDR` or `ADDR:PORT`.

    What it says now is wanted, each time: no such question is the same as another.
    """

    server: str

    def __new__(cls, server: str, name: str, rdtype: str) -> "ServerQuestion":
        """Return the question for *server*."""
        question = super().__new__(cls, name, rdtype)
        question.server = server
        return question

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__


A = TypeVar("A")
R = TypeVar("R")
SIZE = 4096  # results kept at most


def by_identity(function: Callable[[A], R]) -> Callable[[A], R]:
    """Wrap a function of one argument, which must be immutable.

    The results are kept in two generations, with their arguments, so that no identity is used twice: when the
    younger holds half of the size, the older is dropped. The wrapper's `cache_clear` forgets everything.
    """
    young: dict[int, tuple[A, R]] = {}
    old: dict[int, tuple[A, R]] = {}

    @wraps(function)
    def remembering(argument: A) -> R:
        nonlocal young, old
        known = young.get(id(argument))
        if known is not None:
            return known[1]
        known = old.get(id(argument)) or (argument, function(argument))
        if len(young) >= SIZE // 2:
            old, young = young, {}
        young[id(argument)] = known
        return known[1]

    def forget() -> None:
        young.clear()
        old.clear()

    remembering.cache_clear = forget  # type: ignore[attr-defined]
    return remembering


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
