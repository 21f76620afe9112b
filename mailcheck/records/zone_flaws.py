"""What can be wrong in a zone file; a flaw is a value."""

from dataclasses import dataclass
from typing import Final

from mailcheck.answers import Anchor, Location
from mailcheck.model import Source, Span

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
