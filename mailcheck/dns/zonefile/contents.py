"""The nouns of a zone file that has been read."""

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from mailcheck.dns.answers import Anchor, Anchors, Location, Span, Txt
from mailcheck.dns.names import labels
from mailcheck.dns.zonefile.scanner import ZoneText
from mailcheck.dns.zonefile.words import STRING_LIMIT, ZoneFault, ZoneFlaw, ZoneWord, encode, unescape


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


ANCHORED = frozenset(("TXT", "SPF", "MX"))  # the types that findings point into
_CHARACTER = re.compile(r"\\\d\d\d|\\.|[^\\]", re.DOTALL)


def anchors(record: ZoneRecord) -> Anchors:
    """Return how the text of a TXT, SPF or MX record lies in the file; nothing for other records."""
    words = record.words
    if record.rdtype not in ANCHORED or words[0].text == "\\#":
        return ()
    if record.rdtype == "MX":
        starts = (0, len(str(record.value.preference)) + 1)
        return tuple(_anchor(record, word.start, at) for word, at in zip(words, starts, strict=False))
    offsets = _offsets(record.value)
    return tuple(
        _anchor(record, position, offset)
        for word, start in zip(words, _starts(record.value), strict=False)
        for position, offset in _turns(word, start, offsets)
    )


def _anchor(record: ZoneRecord, position: int, offset: int) -> Anchor:
    _, line, column = record.text.location(position)
    return Anchor(offset, line, column)


def _offsets(txt: Txt) -> Sequence[int]:
    """Return for each octet of a text the number of its character."""
    text = txt.text
    if text.isascii():
        return range(len(text) + 1)
    offsets = [at for at, character in enumerate(text) for _ in encode(character)]
    return (*offsets, len(text))


def _starts(txt: Txt) -> Iterator[int]:
    """Return the first octet of each string."""
    return accumulate((len(string) for string in txt.strings[:-1]), initial=0)


def _turns(word: ZoneWord, octet: int, offsets: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the position of a word, and of each character after an escape, with its offset in the text."""
    position = word.start + word.quoted
    if word.text.isascii() and "\\" not in word.text:
        yield position, offsets[octet]
        return
    shift = None
    for match in _CHARACTER.finditer(word.text):
        offset = offsets[min(octet, len(offsets) - 1)]
        if position - offset != shift:
            shift = position - offset
            yield position, offset
        octet += len(unescape(match[0]))
        position += len(match[0])


def split(word: ZoneWord) -> str:
    """Return a string that is too long as several, in quotes, none of them too long."""
    pieces = [""]
    room = STRING_LIMIT
    for match in _CHARACTER.finditer(word.text):
        room -= len(unescape(match[0]))
        if room < 0:
            pieces.append("")
            room = STRING_LIMIT - len(unescape(match[0]))
        pieces[-1] += match[0]
    return " ".join(f'"{piece}"' for piece in pieces)


SIZE_LIMIT = 64 * 1024 * 1024  # octets of one file, and of all that one includes


class UnreadableFileError(Exception):
    """A file that cannot be read as a zone; the message is the reason."""


class Folder:
    """Where the files of one zone may be: *root* and below. With *anywhere*, a file may include any other.

    Without a root nothing can be included.
    """

    def __init__(self, root: Path | None, *, anywhere: bool = False) -> None:
        # Not Path.resolve: before Python 3.13 it raises RuntimeError for links that loop.
        self.root = None if root is None else os.path.realpath(root)
        self.anywhere = anywhere
        self.room = SIZE_LIMIT

    def include(self, name: str, by: str) -> ZoneText:
        """Read a file that the file *by* includes; a relative name is relative to the folder of that.

        Raises:
            UnreadableFileError: it is outside the root, or not a text file.
        """
        if self.root is None:
            raise UnreadableFileError("the zone is not read from a file, so there is no folder to look in")
        path = Path(by).parent / name
        if not self.anywhere and not self.holds(path):
            raise UnreadableFileError(
                f"it is outside `{self.root}`, the folder of the zone; only files in there are included"
            )
        text = read(str(path))
        self.room -= len(text.text)
        if self.room < 0:
            raise UnreadableFileError(f"over {SIZE_LIMIT} octets are included")
        return text

    def holds(self, path: Path) -> bool:
        """Say whether a file is in the folder, symbolic links followed."""
        return Path(os.path.realpath(path)).is_relative_to(str(self.root))


def read(path: str) -> ZoneText:
    """Return the text of a file, each octet that is not UTF-8 as a lone surrogate.

    Raises:
        UnreadableFileError: it is not there, not a regular file, or not text.
    """
    try:
        octets = _octets(Path(path))
    except OSError as error:
        raise UnreadableFileError((error.strerror or str(error)).lower()) from None
    except ValueError as error:
        raise UnreadableFileError(str(error)) from None
    return ZoneText(path, _decode(octets))


def _octets(path: Path) -> bytes:
    mode = path.stat()
    if stat.S_ISDIR(mode.st_mode):
        raise UnreadableFileError("a folder, and not a zone file")
    if not stat.S_ISREG(mode.st_mode):
        raise UnreadableFileError("a device or pipe, and not a zone file")
    if mode.st_size > SIZE_LIMIT:
        raise UnreadableFileError(f"a file of {mode.st_size} octets; at most {SIZE_LIMIT} are read")
    return path.read_bytes()


def _decode(octets: bytes) -> str:
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFileError("the text is in UTF-16; save it as ASCII or UTF-8")
    if octets.startswith(b"\xef\xbb\xbf"):
        raise UnreadableFileError("the text begins with a byte order mark; save it as UTF-8 without one")
    if b"\0" in octets:
        raise UnreadableFileError("not a text file: it holds NUL octets")
    return octets.decode("utf-8", "surrogateescape")
