"""Reads entries as records and directives, with what one entry leaves for the next: origin, owner and TTL."""

from collections.abc import Callable, Sequence

from mailcheck.model import Span
from mailcheck.resolvers.zonefile.files import Folder
from mailcheck.resolvers.zonefile.flaws import INCLUDE, SYNTAX, ZoneFlaw
from mailcheck.resolvers.zonefile.generate import RECORD_LIMIT, numbers, substituted
from mailcheck.resolvers.zonefile.model import ZoneRecord
from mailcheck.resolvers.zonefile.scanner import Entry, Fault, Word, ZoneText, entries
from mailcheck.resolvers.zonefile.suspects import suspects
from mailcheck.resolvers.zonefile.text import TIME_LIMIT, ValueFault, qualified, seconds
from mailcheck.resolvers.zonefile.values import WordFault, mnemonic, value

DEPTH_LIMIT = 10  # files within files
INCLUDE_LIMIT = 200  # files of one zone
TTL_UNSET = 3600  # of a snippet that names none; NSD does the same

_CLASSES = frozenset(("IN", "CH", "CHAOS", "HS", "CS", "ANY", "NONE"))


class Reader:
    """Everything read so far. It is passed from file to file; only the text and the origin are the file's own."""

    def __init__(self, origin: str | None, folder: Folder) -> None:
        self.origin = origin
        self.first_origin = origin
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
                self.flaw(fault)
            if entry.words:
                self.entry(entry)
        self.texts.pop()

    @property
    def text(self) -> ZoneText:
        """The file being read."""
        return self.texts[-1]

    def flaw(self, fault: Fault, record: ZoneRecord | None = None, replacement: str | None = None) -> None:
        """Note a flaw in the file being read."""
        self.flaws.append(flaw(fault, self.text, record, replacement))

    def entry(self, entry: Entry) -> None:
        """Read one entry; what is wrong with it does not touch the next."""
        first = entry.words[0]
        try:
            if first.text.startswith("$") and not (entry.indented or first.quoted):
                self.directive(first, entry.words[1:])
            else:
                self.record(entry)
        except WordFault as wrong:
            # One mistake, one flaw: a quote left open already says why the value cannot be read.
            if not entry.faults:
                self.flaw(wrong.fault)

    def directive(self, first: Word, words: tuple[Word, ...]) -> None:
        """Obey a directive."""
        obey = _DIRECTIVES.get(first.text.upper())
        if obey is None:
            raise _wrong(first, f"`{first.text}` is none of {', '.join(_DIRECTIVES)}")
        if not words:
            raise _wrong(first, f"{first.text} has no value; {_NEEDS[first.text.upper()]} must follow")
        obey(self, words)

    def set_origin(self, words: tuple[Word, ...]) -> None:
        """Obey $ORIGIN (RFC 1035 section 5.1)."""
        _no_more(words, 1)
        self.origin = self.name(words[0])
        self.first_origin = self.first_origin or self.origin

    def set_ttl(self, words: tuple[Word, ...]) -> None:
        """Obey $TTL (RFC 2308 section 4)."""
        _no_more(words, 1)
        ttl = seconds(words[0].text)
        if ttl is None:
            raise _wrong(
                words[0],
                f"`{words[0].text}` is not a time; a number of seconds or such as `1h30m` is allowed",
            )
        self.default_ttl = _limited(ttl)

    def include(self, words: tuple[Word, ...]) -> None:
        """Obey $INCLUDE: read the file with an origin of its own, and then go on with ours (RFC 1035 section 5.1)."""
        _no_more(words, 2)
        origin = self.origin
        inner = self.name(words[1]) if len(words) > 1 else origin
        self.included += 1
        if len(self.texts) > DEPTH_LIMIT or self.included > INCLUDE_LIMIT:
            raise _wrong(
                words[0],
                f"`{words[0].text}` is one file too many; at most {DEPTH_LIMIT} within one another and {INCLUDE_LIMIT} in all are read",
                INCLUDE,
            )
        try:
            text = self.folder.included(words[0].text, self.text.name)
        except OSError as error:
            raise _wrong(words[0], str(error), INCLUDE) from None
        self.origin = inner
        owner = self.owner
        self.read(text)
        self.origin, self.owner = origin, owner

    def generate(self, words: tuple[Word, ...]) -> None:
        """Obey $GENERATE, BIND's way to write many records in one line."""
        try:
            values = numbers(words[0].text)
            if len(words) < 4:
                raise ValueFault("$GENERATE needs a range, an owner name, an RR type and a value")
            if len(self.records) + len(values) > RECORD_LIMIT:
                raise ValueFault(f"`{words[0].text}` makes too many records; at most {RECORD_LIMIT} are read")
            for at in values:
                line = tuple(word._replace(text=substituted(word.text, at)) for word in words[1:])
                self.record(Entry(line, False, None, ()))
        except ValueFault as fault:
            raise _wrong(words[0], str(fault)) from None

    def record(self, entry: Entry) -> None:
        """Read one record."""
        words = entry.words
        if not entry.indented:
            self.owner = self.own_name(words[0])
            words = words[1:]
        elif self.owner is None:
            raise _wrong(
                words[0],
                "the first record has no owner name; one must stand in the first column, such as `@`",
            )
        ttl, words = self.ttl_and_class(words)
        rdtype = self.rdtype(entry, words)
        origin = self.known_origin(words[0]) if self.origin is None else self.origin
        found = value(rdtype, words[1:], origin, words[0])
        record = ZoneRecord(
            self.owner,
            rdtype,
            self.ttl(ttl, rdtype, found),
            found,
            self.text,
            entry.words[0],
            not entry.indented,
            words[1:],
        )
        self.records.append(record)
        if not entry.faults:
            for suspect in suspects(record, entry.comment):
                self.flaw(suspect.fault, record, suspect.replacement)

    def own_name(self, word: Word) -> str:
        """Read the owner name."""
        if word.quoted:
            raise _wrong(word, "a quoted string stands where the owner name must; quotes are for values")
        return self.name(word)

    def ttl_and_class(self, words: tuple[Word, ...]) -> tuple[int | None, tuple[Word, ...]]:
        """Take TTL and class off the front, each of which may be missing, in either order."""
        ttl: int | None = None
        classes = 0
        at = 0
        for at, word in enumerate(words):  # noqa: B007
            if ttl is None and word.text[:1].isdigit() and (time := seconds(word.text)) is not None:
                ttl = _limited(time)
            elif not classes and word.text.upper() in _CLASSES:
                classes = 1
                _internet(word)
            else:
                return ttl, words[at:]
        return ttl, ()

    def rdtype(self, entry: Entry, words: Sequence[Word]) -> str:
        """Read the RR type."""
        last = entry.words[-1]
        if not words:
            raise _wrong(last, f"the RR type is missing after `{last.text}`; one such as MX or TXT is needed")
        found = None if words[0].quoted else mnemonic(words[0].text)
        if found is None:
            raise _wrong(words[0], _not_a_type(entry, words[0]))
        return found

    def ttl(self, explicit: int | None, rdtype: str, found: object) -> int:
        """Return the TTL of a record: its own, $TTL, the one before, or the SOA's minimum (RFC 2308 section 4)."""
        ttl = next((ttl for ttl in (explicit, self.default_ttl, self.last_ttl) if ttl is not None), None)
        if ttl is None:
            ttl = int(str(found).rpartition(" ")[2]) if rdtype == "SOA" else TTL_UNSET
        self.last_ttl = ttl
        return ttl

    def name(self, word: Word) -> str:
        """Read a name, against the origin where it is relative."""
        absolute = word.text.endswith(".") and not word.text.endswith("\\.")
        origin = "" if absolute else self.known_origin(word)
        try:
            return qualified(word.text, origin)
        except ValueFault as fault:
            raise _wrong(word, str(fault)) from None

    def known_origin(self, word: Word) -> str:
        """Return the origin; not knowing it is fatal where a relative name needs it."""
        if self.origin is None:
            raise _wrong(
                word,
                f"`{word.text}` is relative, and nothing says to what; begin the file with such as `$ORIGIN example.com.`",
            )
        return self.origin


