"""Finds records that load and hardly say what was meant: lost text, lost quotes."""

import re
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from mailcheck.dns.addresses import is_meant_as_address
from mailcheck.dns.zonefile.contents import ZoneRecord, flaw
from mailcheck.dns.zonefile.scanner import ZoneText
from mailcheck.dns.zonefile.words import (
    ADDRESS_AS_NAME,
    BESIDE_CNAME,
    MISSING_DOT,
    OUT_OF_ZONE,
    OWNER_IS_KEYWORD,
    SIGNING,
    STRING_LIMIT,
    SYNTAX,
    TYPOGRAPHIC_QUOTES,
    UNQUOTED_SEMICOLON,
    UNQUOTED_TEXT,
    ZoneFault,
    ZoneFlaw,
    ZoneWord,
    cite,
    encode,
    upwards,
)

_TEXT_TYPES = frozenset(("TXT", "SPF"))
_KEYWORDS = frozenset(("IN", "TXT", "CNAME", "AAAA", "SOA"))
_QUOTES = "\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2032\u2033\u00ab\u00bb"
_ANY_QUOTE = re.compile(f"[{_QUOTES}]")
_TAG = re.compile(r";[ \t]*[A-Za-z][A-Za-z0-9]{0,7}[ \t]*=")


class Suspect(NamedTuple):
    """A fault that loads, and the whole line to write instead."""

    fault: ZoneFault
    replacement: str | None


def suspects(record: ZoneRecord, comment: tuple[int, int] | None) -> Iterator[Suspect]:
    """Return what one record gives away by itself; *comment* is the one after its last word."""
    if record.rdtype in _TEXT_TYPES and record.words[0].text != "\\#":
        suspect = _quotes(record) or _semicolon(record, comment) or _unquoted_text(record)
        if suspect:
            yield suspect
    if record.first.text.upper() in _KEYWORDS and record.named and record.first.text.isupper():
        message = (
            f"{cite(record.first.text)} in the first column is taken as the owner name `{record.owner}`; "
            "a blank or an owner name must come first"
        )
        yield Suspect(_fault(OWNER_IS_KEYWORD, message, record.first), None)


def _fault(kind: str, message: str, first: ZoneWord, last: ZoneWord | None = None) -> ZoneFault:
    return ZoneFault(kind, message, first.start, (last or first).end)


def _quotes(record: ZoneRecord) -> Suspect | None:
    """Find quotes that a word processor made, or apostrophes, in the place of quotes."""
    for word in record.words:
        found = _false_quote(word)
        if found:
            message = f'{_name(found)} is part of the text; only the plain `"` quotes a string'
            line = _with_plain_quotes(record.text, word, found)
            return Suspect(_fault(TYPOGRAPHIC_QUOTES, message, word), line)
    return None


def _false_quote(word: ZoneWord) -> str:
    """Return the character that stands for a quote, or nothing."""
    if not word.quoted:
        match = _ANY_QUOTE.search(word.text)
        return match[0] if match else "'" if word.text.startswith("'") else ""
    edges = word.text[:1] + word.text[-1:]
    return next((character for character in edges if character in _QUOTES), "")


def _name(quote: str) -> str:
    return "an apostrophe `'`" if quote == "'" else f"the typographic quote `{quote}` (U+{ord(quote):04X})"


def _with_plain_quotes(text: ZoneText, word: ZoneWord, quote: str) -> str | None:
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
    message = f"the text is not quoted, so {cite(lost)} is a comment; put quotes around the whole text"
    return Suspect(
        ZoneFault(UNQUOTED_SEMICOLON, message, start, start + len(lost)),
        _in_quotes(record, start + len(lost)),
    )


def _unquoted_text(record: ZoneRecord) -> Suspect | None:
    """Find text that was split at its blanks."""
    words = record.words
    if len(words) < 2 or all(word.quoted for word in words):
        return None
    joined = record.value.text
    message = (
        f"the text is not quoted, so it is {len(words)} strings that join as {cite(joined)}; "
        "put quotes around the whole text"
    )
    return Suspect(_fault(UNQUOTED_TEXT, message, words[0], words[-1]), _in_quotes(record, words[-1].end))


def _in_quotes(record: ZoneRecord, end: int) -> str | None:
    """Return the line with the text from the first word to *end* in quotes, where it is on one line."""
    start = record.words[0].start
    meant = record.text.text[start:end]
    if any(character in meant for character in '\r\n"\\(') or len(encode(meant)) > STRING_LIMIT:
        return None
    return record.text.line_with(start, end, f'"{meant}"')


