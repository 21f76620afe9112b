"""Characters that no record may hold: other blanks than the space, typography, anything but visible ASCII."""

import html
import re
import unicodedata

from mailcheck.dns.names import to_ascii
from mailcheck.errors import InvalidDomainError
from mailcheck.records.spf.grammar import MECHANISMS, TARGETED, reads
from mailcheck.records.spf.macros import ends_in_toplabel
from mailcheck.records.spf.mistakes.word import Mistake, Word, shown

_BLANK_CONTROLS = "\t\n\x0b\x0c\r\x85"
_DASHES = "\u2212\u02d7"  # minus signs; the rest has the category Pd
_TILDES = "\u02dc\u223c\u223d\u2053\uff5e"
_QUOTES = "\u201a\u201e\u2032\u2033\u00b4\u02bc\uff02\uff07"  # the rest has the categories Pi and Pf
_LOOKALIKES = str.maketrans("\u0430\u0435\u043e\u0440\u0441\u0445\u0456\u0455\u0458\u0443", "aeopcxisjy")
_CONTROL_NAMES = {"\t": "a tab", "\n": "a line feed", "\r": "a carriage return", "\x00": "a NUL"}


def foreign_character(word: Word) -> Mistake | None:
    """Find the first character outside visible ASCII."""
    text = word.text
    if text.isascii() and text.isprintable():
        return None
    at = next(index for index, character in enumerate(text) if not "!" <= character <= "~")
    message = f"{_name(text[at])} stands in {shown(text)}; {_advise(_decode(text[at]))}"
    return Mistake(message, at, at + 1, _replace(text))


def _decode(character: str) -> str:
    """Read a stray octet, or a C1 control, as the Windows-1252 character that it nearly always is."""
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # an octet that was not UTF-8, see `Txt.text`
        code -= 0xDC00
    elif not 0x80 <= code <= 0x9F:
        return character
    return bytes([code]).decode("cp1252", "replace")


def _ascii(character: str) -> str:
    """Return what was meant by one character, itself if nothing is known of it."""
    character = _decode(character)
    category = unicodedata.category(character)
    if category == "Zs" or character in _BLANK_CONTROLS or character in "\u2028\u2029":
        return " "
    if category == "Pd" or character in _DASHES:
        return "-"
    if character in _TILDES:
        return "~"
    if category in ("Pi", "Pf", "Cf", "Cc") or character in _QUOTES:
        return ""
    return unicodedata.normalize("NFKC", character)


def _replace(text: str) -> str | None:
    plain = text if text.isascii() else _encoded_once(text)
    plain = "".join(map(_ascii, plain))
    if not plain.isascii():
        plain = looks if (looks := plain.translate(_LOOKALIKES)).isascii() else _with_a_labels(plain)
    return plain if plain.isascii() else None


def _encoded_once(text: str) -> str:
    """Undo UTF-8 that was taken for Windows-1252 and encoded again: an en dash becomes three characters."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def _with_a_labels(text: str) -> str:
    head, colon, domain = text.partition(":")
    if not colon:
        head, colon, domain = text.partition("=")
    return head + colon + ".".join(map(_a_label, domain.split(".")))


def _a_label(label: str) -> str:
    if label.isascii() or len(label) > 63:
        return label
    try:
        return to_ascii(f"{label}.example").removesuffix(".example")
    except InvalidDomainError:
        return label


def _name(character: str) -> str:
    if "\udc80" <= character <= "\udcff":
        return f"the octet 0x{ord(character) - 0xDC00:02X}"
    code = f"U+{ord(character):04X}"
    if character in _CONTROL_NAMES:
        return _CONTROL_NAMES[character]
    name = unicodedata.name(character, "control character").lower()
    if unicodedata.category(character)[0] == "L":
        return f"`{character}` ({code}, {name})"
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name} ({code})"


def _advise(character: str) -> str:
    meant = _ascii(character)
    if meant == " ":
        return "only a plain space (U+0020) separates terms"
    if meant in ("-", "~"):
        return f"`{meant}` is meant"
    if meant.translate(_LOOKALIKES).isascii() and meant.isalnum():
        return f"the letter `{meant.translate(_LOOKALIKES)}` is meant"
    if unicodedata.category(character)[0] == "L":
        return "a record is ASCII, and an internationalized name stands in its A-label form, `xn--...`"
    return "a record holds visible ASCII characters and spaces only"


_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_STRAY_QUOTES = re.compile(r"""["'`\\]+""")
_SLASHED = re.compile(r"(?<=[0-9A-Za-z])\\(?=[0-9]{1,3}$)")
_SEPARATOR = re.compile(r"%\{[^}]{0,20}\}|([,;|]+)")  # a comma may be the delimiter of a macro
_ARGUED = ("include", "exists", "ip4", "ip6", *sorted(TARGETED))
_SPREAD = ("include", "exists", "a", "mx")


