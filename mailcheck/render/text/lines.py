"""Lines of text that wrap without losing anything, with marks that stay under what they mean.

Every string enters through `piece` or `mark`, which escape it; what colours it comes later, in `paint`.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from mailcheck.dns.answers import PLANNED, Source, Span
from mailcheck.render.escape import cells, visible, visible_with_offsets
from mailcheck.survey.request import Severity

UNBOUNDED = 1 << 30  # columns of a pipe: nothing wraps
NARROWEST = 24  # columns below which wrapping would only make confetti


class Piece(NamedTuple):
    """Some text in one style; the styles are the keys of `paint.CODES`."""

    text: str
    style: str = ""


Line: TypeAlias = tuple[Piece, ...]


def piece(text: str, style: str = "") -> Piece:
    """Return *text*, made visible, in a style."""
    return Piece(visible(text), style)


def planned_note(source: Source) -> Iterator[Line]:
    """Say of a record that is only planned that it is."""
    if source.server == PLANNED:
        yield (piece("planned, not published yet", "dim"),)


def width_of(line: Line) -> int:
    """Return the columns that *line* takes."""
    return sum(cells(text) for text, _ in line)


def hang(lead: Line, lines: Iterable[Line], column: int) -> Iterator[Line]:
    """Put *lead* before the first line and blanks before the others, so that all begin at *column*."""
    pad = (Piece(" " * column),)
    first = True
    for line in lines:
        yield (*_pad(lead, column), *line) if first else (*pad, *line) if line else ()
        first = False
    if first:
        yield lead


def _pad(lead: Line, column: int) -> Line:
    missing = column - width_of(lead)
    return (*lead, Piece(" " * max(missing, 1))) if lead else (Piece(" " * column),)


def prose(text: str, room: int, style: str = "") -> Iterator[Line]:
    """Wrap a sentence at its blanks; a word longer than *room* is broken, not cut."""
    line = ""
    for word in _words(visible(text), room):
        if line and cells(line) + 1 + cells(word) > room:
            yield (Piece(line, style),)
            line = word
        else:
            line = f"{line} {word}" if line else word
    if line:
        yield (Piece(line, style),)


def _words(shown: str, room: int) -> Iterator[str]:
    for word in shown.split(" "):
        if cells(word) <= room:
            yield word
        else:
            yield from (word[start:end] for start, end in cuts(word, room))


def mark(text: str, spans: Iterable[Span], room: int) -> Iterator[Line]:
    """Wrap a record, with a line of carets under every line in which a span lies.

    A span without characters, such as the place where something is missing, gets one caret.
    """
    shown, offsets = visible_with_offsets(text)
    faults = [_shown_span(span, offsets) for span in spans]
    for start, end in cuts(shown, room):
        yield (Piece(shown[start:end].rstrip(" "), "record"),)
        last = end == len(shown)
        carets = _carets(
            shown, start, end + last, [fault for fault in faults if _meet(fault, start, end, last)]
        )
        if carets:
            yield (Piece(_within(carets, room), "mark"),)


def _within(carets: str, room: int) -> str:
    """Let the place after the end be that of a blank at the end, where the blank has no room already."""
    room = max(room, NARROWEST)
    return carets if len(carets) <= room + 1 else f"{carets[:room]}^"


def _shown_span(span: Span, offsets: list[int]) -> Span:
    start = offsets[min(span.start, len(offsets) - 1)]
    end = offsets[min(span.end, len(offsets) - 1)]
    return Span(start, max(end, start + 1))


def _meet(fault: Span, start: int, end: int, last: bool) -> bool:
    return fault.start < end + last and fault.end > start


def _carets(shown: str, start: int, end: int, faults: list[Span]) -> str:
    if not faults:
        return ""
    under = [False] * (end - start)
    for fault in faults:
        first, after = max(fault.start, start) - start, min(fault.end, end) - start
        under[first:after] = [True] * (after - first)
    widths = (cells(character) for character in shown[start:end].ljust(end - start))
    return "".join(("^" if hit else " ") * width for hit, width in zip(under, widths, strict=True)).rstrip()


def cuts(shown: str, room: int) -> Iterator[Span]:
    """Cut *shown* into pieces of at most *room* columns, after a blank where there is one."""
    room = max(room, NARROWEST)
    start = 0
    while start < len(shown):
        end = _fitting(shown, start, room)
        if end < len(shown):
            blank = shown.rfind(" ", start + 1, end + 1)
            end = blank + 1 if blank > start else end
        yield Span(start, end)
        start = end
    if not shown:
        yield Span(0, 0)


def _fitting(shown: str, start: int, room: int) -> int:
    end = min(start + room, len(shown))
    while cells(shown[start:end]) > room:
        end -= 1
    return end


def table(rows: Iterable[tuple[str, ...]], styles: tuple[str, ...] = ()) -> Iterator[Line]:
    """Align rows of cells in columns; the last one is as long as it likes."""
    shown = [tuple(map(visible, row)) for row in rows]
    columns = max(map(len, shown), default=0)
    widths = [max(cells(row[index]) for row in shown if index < len(row)) for index in range(columns)]
    for row in shown:
        yield tuple(_cell(row, index, widths, styles) for index in range(len(row)))


def _cell(row: tuple[str, ...], index: int, widths: list[int], styles: tuple[str, ...]) -> Piece:
    style = styles[index] if index < len(styles) else ""
    if index == len(row) - 1:
        return Piece(row[index], style)
    return Piece(row[index] + " " * (widths[index] - cells(row[index]) + 2), style)


def fit(line: Line, room: int) -> Iterator[Line]:
    """Return a row of a table, or its cells one after the other, wrapped, where the row is too wide."""
    if width_of(line) <= room:
        yield line
    else:
        yield from prose("  ".join(text.strip() for text, _ in line if text.strip()), room)


BODY = 14  # the column at which facts begin, after a section's name and verdict
MARGIN = 6  # the column of a finding's severity


class View(NamedTuple):
    """*width* is the columns of the terminal; to a pipe there is no end to a line. *fix* shows what to
    publish in full, with names relative to *domain* in forms.
    """

    width: int = UNBOUNDED
    verbose: bool = False
    fail_on: Severity | None = Severity.ERROR
    allow_unknown: bool = False
    fix: bool = False
    domain: str = ""

    @property
    def room(self) -> int:
        """The columns right of a section's name, less one for a mark that stands after the end."""
        return max(self.width - BODY - 1, NARROWEST)

    @property
    def threshold(self) -> Severity:
        """The severity from which a section fails, also where the exit code does not care."""
        return self.fail_on or Severity.ERROR


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


def paint(lines: Iterable[Line], *, colour: bool) -> str:
    """Return *lines* as text, in colour or plain."""
    paint = _colour if colour else _plain
    return "".join(f"{_inert(paint(_trim(line)))}\n" for line in lines)


def _inert(text: str) -> str:
    """Return a line that GitHub Actions does not take for a command: such a line begins with `::NAME::`.

    An address such as `::ffff:9.9.9.9` is none.
    """
    commanding = text.count("::") > 1 and text.lstrip(" ").startswith("::")
    return text.replace("::", "\\x3a:", 1) if commanding else text


def _trim(line: Line) -> Line:
    """Return *line* without the blanks at its end."""
    while line and not (text := line[-1].text.rstrip(" ")):
        line = line[:-1]
    return (*line[:-1], line[-1]._replace(text=text)) if line else ()


def _plain(line: Line) -> str:
    return "".join(text for text, _ in line)


def _colour(line: Line) -> str:
    return "".join(map(_sequence, line))


def _sequence(piece: Piece) -> str:
    code = CODES[piece.style]
    return f"\x1b[{code}m{piece.text}\x1b[0m" if code and piece.text else piece.text