_DIRECTIVES: dict[str, Callable[[Reader, tuple[Word, ...]], None]] = {
    "$ORIGIN": Reader.set_origin,
    "$TTL": Reader.set_ttl,
    "$INCLUDE": Reader.include,
    "$GENERATE": Reader.generate,
}
_NEEDS = {
    "$ORIGIN": "a domain name",
    "$TTL": "a time",
    "$INCLUDE": "a file name",
    "$GENERATE": "a range such as `1-10`",
}


def flaw(fault: Fault, text: ZoneText, record: ZoneRecord | None, replacement: str | None) -> ZoneFlaw:
    """Return a fault in *text* as a flaw; what spans lines is marked to the end of its first."""
    location = text.location(fault.start)
    line = text.line(location.line)
    start = location.column - 1
    span = Span(start, min(start + max(fault.end - fault.start, 1), len(line)))
    owner, rdtype = (record.owner, record.rdtype) if record else ("", "")
    return ZoneFlaw(fault.kind, fault.message, location, line, span, owner, rdtype, replacement)


def _wrong(word: Word, message: str, kind: str = SYNTAX) -> WordFault:
    return WordFault(Fault(kind, message, word.start, word.end))


def _no_more(words: Sequence[Word], count: int) -> None:
    if len(words) > count:
        raise _wrong(words[count], f"`{words[count].text}` stands after the end of the directive")


def _limited(ttl: int) -> int:
    """Read a TTL with the top bit set as 0 (RFC 2181 section 8)."""
    return ttl if ttl <= TIME_LIMIT else 0


def _internet(word: Word) -> None:
    if word.text.upper() != "IN":
        raise _wrong(word, f"`{word.text}` is not the class of this zone; IN is allowed")


def _not_a_type(entry: Entry, word: Word) -> str:
    """Say what stands where the RR type must."""
    first = entry.words[0]
    if word.quoted:
        return "a quoted string stands where the RR type must, such as TXT"
    if first.text.startswith("$") and entry.indented:
        return f"`{first.text}` is indented; a directive must begin in the first column"
    if not word.text.isascii() and any(blank in word.text for blank in "\u00a0\u2003\u200b\u3000\ufeff"):
        return f"`{word.text}` holds a no-break space; only plain blanks separate words"
    if not entry.indented and first is not word and mnemonic(first.text) and len(entry.words) > 1:
        return f"`{word.text}` is not an RR type; is the owner name missing before `{first.text}`"
    return f"`{word.text}` is not an RR type; one such as A, AAAA, MX, TXT or CNAME is allowed"
