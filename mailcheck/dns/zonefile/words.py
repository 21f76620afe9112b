"""Reads words as octets, names, numbers and times; RFC 1035 section 5.1 and BIND's units of time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from mailcheck.dns.answers import Anchor, Location, Source, Span
from mailcheck.dns.names import LABEL_LIMIT, parent
from mailcheck.dns.phrases import cut

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
    return f"`{cut(text, 80, '...')}`"


def wrong(word: ZoneWord, message: str, kind: str = SYNTAX) -> WordFault:
    """Return the exception that blames *word*."""
    return WordFault(ZoneFault(kind, message, word.start, word.end))


OCTETS_OF_A_NAME = 255  # in wire format, RFC 1035 section 3.1
STRING_LIMIT = 255  # octets of a character-string, RFC 1035 section 3.3
TIME_LIMIT = 2**31 - 1  # seconds, RFC 2181 section 8

_PLAIN_NAME = re.compile(r"[A-Za-z0-9_*/-]{1,63}(?:\.[A-Za-z0-9_*/-]{1,63})*+\.?")
_ESCAPE = re.compile(rb"\\(?:(\d\d\d)|(\d)|(.))", re.DOTALL)
_TIME = re.compile(r"(?:\d{1,10}[WDHMS])++", re.ASCII | re.IGNORECASE)
_TIME_PART = re.compile(r"(\d+)([A-Z])")
_SECONDS = {"S": 1, "M": 60, "H": 3600, "D": 86400, "W": 604800}
_NAME_PARTS = re.compile(r"(?:\\.|[^.\\])++|\.|\\", re.DOTALL)
_ONE_OCTET = re.compile(r"\\(?:\d\d\d|.)")
_SPECIAL = frozenset(b'\\"();@$.')


def encode(text: str) -> bytes:
    """Return the octets of a text, in which a lone surrogate may stand for one that is not UTF-8."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # surrogates that no decoding leaves behind
        return text.encode("utf-8", "surrogatepass")


def unescape(text: str) -> bytes:
    r"""Return the octets that a word stands for: `\X` is X, `\DDD` the octet of that decimal number."""
    octets = encode(text)
    return _ESCAPE.sub(_octet, octets) if b"\\" in octets else octets


def _octet(match: re.Match[bytes]) -> bytes:
    if match[3] is not None:
        return match[3]
    number = int(match[1]) if match[1] else 256
    if number > 255:
        raise ValueFault(
            f"`{match[0].decode('ascii')}` is not an escape; three digits of at most 255 are allowed"
        )
    return bytes((number,))


def qualify(text: str, origin: str | None) -> str:
    """Return a name as written, made absolute and normalized.

    Raises:
        ValueFault: it is not a domain name, or it is relative and the origin is not known.
    """
    if text == "@":
        return _insist_on_origin(origin, text)
    if not _PLAIN_NAME.fullmatch(text):
        return _unusual(text, origin)
    name = text.lower()
    if name[-1] == ".":
        name = name[:-1]
    elif origin != "":
        name = f"{name}.{_insist_on_origin(origin, text)}"
    return name if len(name) + 2 <= OCTETS_OF_A_NAME else _insist_on_length(name, text)


def _insist_on_origin(origin: str | None, text: str) -> str:
    if origin is None:
        raise ValueFault(
            f"{cite(text)} is relative, and nothing says to what; begin with such as `$ORIGIN example.com.`"
        )
    return origin


def canonical(name: str) -> str:
    """Return the one spelling of an absolute name; what cannot be one is returned in lower case."""
    if _PLAIN_NAME.fullmatch(name):
        return name.lower().removesuffix(".")
    try:
        return _unusual(name if name[-1:] == "." else f"{name}.", "")
    except ValueFault:
        return name.lower().removesuffix(".")


def upwards(name: str) -> Iterator[str]:
    """Return a normalized name and all names above it but the root."""
    while name:
        yield name
        name = parent(name) if "\\" in name else name.partition(".")[2]