_TARGET_TYPES = frozenset(("CNAME", "MX", "NS", "PTR"))
# Last labels by which a relative name of several labels gives away that it was meant to be absolute.
_TOP_LEVEL = frozenset(
    re.findall(
        r"\w+",
        "app arpa at au be biz br ca ch cloud co com cz de dev dk edu email es eu fi fr gov ie in info int io"
        " it jp me mil net nl no nz org pl ru se uk us",
    )
)


def zonewide(records: Sequence[ZoneRecord], origins: Sequence[str], everywhere: bool) -> Iterator[ZoneFlaw]:
    """Return the flaws of all records; names outside the *origins* are well if they may be *everywhere*."""
    tops = frozenset(origins)
    names = {record.owner for record in records}
    busy = {record.owner for record in records if record.rdtype not in SIGNING and record.rdtype != "CNAME"}
    firsts: dict[tuple[str, str], ZoneRecord] = {}
    for record in records:
        top = top_of(record.owner, tops)
        yield from _dotless(record, top, names)
        if top is None and not everywhere:
            yield _blame(OUT_OF_ZONE, f"`{record.owner}` is outside the zone {origins[0]}", record)
        elif record.rdtype in ("CNAME", "SOA"):
            yield from _single(record, firsts.setdefault((record.owner, record.rdtype), record))
        if record.rdtype == "CNAME" and record.owner in busy:
            message = (
                f"a CNAME record at `{record.owner}`, which has other records; an alias must stand alone"
            )
            yield _blame(BESIDE_CNAME, message, record)
        if record.rdtype == "SOA" and top not in (None, record.owner) and not everywhere:
            yield _blame(SYNTAX, f"an SOA record at `{record.owner}`; only `{top}` may have one", record)


def top_of(name: str, tops: Container[str]) -> str | None:
    """Return which of *tops* a name is at or below."""
    found = next((above for above in upwards(name) if above in tops), None)
    return "" if found is None and "" in tops else found


def _single(record: ZoneRecord, first: ZoneRecord) -> Iterator[ZoneFlaw]:
    """Return that a name has two different records of a type of which it may have one."""
    if record.value != first.value:
        message = f"a second {record.rdtype} record at `{record.owner}`; one is allowed"
        yield _blame(SYNTAX, f"{message}, see line {first.location.line}", record)


def _dotless(record: ZoneRecord, top: str | None, names: Container[str]) -> Iterator[ZoneFlaw]:
    """Return names that are relative and can hardly have been meant to be."""
    if record.named and top and _doubles(record.first, record.owner, top):
        yield _to_be_absolute(record, record.first, record.owner)
    if record.rdtype not in _TARGET_TYPES or record.words[0].text == "\\#":
        return
    word = record.words[-1]
    target: str = record.value.exchange if record.rdtype == "MX" else record.value
    if is_meant_as_address(word.text):
        message = f"{cite(word.text)} is an address, read as the name `{target}`; a host name is needed"
        yield flaw(ZoneFault(ADDRESS_AS_NAME, message, word.start, word.end), record.text, record)
    elif (top and _doubles(word, target, top)) or (_foreign(word, target) and target not in names):
        yield _to_be_absolute(record, word, target)


def _doubles(word: ZoneWord, name: str, top: str) -> bool:
    """Say whether a relative name, read as *name*, ends in the zone's own."""
    text = word.text.lower()
    return text.endswith(top) and text != name and (text == top or text.endswith("." + top))


def _foreign(word: ZoneWord, name: str) -> bool:
    """Say whether a relative name, read as *name*, looks like that of a host elsewhere."""
    text = word.text.lower()
    first, _, last = text.rpartition(".")
    return "." in first and last in _TOP_LEVEL and text != name


def _to_be_absolute(record: ZoneRecord, word: ZoneWord, name: str) -> ZoneFlaw:
    message = f"{cite(word.text)} without a final dot is read as `{name}`; write {cite(word.text + '.')}"
    fault = ZoneFault(MISSING_DOT, message, word.start, word.end)
    return flaw(fault, record.text, record, record.text.line_with(word.end, word.end, "."))


def _blame(kind: str, message: str, record: ZoneRecord) -> ZoneFlaw:
    """Return a flaw that is the whole record's."""
    return flaw(ZoneFault(kind, message, record.first.start, record.first.end), record.text, record)
