"""Relates the characters of a record's text to those of the zone file, escapes among them."""

import re
from collections.abc import Iterable

from mailcheck.answers import Location
from mailcheck.resolvers.zonefile.faults import Word
from mailcheck.resolvers.zonefile.model import ZoneRecord
from mailcheck.resolvers.zonefile.text import STRING_LIMIT, encoded, unescaped

_CHARACTER = re.compile(r"\\\d\d\d|\\.|[^\\]", re.DOTALL)


def place(records: Iterable[ZoneRecord], location: Location, offset: int) -> Location:
    """Return where the character at *offset* of the text of the TXT record at *location* stands.

    *location* itself is returned for other records; the end of the text is behind its last character.
    """
    record = next((record for record in records if record.words and record.location == location), None)
    if record is None or record.rdtype not in ("TXT", "SPF") or record.words[0].text == "\\#":
        return location
    octets = len(encoded(record.value.text[:offset]))
    for word, string in zip(record.words, record.value.strings, strict=False):
        if octets < len(string):
            return record.text.location(_position(word, octets))
        octets -= len(string)
    last = record.words[-1]
    return record.text.location(last.end - last.quoted)


def _position(word: Word, octets: int) -> int:
    """Return the offset in the file of the character that gives a word's octet."""
    at = word.start + word.quoted
    for match in _CHARACTER.finditer(word.text):
        octets -= len(unescaped(match[0]))
        if octets < 0:
            break
        at += len(match[0])
    return at


def split(word: Word) -> str:
    """Return a string that is too long as several, in quotes, none of them too long."""
    pieces = [""]
    room = STRING_LIMIT
    for match in _CHARACTER.finditer(word.text):
        room -= len(unescaped(match[0]))
        if room < 0:
            pieces.append("")
            room = STRING_LIMIT - len(unescaped(match[0]))
        pieces[-1] += match[0]
    return " ".join(f'"{piece}"' for piece in pieces)