def html_entity(word: Word) -> Mistake | None:
    """Find `&nbsp;` and its like, copied from a web page's source."""
    match = _ENTITY.search(word.text)
    if match is None:
        return None
    message = f"`{match[0]}` is HTML; a record holds plain characters only"
    return Mistake(message, *match.span(), html.unescape(word.text))


def quote(word: Word) -> Mistake | None:
    """Find quotes and backslashes, which belong to the zone file's or the shell's syntax."""
    match = _STRAY_QUOTES.search(word.text)
    if match is None:
        return None
    if _SLASHED.search(word.text):
        meant = _SLASHED.sub("/", word.text)
        return Mistake(
            f"{shown(match[0])} stands in {shown(word.text)}; a prefix length follows a `/`",
            *match.span(),
            meant,
        )
    mark = "a backslash" if match[0][0] == "\\" else f"a quote, {match[0][0]},"
    message = f"{mark} stands in {shown(word.text)}; quotes and backslashes are no part of a record"
    return Mistake(message, *match.span(), _STRAY_QUOTES.sub("", word.text))


def separator(word: Word) -> Mistake | None:
    """Find commas and semicolons; the values of a list after one mechanism each get that mechanism."""
    marks = [match.span(1) for match in _SEPARATOR.finditer(word.text) if match[1]]
    if not marks:
        return None
    start, end = marks[0]
    mark = shown(word.text[start:end])
    if word.text[:start].lstrip("+-?~").lower() in _ARGUED and end < len(word.text):
        joint = "=" if word.name in TARGETED else ":"
        meant = f"{word.text[:start]}{joint}{word.text[end:]}"
        return Mistake(f"{mark} stands after `{word.name}`; a `{joint}` is meant", start, end, meant)
    pieces = _between(word.text, marks)
    where = f"after {shown(word.text[:start])}" if start else "where a term begins"
    message = f"{mark} stands {where}; terms are separated by spaces alone"
    return Mistake(message, start, end, " ".join(_spread(pieces)))


def _between(text: str, marks: list[tuple[int, int]]) -> list[str]:
    starts = [0, *(end for _, end in marks)]
    ends = [*(start for start, _ in marks), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True) if start < end]


def _spread(pieces: list[str]) -> list[str]:
    """Put the mechanism of the piece before in front of a bare domain: `include:a.example,b.example`."""
    written: list[str] = []
    lead = ""
    for piece in pieces:
        bare = ":" not in piece and "=" not in piece and not piece[:1].isdigit() and ends_in_toplabel(piece)
        written.append(lead + piece if bare else piece)
        head, colon, _ = piece.partition(":")
        if colon:
            lead = f"{head}:" if head.lstrip("+-?~").lower() in _SPREAD else ""
    return written


def qualifier(word: Word) -> Mistake | None:
    """Find qualifiers that are doubled, alone, unknown, at the end, or on a modifier."""
    return _two_qualifiers(word) or _alone(word) or _unknown(word) or _at_end(word) or _on_modifier(word)


def _two_qualifiers(word: Word) -> Mistake | None:
    bare = word.text.lstrip("+-?~")
    count = len(word.text) - len(bare)
    if count < 2 or not bare:
        return None
    written = word.text[:count]
    meant = written[0] + bare if len(set(written)) == 1 else None
    return Mistake(f"{shown(written)} stands before {shown(bare)}; one qualifier is allowed", 0, count, meant)


def _alone(word: Word) -> Mistake | None:
    if word.text.strip("+-?~"):
        return None
    return word.fault_all(
        f"{shown(word.text)} stands alone; a qualifier is followed by its mechanism, without a space"
    )


def _unknown(word: Word) -> Mistake | None:
    bare = word.text[1:]
    if word.text[0].isalnum() or word.text[0] in "+-?~" or not reads(bare) or bare[:1] in "+-?~":
        return None
    return Mistake(f"`{word.text[0]}` is no qualifier; `+`, `-`, `?` and `~` are", 0, 1)


def _at_end(word: Word) -> Mistake | None:
    bare, last = word.text[:-1], word.text[-1]
    if last not in "+-?~" or not reads(bare):
        return None
    if bare.lower() not in MECHANISMS:
        return None
    message = f"`{last}` stands after {shown(bare)}; a qualifier stands before its mechanism"
    return Mistake(message, len(bare), len(word.text), last + bare)


def _on_modifier(word: Word) -> Mistake | None:
    if not word.qualifier or not word.rest.startswith("=") or not reads(word.text[1:]):
        return None
    if word.name in MECHANISMS:
        meant = f"{word.qualifier}{word.name}:{word.rest[1:]}"
        return Mistake(
            f"`=` stands after `{word.name}`; the argument of a mechanism follows a `:`",
            word.at,
            word.at + 1,
            meant,
        )
    return Mistake(
        f"`{word.qualifier}` stands before `{word.name}=`; a modifier has no qualifier", 0, 1, word.text[1:]
    )
