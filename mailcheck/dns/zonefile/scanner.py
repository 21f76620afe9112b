"""Splits the text of a master file into entries and words; RFC 1035 section 5.1, as BIND reads it.

An entry is a line, or several where parentheses hold them together. The scanner never fails: an entry with a
quote or a parenthesis left open carries a fault, and ends at the line where that was noticed.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple

from mailcheck.dns.answers import Location
from mailcheck.dns.zonefile.words import SYNTAX, UNCLOSED, ZoneFault, ZoneWord

# Possessive throughout, and alternatives differ in their first character: scanning is linear in the text.
_TOKEN = re.compile(
    r"(?P<blank>[ \t]++)"
    r'|(?P<word>(?:[^ \t\r\n"();\\]++|\\[^\r\n])++)'
    r'|(?P<quoted>"(?:[^"\\\r\n]++|\\[^\r\n])*+(?P<closed>")?+)'
    r"|(?P<newline>\r\n|\n|\r)"
    r"|(?P<comment>;[^\r\n]*+)"
    r"|(?P<opening>\()|(?P<closing>\))"
    r"|(?P<stray>\\)"
)
_LINE_START = re.compile(r"\r\n|\n|\r")
# A line that can only be an entry of its own; seen inside parentheses, they were left open before it.
_NEW_ENTRY = re.compile(
    r"\$[A-Z]+[ \t]"
    r'|[^ \t\r\n"();]*+[ \t]++(?:\d\w*+[ \t]++)?+'
    r"(?i:IN[ \t]++(?:\d\w*+[ \t]++)?+(?:A|AAAA|MX|TXT|NS|CNAME)[ \t])"
    r'|[^ \t\r\n"();]++[ \t]++(?:\d\w*+[ \t]++)?+(?:A|AAAA|MX|TXT|NS|CNAME)[ \t]'
)


class Entry(NamedTuple):
    """The words of one entry. *comment* is where the comment after the last of them begins and ends."""

    words: tuple[ZoneWord, ...]
    indented: bool
    comment: tuple[int, int] | None
    faults: tuple[ZoneFault, ...]


class ZoneText:
    """The text of one file, which knows its lines."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset of the first character of each line."""
        return [0, *(match.end() for match in _LINE_START.finditer(self.text))]

    def location(self, offset: int) -> Location:
        """Return the place of the character at *offset*."""
        line = bisect_right(self.line_starts, offset)
        return Location(self.name, line, offset - self.line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """Return the text of a line, counted from 1, without its end."""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def line_with(self, start: int, end: int, text: str) -> str:
        """Return the line of the characters from *start* to *end* with *text* in their place."""
        location = self.location(start)
        line = self.line(location.line)
        before = location.column - 1
        return f"{line[:before]}{text}{line[before + end - start :]}"


def entries(text: str) -> Iterator[Entry]:
    """Return the entries of a master file, in order; blank and comment lines are not among them."""
    scanner = _Scanner(text)
    for match in _TOKEN.finditer(text):
        if scanner.token(match):
            yield from scanner.finish()
    scanner.end()
    yield from scanner.finish()


def comments(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each comment of a master file begins, with its semicolon, and ends."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "comment":
            yield match.span()


class _Scanner:
    """The words of the entry being read, and what is open."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.opened: list[int] = []
        self.begin()

    def begin(self) -> None:
        """Forget the last entry."""
        self.words: list[ZoneWord] = []
        self.faults: list[ZoneFault] = []
        self.comment: tuple[int, int] | None = None
        self.hidden = False
        self.indented: bool | None = None

    def token(self, match: re.Match[str]) -> bool:
        """Take one token; say whether it ends the entry."""
        kind = match.lastgroup
        if self.indented is None:
            self.indented = kind == "blank"
        if kind == "word":
            self.word(ZoneWord(match[0], match.start(), match.end(), False))
        elif kind == "newline":
            return not self.opened or self.abandon(match.end())
        elif kind in _TAKES:
            _TAKES[kind](self, match)
        return False

    def word(self, word: ZoneWord) -> None:
        """Take a word; a comment before it was not the last one."""
        self.words.append(word)
        self.comment = None

    def take_quoted(self, match: re.Match[str]) -> None:
        """Take a quoted string; one that no quote ends is taken to the end of the line."""
        start, end = match.span()
        if match["closed"] is not None:
            self.word(ZoneWord(match[0][1:-1], start, end, True))
            return
        self.word(ZoneWord(match[0][1:], start, end, True))
        self.faults.append(
            ZoneFault(
                UNCLOSED, 'the quote is never closed; a `"` must end the string on its line', start, end
            )
        )
        if self.opened and match[0].rstrip().endswith(")"):
            self.opened.pop()

    def see_comment(self, match: re.Match[str]) -> None:
        """Remember the first comment after the last word, and whether comments hide a parenthesis."""
        if self.words and self.comment is None:
            self.comment = match.span()
        self.hidden = self.hidden or (bool(self.opened) and ")" in match[0])

    def opening(self, match: re.Match[str]) -> None:
        """Take a parenthesis that opens."""
        self.opened.append(match.start())

    def closing(self, match: re.Match[str]) -> None:
        """Take a parenthesis that closes."""
        if self.opened:
            self.opened.pop()
        else:
            self.faults.append(
                ZoneFault(SYNTAX, "`)` closes nothing; a `(` must stand before it", *match.span())
            )

    def stray(self, match: re.Match[str]) -> None:
        """Take a backslash at the end of a line."""
        self.faults.append(
            ZoneFault(SYNTAX, "a backslash ends the line; a character must follow it", *match.span())
        )

    def abandon(self, offset: int) -> bool:
        """Say whether the line at *offset* is an entry of its own, in spite of an open parenthesis."""
        if not _NEW_ENTRY.match(self.text, offset):
            return False
        self.end()
        return True

    def end(self) -> None:
        """Report what is still open."""
        if self.opened:
            start = self.opened[0]
            hidden = ", and a `)` after a semicolon is part of a comment" if self.hidden else ""
            message = f"`(` is never closed; a `)` must end the entry{hidden}"
            self.faults.append(ZoneFault(UNCLOSED, message, start, start + 1))
            self.opened.clear()

    def finish(self) -> Iterator[Entry]:
        """Hand over the entry, unless there is nothing in it."""
        if self.words or self.faults:
            yield Entry(tuple(self.words), bool(self.indented), self.comment, tuple(self.faults))
        self.begin()


_TAKES: dict[str | None, Callable[[_Scanner, re.Match[str]], None]] = {
    "quoted": _Scanner.take_quoted,
    "comment": _Scanner.see_comment,
    "opening": _Scanner.opening,
    "closing": _Scanner.closing,
    "stray": _Scanner.stray,
}