def seconds(text: str) -> int | None:
    """Return a time such as `3600` or `1h30m` in seconds; None if it is not one of 32 bits."""
    if text.isdecimal():
        time = int(text) if text.isascii() and len(text) <= 10 else 2**32
    elif _TIME.fullmatch(text):
        time = sum(int(number) * _SECONDS[unit] for number, unit in _TIME_PART.findall(text.upper()))
    else:
        return None
    return time if time < 2**32 else None


def number(text: str, limit: int, what: str) -> int:
    """Return a decimal number of at most *limit*; *what* names it in the fault."""
    if text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) <= limit:
        return int(text)
    raise ValueFault(f"{cite(text)} stands where {what} must; a number of 0 to {limit} is allowed")


def presentation(labels: list[bytes]) -> str:
    """Return labels as a normalized name: lower case, escaped where needed, no final dot."""
    return ".".join("".join(map(_present, label.lower())) for label in labels)


def _present(octet: int) -> str:
    if octet in _SPECIAL:
        return "\\" + chr(octet)
    return chr(octet) if 0x21 <= octet <= 0x7E else f"\\{octet:03d}"


def _unusual(text: str, origin: str | None) -> str:
    """Read a name that has escapes or rare characters, or is wrong."""
    if text == ".":
        return ""
    parts = _NAME_PARTS.findall(text)
    labels = [unescape(part) for part in parts if part != "."]
    if not labels or any((part == ".") is not bool(at % 2) for at, part in enumerate(parts)):
        raise ValueFault(f"{cite(text)} has an empty label; labels of 1 to {LABEL_LIMIT} octets are allowed")
    if (longest := max(map(len, labels))) > LABEL_LIMIT:
        raise ValueFault(f"{cite(text)} has a label of {longest} octets; at most {LABEL_LIMIT} are allowed")
    name = presentation(labels)
    if parts[-1] != "." and origin != "":
        name = f"{name}.{_insist_on_origin(origin, text)}"
    return _insist_on_length(name, text)


def _insist_on_length(name: str, text: str) -> str:
    """Return a normalized name, unless it is too long in wire format."""
    octets = len(_ONE_OCTET.sub("x", name)) + 2
    if octets > OCTETS_OF_A_NAME:
        raise ValueFault(
            f"{cite(text)} makes a name of {octets} octets; at most {OCTETS_OF_A_NAME} are allowed"
        )
    return name


_NUMBERED = {
    1: "A",
    2: "NS",
    5: "CNAME",
    6: "SOA",
    12: "PTR",
    15: "MX",
    16: "TXT",
    28: "AAAA",
    33: "SRV",
    39: "DNAME",
    52: "TLSA",
    99: "SPF",
    257: "CAA",
}
SIGNING = frozenset(("RRSIG", "NSEC", "NSEC3", "NSEC3PARAM", "DNSKEY", "DS", "CDNSKEY", "CDS"))
_COMMON = SIGNING.union(_NUMBERED.values())
_CLASSES = frozenset(("IN", "CH", "HS", "CS", "NONE"))
_QUESTIONS = frozenset(
    ("ANY", "AXFR", "IXFR", "MAILA", "MAILB", "OPT", "TSIG", "TKEY", "NULL")
)  # never records


def mnemonic(text: str) -> str | None:
    """Return the mnemonic of the RR type that *text* names, in any case or as TYPEnnn; None without one."""
    name = text.upper()
    if name in _COMMON:
        return name
    # What no type is called is not worth importing dnspython for.
    if not (name.isascii() and name.replace("-", "").isalnum()) or name in _CLASSES or name in _QUESTIONS:
        return None
    number = name[4:]
    if name.startswith("TYPE") and number.isdecimal() and len(number) <= 5 and int(number) in _NUMBERED:
        return _NUMBERED[int(number)]
    return _rare(name)


def _rare(name: str) -> str | None:
    import dns.exception
    import dns.rdatatype

    try:
        return dns.rdatatype.to_text(dns.rdatatype.from_text(name))
    except (dns.exception.DNSException, ValueError):
        return None
