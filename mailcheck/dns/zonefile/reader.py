"""Reads entries as records and directives, with what one entry leaves for the next: origin, owner and TTL."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from mailcheck.dns.zonefile.contents import Folder, UnreadableFileError, ZoneRecord, flaw, split
from mailcheck.dns.zonefile.scanner import Entry, ZoneText, entries
from mailcheck.dns.zonefile.suspects import suspects
from mailcheck.dns.zonefile.values import value
from mailcheck.dns.zonefile.words import (
    INCLUDE,
    STRING_TOO_LONG,
    TIME_LIMIT,
    ValueFault,
    WordFault,
    ZoneFault,
    ZoneFlaw,
    ZoneWord,
    cite,
    mnemonic,
    qualify,
    seconds,
    wrong,
)

_CLASSES = frozenset(("IN", "CLASS1", "CH", "CHAOS", "HS", "CS", "ANY", "NONE"))
_FALSE_BLANKS = "\u00a0\u2002\u2003\u2009\u200b\u202f\u3000\ufeff"


class Head(NamedTuple):
    """The TTL as written, the mnemonic of the RR type and its word, and the words of the value."""

    ttl: int | None
    rdtype: str
    at: ZoneWord
    value: tuple[ZoneWord, ...]


def head(entry: Entry) -> Head:
    """Read an entry up to its RR type; TTL and class may be missing and come in either order.

    Raises:
        WordFault: a class other than IN, or no RR type.
    """
    words = entry.words if entry.indented else entry.words[1:]
    ttl: int | None = None
    internet = False
    while words:
        time = seconds(words[0].text) if ttl is None else None
        if time is not None:
            ttl = limit_ttl(time)
        elif not internet and words[0].text.upper() in _CLASSES:
            internet = _is_internet(words[0])
        else:
            return Head(ttl, _rdtype(entry, words[0]), words[0], words[1:])
        words = words[1:]
    last = entry.words[-1]
    raise wrong(last, f"the RR type is missing after {cite(last.text)}; one such as MX or TXT is needed")


def limit_ttl(ttl: int) -> int:
    """Return a TTL, which is 0 if it has its top bit set (RFC 2181 section 8)."""
    return ttl if ttl <= TIME_LIMIT else 0


def _is_internet(word: ZoneWord) -> bool:
    if word.text.upper() not in ("IN", "CLASS1"):
        raise wrong(word, f"{cite(word.text)} is not the class of this zone; IN is allowed")
    return True


def _rdtype(entry: Entry, word: ZoneWord) -> str:
    found = None if word.quoted else mnemonic(word.text)
    if found is None:
        raise wrong(word, _not_a_type(entry, word))
    return found


def _not_a_type(entry: Entry, word: ZoneWord) -> str:
    """Say what stands where the RR type must."""
    first = entry.words[0]
    if word.quoted:
        return "a quoted string stands where the RR type must, such as TXT"
    if first.text.startswith("$"):
        return f"{cite(first.text)} is indented; a directive must begin in the first column"
    for joined in (first.text, word.text):
        blank = next((character for character in joined if character in _FALSE_BLANKS), None)
        if blank is not None:
            return f"{cite(joined)} holds the blank U+{ord(blank):04X}; only plain blanks separate words"
    if word.text[:1].isdigit():
        return f"{cite(word.text)} is neither a TTL nor an RR type; a TTL is such as `3600` or `1h30m`"
    if not entry.indented and first.text.isupper() and (first.text in _CLASSES or mnemonic(first.text)):
        missing = f"an owner name or a blank is missing before {cite(first.text)}"
        return f"{cite(word.text)} is not an RR type; {missing}"
    return f"{cite(word.text)} is not an RR type; one such as A, AAAA, MX, TXT or CNAME is allowed"


RECORD_LIMIT = 65536  # records that one file may generate

_RANGE = re.compile(r"(\d{1,9})-(\d{1,9})(?:/(\d{1,9}))?", re.ASCII)
_DOLLAR = re.compile(r"\\\$|\$\$|\$\{(-?\d{1,9})(?:,(\d{1,3})(?:,([doxX]))?)?\}|\$", re.ASCII)


def numbers(text: str) -> range:
    """Return the numbers of `start-stop[/step]`."""
    match = _RANGE.fullmatch(text)
    if not match or int(match[1]) > int(match[2]) or (match[3] and not int(match[3])):
        raise ValueFault(f"`{text}` is not a range; such as `1-10` or `0-100/2` is allowed")
    return range(int(match[1]), int(match[2]) + 1, int(match[3] or 1))


def substitute(text: str, number: int) -> str:
    """Return a word with each `$` and `${offset,width,base}` replaced."""
    return _DOLLAR.sub(lambda match: _digits(match, number), text) if "$" in text else text


def _digits(match: re.Match[str], number: int) -> str:
    if match[0] in ("\\$", "$$"):
        return "$"
    value = number + int(match[1] or 0)
    if value < 0:
        raise ValueFault(f"`{match[0]}` becomes {value} for {number}; numbers of 0 and more are allowed")
    return format(value, f"0{int(match[2] or 0) or 1}{match[3] or 'd'}")


DEPTH_LIMIT = 10  # files within files
INCLUDE_LIMIT = 200  # files of one zone
TTL_UNSET = 3600  # seconds, for snippets that name none; NSD takes the same


class Reader:
    """What was read so far, from file to file; the *origin* is None while nothing has set it."""

    def __init__(self, origin: str | None, folder: Folder) -> None:
        self.origin = origin
        self.first_origin = origin
        self.named = False
        self.folder = folder
        self.owner: str | None = None
        self.default_ttl: int | None = None
        self.last_ttl: int | None = None
        self.records: list[ZoneRecord] = []
        self.flaws: list[ZoneFlaw] = []
        self.texts: list[ZoneText] = []
        self.included = 0

    def read(self, text: ZoneText) -> None:
        """Read a file to its end."""
        self.texts.append(text)
        for entry in entries(text.text):
            for fault in entry.faults:
                self.flaws.append(flaw(fault, text))
            if entry.words:
                self.entry(entry)
        self.texts.pop()

    def entry(self, entry: Entry) -> None:
        """Read one entry; what is wrong with it does not touch the next."""
        first = entry.words[0]
        try:
            if first.text.startswith("$") and not (entry.indented or first.quoted):
                self.directive(first, entry.words[1:])
            else:
                self.record(entry)
        except WordFault as found:
            # One mistake, one flaw: a quote left open already says why the value cannot be read.
            if not entry.faults:
                self.flaws.append(flaw(found.fault, self.texts[-1], None, self.repair(found.fault, entry)))

    def repair(self, fault: ZoneFault, entry: Entry) -> str | None:
        """Return the line to write instead, where the repair is mechanical."""
        if fault.kind != STRING_TOO_LONG:
            return None
        word = next(word for word in entry.words if word.start == fault.start)
        return self.texts[-1].line_with(word.start, word.end, split(word))

    def directive(self, first: ZoneWord, words: tuple[ZoneWord, ...]) -> None:
        """Obey a directive."""
        obey, needed, most = _DIRECTIVES.get(first.text.upper(), (None, "", 0))
        if obey is None:
            raise wrong(first, f"{cite(first.text)} is none of {', '.join(_DIRECTIVES)}")
        if not words:
            raise wrong(first, f"{first.text} has no value; {needed} must follow")
        if len(words) > most:
            raise wrong(
                words[most], f"{cite(words[most].text)} stands after the end of the {first.text} line"
            )
        obey(self, words)

    def set_origin(self, words: Sequence[ZoneWord]) -> None:
        """Obey $ORIGIN (RFC 1035 section 5.1)."""
        self.origin = _name(words[0], self.origin)
        # One before all records says more than the name of the file.
        if self.origin and (not self.first_origin or not (self.records or self.named)):
            self.first_origin = self.origin
            self.named = True

    def set_ttl(self, words: Sequence[ZoneWord]) -> None:
        """Obey $TTL (RFC 2308 section 4)."""
        ttl = seconds(words[0].text)
        if ttl is None:
            raise wrong(
                words[0], f"{cite(words[0].text)} is not a time; such as `3600` or `1h30m` is allowed"
            )
        self.default_ttl = limit_ttl(ttl)

    def include(self, words: Sequence[ZoneWord]) -> None:
        """Obey $INCLUDE: the file has an origin of its own; ours goes on behind it (RFC 1035 section 5.1)."""
        ours = self.origin, self.owner
        theirs = _name(words[1], self.origin) if len(words) > 1 else self.origin
        text = self.open_included(words[0])
        self.origin = theirs
        self.read(text)
        self.origin, self.owner = ours

    def open_included(self, word: ZoneWord) -> ZoneText:
        """Open a file to include; how many that may be is bounded."""
        self.included += 1
        if len(self.texts) > DEPTH_LIMIT:
            raise wrong(
                word,
                f"{cite(word.text)} is over {DEPTH_LIMIT} files deep; do files include each other?",
                INCLUDE,
            )
        if self.included > INCLUDE_LIMIT:
            raise wrong(
                word,
                f"{cite(word.text)} is one file too many; at most {INCLUDE_LIMIT} are included",
                INCLUDE,
            )
        try:
            return self.folder.include(word.text, self.texts[-1].name)
        except UnreadableFileError as error:
            raise wrong(word, f"{cite(word.text)} cannot be included: {error}", INCLUDE) from None

    def generate(self, words: Sequence[ZoneWord]) -> None:
        """Obey $GENERATE, BIND's way to write many records in one line."""
        for line in _generate(words, RECORD_LIMIT - len(self.records)):
            self.record(Entry(line, False, None, ()))

    def record(self, entry: Entry) -> None:
        """Read one record."""
        first = entry.words[0]
        if not entry.indented:
            self.owner = _owner(first, self.origin)
        elif self.owner is None:
            raise wrong(first, "the first record has no owner name; one such as `@` must begin the line")
        read = head(entry)
        found = value(read.rdtype, read.value, self.origin, read.at)
        ttl = self.ttl(read, found)
        record = ZoneRecord(
            self.owner, read.rdtype, ttl, found, self.texts[-1], first, not entry.indented, read.value
        )
        self.records.append(record)
        if not entry.faults:
            for suspect in suspects(record, entry.comment):
                self.flaws.append(flaw(suspect.fault, record.text, record, suspect.replacement))

    def ttl(self, read: Head, found: object) -> int:
        """Return the TTL: the record's own, $TTL, the one before, or the minimum of the SOA (RFC 2308)."""
        if read.ttl is not None:
            self.last_ttl = read.ttl
        elif self.default_ttl is not None:
            return self.default_ttl
        elif self.last_ttl is None and read.rdtype == "SOA":
            self.last_ttl = int(str(found).rpartition(" ")[2])
        return TTL_UNSET if self.last_ttl is None else self.last_ttl


