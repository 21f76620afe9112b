"""What can be wrong in a zone file; a flaw is a value."""

from dataclasses import dataclass
from typing import Final, NamedTuple

from mailcheck.dns.answers import Anchor, Location
from mailcheck.dns.source import Source, Span

# Kinds of flaws. The first four make a name server refuse the file. So does BESIDE_CNAME, but each question
# has an answer all the same. The others load, and mean something else than they seem to.
SYNTAX: Final = "syntax"
UNCLOSED: Final = "unclosed"
STRING_TOO_LONG: Final = "string-too-long"
INCLUDE: Final = "include"
UNQUOTED_SEMICOLON: Final = "unquoted-semicolon"
UNQUOTED_TEXT: Final = "unquoted-text"
TYPOGRAPHIC_QUOTES: Final = "typographic-quotes"
MISSING_DOT: Final = "missing-dot"
OUT_OF_ZONE: Final = "out-of-zone"
ADDRESS_AS_NAME: Final = "address-as-name"
BESIDE_CNAME: Final = "beside-cname"
OWNER_IS_KEYWORD: Final = "owner-is-keyword"

FATAL_KINDS = frozenset({SYNTAX, UNCLOSED, STRING_TOO_LONG, INCLUDE})


@dataclass(frozen=True, slots=True)
class ZoneFlaw:
    """One flaw of a zone file.

    *line* is the raw text of the line and *span* the characters of it that are at fault. *owner* and *rdtype*
    are those of the record, where it was read that far. *replacement* is the whole corrected line, where the
    repair is mechanical.
    """

    kind: str
    message: str
    location: Location
    line: str
    span: Span
    owner: str = ""
    rdtype: str = ""
    replacement: str | None = None

    @property
    def fatal(self) -> bool:
        """Whether a name server refuses to load the file for it."""
        return self.kind in FATAL_KINDS

    @property
    def rule(self) -> str:
        """The name of the rule about it."""
        return f"zone-{self.kind}"

    @property
    def source(self) -> Source:
        """The line of the file as evidence."""
        file, line, _ = self.location
        anchors = (Anchor(0, line, 1),)
        return Source(
            self.owner, self.rdtype, self.line, Location(file, line, 1), anchors=anchors, is_line=True
        )


class ZoneSyntaxError(ValueError):
    """A zone file that no name server would load; the message is one line, with the place first.

    *flaws* are all fatal ones that were found, the first of which gave the message. Where the file as a whole
    could not be read there is none, and *line* and *column* are 0.
    """

    def __init__(
        self, file: str, line: int, column: int, message: str, flaws: tuple[ZoneFlaw, ...] = ()
    ) -> None:
        self.file, self.line, self.column, self.message, self.flaws = file, line, column, message, flaws
        place = f"{file}:{line}:{column}" if line else file
        super().__init__(f"{place}: {message}")

    @classmethod
    def of(cls, flaws: tuple[ZoneFlaw, ...]) -> "ZoneSyntaxError":
        """Return the error that reports the first of *flaws*."""
        first = flaws[0]
        return cls(*first.location, first.message, flaws)


class ZoneWord(NamedTuple):
    """One word or quoted string; *text* is raw, without the quotes, escapes untouched."""

    text: str
    start: int
    end: int
    quoted: bool


class ZoneFault(NamedTuple):
    """What is wrong, and with which characters of the file."""

    kind: str
    message: str
    start: int
    end: int


class ValueFault(Exception):
    """A text that cannot be read; the message says what was found, then what is allowed."""


class WordFault(Exception):
    """An entry that cannot be read, with the fault for which."""

    def __init__(self, fault: ZoneFault) -> None:
        self.fault = fault


def cite(text: str) -> str:
    """Return text of the file in backticks, cut where it is too long to read."""
    return f"`{text}`" if len(text) <= 80 else f"`{text[:77]}...`"


def wrong(word: ZoneWord, message: str, kind: str = SYNTAX) -> WordFault:
    """Return the exception that blames *word*."""
    return WordFault(ZoneFault(kind, message, word.start, word.end))
