"""Punctuation that has no place in a record: HTML, quotes, separators, misplaced qualifiers."""

import html
import re

from mailcheck.records.spf.grammar import MECHANISMS, TARGETED, reads
from mailcheck.records.spf.macros import ends_in_toplabel
from mailcheck.records.spf.slips.word import Slip, Word, shown

_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_QUOTES = re.compile(r"""["'`\\]+""")
_SLASHED = re.compile(r"(?<=[0-9A-Za-z])\\(?=[0-9]{1,3}$)")
_SEPARATOR = re.compile(r"%\{[^}]{0,20}\}|([,;|]+)")  # a comma may be the delimiter of a macro
_ARGUED = ("include", "exists", "ip4", "ip6", *sorted(TARGETED))
_SPREAD = ("include", "exists", "a", "mx")


def html_entity(word: Word) -> Slip | None:
    """Find `&nbsp;` and its like, copied from a web page's source."""
    match = _ENTITY.search(word.text)
    if match is None:
        return None
    message = f"`{match[0]}` is HTML; a record holds plain characters only"
    return Slip(message, *match.span(), html.unescape(word.text))


def quote(word: Word) -> Slip | None:
    """Find quotes and backslashes, which belong to the zone file's or the shell's syntax."""
    match = _QUOTES.search(word.text)
    if match is None:
        return None
    if _SLASHED.search(word.text):
        meant = _SLASHED.sub("/", word.text)
        return Slip(
            f"{shown(match[0])} stands in {shown(word.text)}; a prefix length follows a `/`",
            *match.span(),
            meant,
        )
    mark = "a backslash" if match[0][0] == "\\" else f"a quote, {match[0][0]},"
    message = f"{mark} stands in {shown(word.text)}; quotes and backslashes are no part of a record"
    return Slip(message, *match.span(), _QUOTES.sub("", word.text))


def separator(word: Word) -> Slip | None:
    """Find commas and semicolons; the values of a list after one mechanism each get that mechanism."""
    marks = [match.span(1) for match in _SEPARATOR.finditer(word.text) if match[1]]
    if not marks:
        return None
    start, end = marks[0]
    mark = shown(word.text[start:end])
    if word.text[:start].lstrip("+-?~").lower() in _ARGUED and end < len(word.text):
        joint = "=" if word.name in TARGETED else ":"
        meant = f"{word.text[:start]}{joint}{word.text[end:]}"
        return Slip(f"{mark} stands after `{word.name}`; a `{joint}` is meant", start, end, meant)
    pieces = _between(word.text, marks)
    where = f"after {shown(word.text[:start])}" if start else "where a term begins"
    message = f"{mark} stands {where}; terms are separated by spaces alone"
    return Slip(message, start, end, " ".join(_spread(pieces)))


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


def qualifier(word: Word) -> Slip | None:
    """Find qualifiers that are doubled, alone, unknown, at the end, or on a modifier."""
    return _doubled(word) or _alone(word) or _unknown(word) or _at_end(word) or _on_modifier(word)


def _doubled(word: Word) -> Slip | None:
    bare = word.text.lstrip("+-?~")
    count = len(word.text) - len(bare)
    if count < 2 or not bare:
        return None
    written = word.text[:count]
    meant = written[0] + bare if len(set(written)) == 1 else None
    return Slip(f"{shown(written)} stands before {shown(bare)}; one qualifier is allowed", 0, count, meant)


def _alone(word: Word) -> Slip | None:
    if word.text.strip("+-?~"):
        return None
    return word.whole(
        f"{shown(word.text)} stands alone; a qualifier is followed by its mechanism, without a space"
    )


def _unknown(word: Word) -> Slip | None:
    bare = word.text[1:]
    if word.text[0].isalnum() or word.text[0] in "+-?~" or not reads(bare) or bare[:1] in "+-?~":
        return None
    return Slip(f"`{word.text[0]}` is no qualifier; `+`, `-`, `?` and `~` are", 0, 1)


def _at_end(word: Word) -> Slip | None:
    bare, last = word.text[:-1], word.text[-1]
    if last not in "+-?~" or not reads(bare):
        return None
    if bare.lower() not in MECHANISMS:
        return None
    message = f"`{last}` stands after {shown(bare)}; a qualifier stands before its mechanism"
    return Slip(message, len(bare), len(word.text), last + bare)


def _on_modifier(word: Word) -> Slip | None:
    if not word.qualifier or not word.rest.startswith("=") or not reads(word.text[1:]):
        return None
    if word.name in MECHANISMS:
        meant = f"{word.qualifier}{word.name}:{word.rest[1:]}"
        return Slip(
            f"`=` stands after `{word.name}`; the argument of a mechanism follows a `:`",
            word.at,
            word.at + 1,
            meant,
        )
    return Slip(
        f"`{word.qualifier}` stands before `{word.name}=`; a modifier has no qualifier", 0, 1, word.text[1:]
    )
