"""Relates the characters of a record's text to those of the zone file, escapes among them."""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from mailcheck.dns.answers import Anchor, Anchors, Txt
from mailcheck.dns.zonefile.contents import ZoneRecord
from mailcheck.dns.zonefile.flaws import ZoneWord
from mailcheck.dns.zonefile.words import STRING_LIMIT, encode, unescape

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
