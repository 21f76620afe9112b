"""Exceptions: findings that somebody has decided to live with, for a reason and perhaps until a day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from mailcheck.dns.answers import Source
from mailcheck.dns.names import is_below
from mailcheck.dns.phrases import cut, nearest
from mailcheck.errors import ZoneSyntaxError

if TYPE_CHECKING:  # a live check reads no zone file
    from mailcheck.dns.zonefile.contents import ZoneFile, ZoneRecord
    from mailcheck.dns.zonefile.scanner import ZoneText

UNWRITTEN = Source("", "")  # where an exception is written that a program has made


@dataclass(frozen=True, slots=True)
class CommentedLines:
    """What a comment in a zone file covers: lines of the file, counted from 1, or all about the zone.

    *owner* and *rdtype* are those of the record on the lines; a finding without a place of its own that is
    about them is covered too. Without *lines*, the zone *origin* is covered.
    """

    file: str
    origin: str
    lines: tuple[int, int] | None = None
    owner: str = ""
    rdtype: str = ""

    def covers(self, source: Source) -> bool:
        """Say whether *source* is what the comment stands at."""
        if self.lines is None:
            return True
        if source.location is None:
            return (source.owner, source.rdtype) == (self.owner, self.rdtype)
        first, last = self.lines
        return source.location.file == self.file and first <= source.location.line <= last


@dataclass(frozen=True, slots=True)
class RuleException:
    """Findings of the rules and domains that two globs match are ignored, through the day *until*.

    *source* is where the exception is written. One from a comment in a zone file covers only *lines*.
    """

    rule: str
    reason: str
    source: Source = UNWRITTEN
    domain: str = "*"
    until: date | None = None
    lines: CommentedLines | None = None

    def concerns(self, domain: str) -> bool:
        """Say whether reports about *domain* can hold what it ignores."""
        if self.lines is not None and not is_below(domain, self.lines.origin):
            return False
        return fnmatchcase(domain, self.domain)

    def covers(self, rule: str, source: Source) -> bool:
        """Say whether a finding of *rule* about *source*, in a report that it concerns, is to be ignored."""
        return fnmatchcase(rule, self.rule) and (self.lines is None or self.lines.covers(source))

    def expired(self, today: date) -> bool:
        """Say whether its last day is over."""
        return self.until is not None and self.until < today


@dataclass(frozen=True, slots=True)
class ExceptionUse:
    """What became of an exception: whether it has expired, or else whether it ignores anything."""

    exception: RuleException
    expired: bool
    used: bool


_OURS = r";+[ \t]*mailcheck:[ \t]*(.*)"  # dots match line breaks, too
_WORDS = r"(\S+)[ \t]+(?:until=(\S*)[ \t]*)?(.*)"
VERB = "ignore"
FORM = "`; mailcheck: ignore RULE until=2027-01-31 REASON` is allowed, with or without the day"


class _Record(NamedTuple):
    """A record's first and last character, and the record."""

    start: int
    end: int
    record: ZoneRecord


def read_exceptions(file: ZoneFile, rules: Sequence[str]) -> tuple[RuleException, ...]:
    """Return the exceptions in the comments of *file* and of those that it includes, in order.

    *rules* are the names of all rules.

    Raises:
        ZoneSyntaxError: a comment that begins with `mailcheck:` cannot be read.
    """
    texts: dict[int, list[ZoneRecord]] = {}
    for record in file.records:
        texts.setdefault(id(record.text), []).append(record)
    return tuple(
        exception
        for records in texts.values()
        if "mailcheck:" in records[0].text.text
        for exception in _in_text(records[0].text, records, file.origin, rules)
    )


def _in_text(
    text: ZoneText, records: Sequence[ZoneRecord], origin: str, rules: Sequence[str]
) -> Iterator[RuleException]:
    records_at = [_Record(each.first.start, (each.words or (each.first,))[-1].end, each) for each in records]
    from mailcheck.dns.zonefile.scanner import comments

    for start, end in comments(text.text):
        ours = re.compile(_OURS, re.DOTALL).fullmatch(text.text, start, end)
        if ours is not None:
            yield _exception(text, start, ours, _scope(text, start, records_at, origin), rules)


def _scope(text: ZoneText, offset: int, covered: Sequence[_Record], origin: str) -> CommentedLines:
    """Return what a comment covers by where it stands."""
    before = [each for each in covered if each.start < offset]
    if not before and _is_alone(text, offset):
        return CommentedLines(text.name, origin)
    chosen = before[-1] if before else covered[0]
    if _is_alone(text, offset) and offset > chosen.end:
        after = [each for each in covered if each.start > offset]
        chosen = after[0] if after else chosen
    lines = text.location(chosen.start).line, text.location(max(chosen.end - 1, chosen.start)).line
    return CommentedLines(text.name, origin, lines, chosen.record.owner, chosen.record.rdtype)


def _is_alone(text: ZoneText, offset: int) -> bool:
    location = text.location(offset)
    return not text.line(location.line)[: location.column - 1].strip()


def _exception(
    text: ZoneText, start: int, ours: re.Match[str], lines: CommentedLines, rules: Sequence[str]
) -> RuleException:
    location = text.location(start)

    def wrong(message: str) -> ZoneSyntaxError:
        return ZoneSyntaxError(location.file, location.line, location.column, message)

    verb, _, rest = ours[1].strip().partition(" ")
    if verb != VERB:
        raise wrong(f"`mailcheck: {cut(verb, 40, '')}` is no exception; {FORM}")
    words = re.fullmatch(_WORDS, rest.strip(), re.DOTALL)
    if words is None or not words[3].strip():
        raise wrong(f"this exception has no {'reason' if rest.strip() else 'rule'}; {FORM}")
    if not _matches(words[1], rules):
        raise wrong(f"`{cut(words[1], 40, '')}` matches no rule; {nearest(words[1], rules)}")
    source = Source(lines.owner, lines.rdtype, ours[0], location)
    try:
        until = date.fromisoformat(words[2]) if words[2] is not None else None
    except ValueError:
        raise wrong(f"`until={cut(words[2], 40, '')}` is no date such as 2027-01-31") from None
    return RuleException(words[1], words[3].strip(), source, until=until, lines=lines)


def _matches(glob: str, known: Iterable[str]) -> bool:
    return any(fnmatchcase(name, glob) for name in known)
