"""Finds records that load and hardly say what was meant: lost text, lost quotes."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from mailcheck.records.zone_flaws import (
    OWNER_IS_KEYWORD,
    TYPOGRAPHIC_QUOTES,
    UNQUOTED_SEMICOLON,
    UNQUOTED_TEXT,
)
from mailcheck.resolvers.zonefile.faults import Fault, Word, cited
from mailcheck.resolvers.zonefile.model import ZoneRecord
from mailcheck.resolvers.zonefile.scanner import ZoneText
from mailcheck.resolvers.zonefile.text import STRING_LIMIT, encoded

_TEXT_TYPES = frozenset(("TXT", "SPF"))
_KEYWORDS = frozenset(("IN", "TXT", "CNAME", "AAAA", "SOA"))
_QUOTES = "\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2032\u2033\u00ab\u00bb"
_ANY_QUOTE = re.compile(f"[{_QUOTES}]")
_TAG = re.compile(r";[ \t]*[A-Za-z][A-Za-z0-9]{0,7}[ \t]*=")


class Suspect(NamedTuple):
    """A fault that loads, and the whole line to write instead."""

    fault: Fault
    replacement: str | None


def suspects(record: ZoneRecord, comment: tuple[int, int] | None) -> Iterator[Suspect]:
    """Return what one record gives away by itself; *comment* is the one after its last word."""
    if record.rdtype in _TEXT_TYPES and record.words[0].text != "\\#":
        suspect = _quotes(record) or _semicolon(record, comment) or _unquoted(record)
        if suspect:
            yield suspect
    if record.first.text.upper() in _KEYWORDS and record.named and record.first.text.isupper():
        message = (
            f"{cited(record.first.text)} in the first column is taken as the owner name `{record.owner}`; "
            "a blank or an owner name must come first"
        )
        yield Suspect(_fault(OWNER_IS_KEYWORD, message, record.first), None)


def _fault(kind: str, message: str, first: Word, last: Word | None = None) -> Fault:
    return Fault(kind, message, first.start, (last or first).end)


def _quotes(record: ZoneRecord) -> Suspect | None:
    """Find quotes that a word processor made, or apostrophes, in the place of quotes."""
    for word in record.words:
        found = _false_quote(word)
        if found:
            message = f'{_called(found)} is part of the text; only the plain `"` quotes a string'
            line = _with_plain_quotes(record.text, word, found)
            return Suspect(_fault(TYPOGRAPHIC_QUOTES, message, word), line)
    return None


def _false_quote(word: Word) -> str:
    """Return the character that stands for a quote, or nothing."""
    if not word.quoted:
        match = _ANY_QUOTE.search(word.text)
        return match[0] if match else "'" if word.text.startswith("'") else ""
    edges = word.text[:1] + word.text[-1:]
    return next((character for character in edges if character in _QUOTES), "")


def _called(quote: str) -> str:
    return "an apostrophe `'`" if quote == "'" else f"the typographic quote `{quote}` (U+{ord(quote):04X})"


def _with_plain_quotes(text: ZoneText, word: Word, quote: str) -> str | None:
    """Return the line with plain quotes, where that leaves two of them."""
    line = text.line(text.location(word.start).line)
    plain = line.replace("'", '"') if quote == "'" else _ANY_QUOTE.sub('"', line)
    return plain if '"' not in line and plain.count('"') == 2 else None


def _semicolon(record: ZoneRecord, comment: tuple[int, int] | None) -> Suspect | None:
    """Find text that an unquoted semicolon has made a comment."""
    last = record.words[-1]
    if comment is None or last.quoted:
        return None
    start, end = comment
    text = record.text.text
    if start != last.end and not _TAG.match(text, start, end):
        return None
    lost = text[start:end].rstrip()
    message = f"the text is not quoted, so {cited(lost)} is a comment; put quotes around the whole text"
    return Suspect(
        Fault(UNQUOTED_SEMICOLON, message, start, start + len(lost)), _in_quotes(record, start + len(lost))
    )


def _unquoted(record: ZoneRecord) -> Suspect | None:
    """Find text that was split at its blanks."""
    words = record.words
    if len(words) < 2 or all(word.quoted for word in words):
        return None
    joined = record.value.text
    message = (
        f"the text is not quoted, so it is {len(words)} strings that join as {cited(joined)}; "
        "put quotes around the whole text"
    )
    return Suspect(_fault(UNQUOTED_TEXT, message, words[0], words[-1]), _in_quotes(record, words[-1].end))


def _in_quotes(record: ZoneRecord, end: int) -> str | None:
    """Return the line with the text from the first word to *end* in quotes, where it is on one line."""
    start = record.words[0].start
    meant = record.text.text[start:end]
    if any(character in meant for character in '\r\n"\\(') or len(encoded(meant)) > STRING_LIMIT:
        return None
    return record.text.line_with(start, end, f'"{meant}"')
