"""Colours: the only place that writes an escape sequence, around text that holds none.

Six codes of ECMA-48 need no library, and a terminal's report starts 50 ms sooner without one.
"""

from collections.abc import Iterable

from mailcheck.render.text.lines import Line, Piece

# Colour supports a word that says the same; each style reads well without it.
CODES = {
    "": "",
    "head": "1",
    "pass": "1;32",
    "fail": "1;31",
    "unknown": "1;35",
    "skipped": "2",
    "error": "31",
    "warning": "33",
    "note": "36",
    "record": "",
    "mark": "1;31",
    "dim": "2",
}


def painted(lines: Iterable[Line], *, colour: bool) -> str:
    """Return *lines* as text, in colour or plain."""
    paint = _coloured if colour else _plain
    return "".join(f"{_inert(paint(_trimmed(line)))}\n" for line in lines)


def _inert(text: str) -> str:
    """Return a line that GitHub Actions does not take for a command: such a line begins with `::NAME::`.

    An address such as `::ffff:9.9.9.9` is none.
    """
    commanding = text.count("::") > 1 and text.lstrip(" ").startswith("::")
    return text.replace("::", "\\x3a:", 1) if commanding else text


def _trimmed(line: Line) -> Line:
    """Return *line* without the blanks at its end."""
    while line and not (text := line[-1].text.rstrip(" ")):
        line = line[:-1]
    return (*line[:-1], line[-1]._replace(text=text)) if line else ()


def _plain(line: Line) -> str:
    return "".join(text for text, _ in line)


def _coloured(line: Line) -> str:
    return "".join(map(_sequence, line))


def _sequence(piece: Piece) -> str:
    code = CODES[piece.style]
    return f"\x1b[{code}m{piece.text}\x1b[0m" if code and piece.text else piece.text
