"""Exceptions: findings that somebody has decided to live with, for a reason and perhaps until a day."""

from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from mailcheck.dns.names import is_below
from mailcheck.dns.source import Source

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
