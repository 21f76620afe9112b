"""The flaws of the zone files in which a domain was read, as far as no other rule tells of them."""

from collections.abc import Iterable
from typing import NamedTuple

from mailcheck.dns.answers import Location
from mailcheck.dns.zonefile.flaws import ADDRESS_AS_NAME, MISSING_DOT, ZoneFlaw
from mailcheck.survey.apex import Apex
from mailcheck.survey.mx import MxSet
from mailcheck.survey.subjects import Subjects

NO_FILE = "no zone file was read"


class ZoneFlaws(NamedTuple):
    """The flaws of zone files that are left to judge, in their order; *domain* is the one that is checked."""

    domain: str
    flaws: tuple[ZoneFlaw, ...]

    def of(self, kind: str) -> tuple[ZoneFlaw, ...]:
        """Return the flaws of one kind."""
        return tuple(flaw for flaw in self.flaws if flaw.kind == kind)


def zone_flaws(domain: str, flaws: tuple[ZoneFlaw, ...] | None, mx: MxSet, apex: Apex) -> Subjects:
    """Return the flaws of the zone files that were read as a subject; None stands for no file."""
    if flaws is None:
        return Subjects(reason=NO_FILE)
    return Subjects((ZoneFlaws(domain, _untold(flaws, mx, apex) if flaws else ()),))


def _untold(flaws: Iterable[ZoneFlaw], mx: MxSet, apex: Apex) -> tuple[ZoneFlaw, ...]:
    """Leave out what the name of an MX host, or a record at the wrong name, gives away without the file."""
    reported = {
        *(_line(host.source.location) for host in mx.hosts if host.undoubled or host.literal),
        *(_line(location) for answer in apex.misplaced for location in answer.locations),
    }
    return tuple(
        flaw
        for flaw in flaws
        if flaw.kind not in (MISSING_DOT, ADDRESS_AS_NAME) or _line(flaw.location) not in reported
    )


def _line(location: Location | None) -> tuple[str, int] | None:
    return None if location is None else (location.file, location.line)
