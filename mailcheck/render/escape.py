"""The one gate that text from the DNS passes on its way to a terminal: what cannot be seen is spelled out."""

from unicodedata import category, east_asian_width

_SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}

# Logs of CI services obey `##[error]`, `##vso[...]` and the like anywhere in a line.
_COMMAND, _NO_COMMAND = "##", "#\\x23"

# Letters and symbols to Unicode, blanks to the eye: Hangul fillers and the empty Braille pattern.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")

# Marks that sit on the character before them. A flood of them covers other lines, and several are invisible.
_COMBINING = frozenset({"Mn", "Me"})


def visible(text: str) -> str:
    """Return *text* with every character that a terminal would obey, hide or misplace written as an escape.

    Escaped are controls, bidirectional and other format characters, separators and blanks other than the
    space, combining marks, private and unassigned characters, and the second of two number signs, which begin
    commands in the logs of CI services. An octet that was not UTF-8 reads `\\xNN`,
    every other character `\\uNNNN` or `\\UNNNNNNNN`. Printable text stays, whatever its script; so the
    result is its own escape.
    """
    if text.isascii() and text.isprintable():
        return text.replace(_COMMAND, _NO_COMMAND)
    return "".join(map(_show, text)).replace(_COMMAND, _NO_COMMAND)


def visible_with_offsets(text: str) -> tuple[str, list[int]]:
    """Return `visible(text)` and where each character of *text* begins in it.

    The list has one more entry than *text* has characters, so that both ends of a span can be looked up.
    """
    if text.isascii() and text.isprintable() and _COMMAND not in text:
        return text, list(range(len(text) + 1))
    pieces = [_show(character) for character in text]
    for index in range(1, len(pieces)):
        if pieces[index - 1] == pieces[index] == "#":
            pieces[index] = "\\x23"
    offsets = [0]
    for piece in pieces:
        offsets.append(offsets[-1] + len(piece))
    return "".join(pieces), offsets


def cells(shown: str) -> int:
    """Return how many columns of a terminal *shown*, already made visible, takes (Unicode annex 11)."""
    if shown.isascii():
        return len(shown)
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in shown)


def _show(character: str) -> str:
    if character.isprintable() and character not in _BLANK and category(character) not in _COMBINING:
        return character
    if character in _SHORT:
        return _SHORT[character]
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # an octet that surrogateescape carried here
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
