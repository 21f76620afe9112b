"""What the rules about zone files share: from the flaws of one kind to problems."""

import re
from collections.abc import Iterator

from mailcheck.dns.names import labels
from mailcheck.dns.zonefile.words import ZoneFlaw
from mailcheck.judge.model import Problem
from mailcheck.survey.domain import ZoneFlaws
from mailcheck.survey.request import Severity

_MAIL_TEXT = re.compile(r"v=(?:spf1|DMARC1|DKIM1)", re.IGNORECASE)
_MAIL_LABELS = frozenset(("_dmarc", "_domainkey", "_spf"))


def fatal(zone: ZoneFlaws, kind: str) -> Iterator[Problem]:
    """Yield the flaws of one kind, for which no name server loads the file."""
    yield from (_problem(zone, flaw, Severity.ERROR) for flaw in zone.of(kind))


def loadable(zone: ZoneFlaws, kind: str) -> Iterator[Problem]:
    """Yield the flaws of one kind: errors where mail is concerned, else warnings."""
    yield from (_problem(zone, flaw, severity_of(flaw)) for flaw in zone.of(kind))


def severity_of(flaw: ZoneFlaw) -> Severity:
    """Return ERROR for the flaw of a record that mail needs, else WARNING."""
    if flaw.rdtype == "MX" or _MAIL_TEXT.search(flaw.line):
        return Severity.ERROR
    return Severity.WARNING if _MAIL_LABELS.isdisjoint(labels(flaw.owner)) else Severity.ERROR


def _problem(zone: ZoneFlaws, flaw: ZoneFlaw, severity: Severity) -> Problem:
    source = flaw.source if flaw.owner else flaw.source._replace(owner=zone.domain)
    about = flaw.line.strip()
    return Problem(flaw.message, source, flaw.span, severity, flaw.replacement, about=about)
