"""What the rules about zone files share: from the flaws of one kind to problems."""

from collections.abc import Iterator
from dataclasses import replace

from mailcheck.model import Problem, Severity
from mailcheck.records.zone_flaws import ZoneFlaw
from mailcheck.survey.zonefile import ZoneFlaws, severity


def fatal(zone: ZoneFlaws, kind: str) -> Iterator[Problem]:
    """Yield the flaws of one kind, for which no name server loads the file."""
    yield from (_problem(zone, flaw, Severity.ERROR) for flaw in zone.of(kind))


def loadable(zone: ZoneFlaws, kind: str) -> Iterator[Problem]:
    """Yield the flaws of one kind: errors where mail is concerned, else warnings."""
    yield from (_problem(zone, flaw, severity(flaw)) for flaw in zone.of(kind))


def _problem(zone: ZoneFlaws, flaw: ZoneFlaw, severity: Severity) -> Problem:
    source = flaw.source if flaw.owner else replace(flaw.source, owner=zone.domain)
    about = flaw.line.strip()
    return Problem(flaw.message, source, flaw.span, severity, flaw.replacement, about=about)
