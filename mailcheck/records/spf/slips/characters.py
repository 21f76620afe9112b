"""Characters that no record may hold: other blanks than the space, typography, anything but visible ASCII."""

import unicodedata

from mailcheck.names import InvalidDomainError, to_ascii
from mailcheck.records.spf.slips.word import Slip, Word, shown

_BLANK_CONTROLS = "\t\n\x0b\x0c\r\x85"
_DASHES = "\u2212\u02d7"  # minus signs; the rest has the category Pd
_TILDES = "\u02dc\u223c\u223d\u2053\uff5e"
_QUOTES = "\u201a\u201e\u2032\u2033\u00b4\u02bc\uff02\uff07"  # the rest has the categories Pi and Pf
_LOOKALIKES = str.maketrans("\u0430\u0435\u043e\u0440\u0441\u0445\u0456\u0455\u0458\u0443", "aeopcxisjy")
_CONTROL_NAMES = {"\t": "a tab", "\n": "a line feed", "\r": "a carriage return", "\x00": "a NUL"}


def foreign_character(word: Word) -> Slip | None:
    """Find the first character outside visible ASCII."""
    text = word.text
    if text.isascii() and text.isprintable():
        return None
    at = next(index for index, character in enumerate(text) if not "!" <= character <= "~")
    message = f"{_name(text[at])} stands in {shown(text)}; {_allowed(_decoded(text[at]))}"
    return Slip(message, at, at + 1, _meant(text))


def _decoded(character: str) -> str:
    """Read a stray octet, or a C1 control, as the Windows-1252 character that it nearly always is."""
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # an octet that was not UTF-8, see `Txt.text`
        code -= 0xDC00
    elif not 0x80 <= code <= 0x9F:
        return character
    return bytes([code]).decode("cp1252", "replace")


def _ascii(character: str) -> str:
    """Return what was meant by one character, itself if nothing is known of it."""
    character = _decoded(character)
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


def _meant(text: str) -> str | None:
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


def _allowed(character: str) -> str:
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
