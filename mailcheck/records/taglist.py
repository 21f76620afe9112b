"""The tag-list that DKIM key records and DMARC policy records share (RFC 6376 section 3.2, RFC 9989 section
4.8).

    tag-list = tag-spec *( ";" tag-spec ) [ ";" ]
    tag-spec = [FWS] tag-name [FWS] "=" [FWS] tag-value [FWS]

The reader is tolerant: every non-blank character outside the semicolons belongs to exactly one entry.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mailcheck.model import Source, Span

BLANKS = " \t\r\n"  # WSP and the folds of FWS; a no-break space is not among them


@dataclass(frozen=True, slots=True)
class Tag:
    """`name=value`, without the blanks around either.

    Names are kept as written: they are case-sensitive in DKIM.
    """

    name: str
    value: str
    span: Span
    name_span: Span
    value_span: Span


@dataclass(frozen=True, slots=True)
class Stray:
    """Text between semicolons that is no `name=value`."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class TagList:
    """A record cut at its semicolons. *empties* are the places where nothing, or only blanks, stands between
    two.

    *tail* covers blanks after the last semicolon, which RFC 6376 does not allow and RFC 9989 does.
    """

    source: Source
    entries: tuple[Tag | Stray, ...]
    empties: tuple[Span, ...] = ()
    tail: Span | None = None

    @property
    def tags(self) -> tuple[Tag, ...]:
        """The entries that are tags."""
        return tuple(entry for entry in self.entries if isinstance(entry, Tag))

    @property
    def strays(self) -> tuple[Stray, ...]:
        """The entries that are not."""
        return tuple(entry for entry in self.entries if isinstance(entry, Stray))

    def first(self, name: str) -> Tag | None:
        """Return the first tag called *name*, to the letter."""
        return next((tag for tag in self.tags if tag.name == name), None)

    @property
    def duplicates(self) -> tuple[Tag, ...]:
        """Every tag whose name stood before."""
        seen: set[str] = set()
        return tuple(tag for tag in self.tags if tag.name in seen or seen.add(tag.name))  # type: ignore[func-returns-value]


def parse(source: Source | str) -> TagList:
    """Read a tag-list."""
    if isinstance(source, str):
        source = Source("", "TXT", source)
    entries: list[Tag | Stray] = []
    empties: list[Span] = []
    pieces = list(_pieces(source.text))
    for piece in pieces[:-1]:
        _place(source.text, piece, entries, empties)
    last = pieces[-1]
    tail = None
    if source.text[last.start : last.end].strip(BLANKS):
        _place(source.text, last, entries, empties)
    elif len(pieces) > 1 and last.start != last.end:
        tail = last
    return TagList(source, tuple(entries), tuple(empties), tail)


def _place(text: str, piece: Span, entries: list[Tag | Stray], empties: list[Span]) -> None:
    span = trimmed(text, piece)
    if span.start == span.end:
        empties.append(piece)
    else:
        entries.append(_entry(text, span))


def _pieces(text: str) -> Iterator[Span]:
    start = 0
    while (end := text.find(";", start)) >= 0:
        yield Span(start, end)
        start = end + 1
    yield Span(start, len(text))


def _entry(text: str, span: Span) -> Tag | Stray:
    equals = text.find("=", span.start, span.end)
    name = trimmed(text, Span(span.start, max(equals, span.start)))
    if equals < 0 or name.start == name.end:
        return Stray(text[span.start : span.end], span)
    value = trimmed(text, Span(equals + 1, span.end))
    return Tag(text[name.start : name.end], text[value.start : value.end], span, name, value)


def trimmed(text: str, span: Span) -> Span:
    """Return *span* without the blanks at its ends; an empty one stays where it began."""
    start, end = span
    while start < end and text[start] in BLANKS:
        start += 1
    while end > start and text[end - 1] in BLANKS:
        end -= 1
    return Span(start, end)
