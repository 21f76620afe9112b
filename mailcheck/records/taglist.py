"""The tag-list that DKIM key records and DMARC policy records share (RFC 6376 section 3.2, RFC 9989 section
4.8).

    tag-list = tag-spec *( ";" tag-spec ) [ ";" ]
    tag-spec = [FWS] tag-name [FWS] "=" [FWS] tag-value [FWS]

The reader is tolerant: every non-blank character outside the semicolons belongs to exactly one entry.
"""

import re
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from mailcheck.dns.answers import Source, Span

BLANKS = " \t\r\n"  # WSP and the folds of FWS; a no-break space is not among them
# A tag-spec with a value and no blanks inside, to its semicolon, as nearly all are; any other is read by
# hand. The quantifiers give nothing back, so a hostile record takes no longer.
_USUAL = re.compile(r"[ \t\r\n]*+([^ \t\r\n;=]++)[ \t\r\n]*+=[ \t\r\n]*+([^ \t\r\n;]++)[ \t\r\n]*+(?:;|\Z)")
_span = partial(tuple.__new__, Span)  # takes the offsets as a match gives them


class Tag(NamedTuple):
    """`name=value`, without the blanks around either.

    Names are kept as written: they are case-sensitive in DKIM.
    """

    name: str
    value: str
    span: Span
    name_span: Span
    value_span: Span


class Stray(NamedTuple):
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
    tags: tuple[Tag, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note the entries that are tags, as *tags*."""
        tags = tuple([entry for entry in self.entries if isinstance(entry, Tag)])
        object.__setattr__(self, "tags", tags)

    @property
    def strays(self) -> tuple[Stray, ...]:
        """The entries that are not."""
        return tuple([entry for entry in self.entries if isinstance(entry, Stray)])

    def first(self, name: str) -> Tag | None:
        """Return the first tag called *name*, to the letter."""
        for tag in self.tags:
            if tag.name == name:
                return tag
        return None

    @property
    def duplicates(self) -> tuple[Tag, ...]:
        """Every tag whose name stood before."""
        if len({tag.name for tag in self.tags}) == len(self.tags):
            return ()
        seen: set[str] = set()
        return tuple(tag for tag in self.tags if tag.name in seen or seen.add(tag.name))  # type: ignore[func-returns-value]


def parse(source: Source | str) -> TagList:
    """Read a tag-list."""
    if isinstance(source, str):
        source = Source("", "TXT", source)
    text = source.text
    entries: list[Tag | Stray] = []
    empties: list[Span] = []
    at = 0
    while at < len(text):
        if (usual := _USUAL.match(text, at)) is not None:
            entries.append(_usual(usual))
            at = usual.end()
            continue
        end = text.find(";", at)
        piece = Span(at, end if end >= 0 else len(text))
        span = trim(text, piece)
        if span.start != span.end:
            entries.append(_entry(text, span))
        elif end >= 0:
            empties.append(piece)
        else:
            return TagList(source, tuple(entries), tuple(empties), piece if at else None)
        at = piece.end + 1
    return TagList(source, tuple(entries), tuple(empties))


def _usual(match: re.Match[str]) -> Tag:
    name, value = match.groups()
    at, after = match.regs[1:]
    return Tag(name, value, _span((at[0], after[1])), _span(at), _span(after))


def _entry(text: str, span: Span) -> Tag | Stray:
    equals = text.find("=", span.start, span.end)
    name = trim(text, Span(span.start, max(equals, span.start)))
    if equals < 0 or name.start == name.end:
        return Stray(text[span.start : span.end], span)
    value = trim(text, Span(equals + 1, span.end))
    return Tag(text[name.start : name.end], text[value.start : value.end], span, name, value)


def trim(text: str, span: Span) -> Span:
    """Return *span* without the blanks at its ends; an empty one stays where it began."""
    start, end = span
    while start < end and text[start] in BLANKS:
        start += 1
    while end > start and text[end - 1] in BLANKS:
        end -= 1
    return Span(start, end)