# What obeys a directive, what must follow it, and how many words may.
_DIRECTIVES: dict[str, tuple[Callable[[Reader, tuple[ZoneWord, ...]], None] | None, str, int]] = {
    "$ORIGIN": (Reader.set_origin, "a domain name", 1),
    "$TTL": (Reader.set_ttl, "a time", 1),
    "$INCLUDE": (Reader.include, "a file name", 2),
    "$GENERATE": (Reader.generate, "a range such as `1-10`", 2**16),
}


def _owner(word: ZoneWord, origin: str | None) -> str:
    if word.quoted:
        raise wrong(word, "a quoted string stands where the owner name must; only values are quoted")
    return _name(word, origin)


def _name(word: ZoneWord, origin: str | None) -> str:
    try:
        return qualify(word.text, origin)
    except ValueFault as fault:
        raise wrong(word, str(fault)) from None


def _generate(words: Sequence[ZoneWord], room: int) -> list[tuple[ZoneWord, ...]]:
    """Return the lines that a $GENERATE line stands for; their words have the places of its own."""
    try:
        values = numbers(words[0].text)
        if len(words) < 4:
            raise ValueFault("$GENERATE needs a range, an owner name, an RR type and a value")
        if len(values) > room:
            raise ValueFault(f"{cite(words[0].text)} makes too many records; at most {RECORD_LIMIT} are read")
        return [tuple(word._replace(text=substitute(word.text, at)) for word in words[1:]) for at in values]
    except ValueFault as fault:
        raise wrong(words[0], str(fault)) from None
