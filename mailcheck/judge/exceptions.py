"""Exceptions: findings that somebody has decided to live with, for a reason and perhaps until a day."""

from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from mailcheck.dns.names import is_below
from mailcheck.dns.source import Source
from mailcheck.judge.model import Finding


@dataclass(frozen=True, slots=True)
class Place:
    """What a comment in a zone file covers: lines of the file, counted from 1, or all about the zone.

    *owner* and *rdtype* are those of the record on the lines; a finding without a place of its own that is
    about them is covered too. Without *lines*, the zone *origin* is covered.
    """

    file: str
    origin: str
    lines: tuple[int, int] | None = None
    owner: str = ""
    rdtype: str = ""

    def covers(self, finding: Finding) -> bool:
        """Say whether *finding* is about what the comment stands at."""
        source = finding.problem.source
        if self.lines is None:
            return True
        if source.location is None:
            return (source.owner, source.rdtype) == (self.owner, self.rdtype)
        first, last = self.lines
        return source.location.file == self.file and first <= source.location.line <= last


@dataclass(frozen=True, slots=True)
class RuleException:
    """Findings of the rules and domains that two globs match are ignored, through the day *until*.

    *source* is where the exception is written. One from a comment has a *place*.
    """

    rule: str
    reason: str
    source: Source
    domain: str = "*"
    until: date | None = None
    place: Place | None = None

    def concerns(self, domain: str) -> bool:
        """Say whether reports about *domain* can hold what it ignores."""
        if self.place is not None and not is_below(domain, self.place.origin):
            return False
        return fnmatchcase(domain, self.domain)

    def covers(self, finding: Finding) -> bool:
        """Say whether *finding*, in a report that it concerns, is to be ignored."""
        return fnmatchcase(finding.rule.name, self.rule) and (
            self.place is None or self.place.covers(finding)
        )

    def expired(self, today: date) -> bool:
        """Say whether its last day is over."""
        return self.until is not None and self.until < today


@dataclass(frozen=True, slots=True)
class Ignored:
    """A finding, and the exception for which it does not count."""

    finding: Finding
    exception: RuleException


@dataclass(frozen=True, slots=True)
class ExceptionUse:
    """What became of an exception: whether it has expired, or else whether it ignores anything."""

    exception: RuleException
    expired: bool
    used: bool
