"""From settings to jobs: which domains to check, where to ask for each, and what holds for each alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mailcheck.cli import options
from mailcheck.cli.faults import UsageFault
from mailcheck.cli.job import Job, checked_domains, checked_selectors
from mailcheck.cli.private_keys import fingerprints
from mailcheck.cli.reporting import Shape, judged
from mailcheck.cli.selection import selection
from mailcheck.cli.settings.layers import Settings
from mailcheck.cli.zones import Given, read_zones
from mailcheck.judge.aim import Aim
from mailcheck.judge.profiles import needs

if TYPE_CHECKING:
    from mailcheck.dns import ZoneResolver
    from mailcheck.judge.exceptions import RuleException
    from mailcheck.judge.model import Severity
    from mailcheck.judge.report import Report


class Work(NamedTuple):
    """What a command has to do: *domains* in order, each in one of the *jobs*."""

    domains: tuple[str, ...]
    jobs: tuple[Job, ...]
    exceptions: "tuple[RuleException, ...]" = ()
    baseline: "Mapping[str, Severity] | None" = None


def planned(given: Given, settings: Settings) -> Work:
    """Return the work: a job for all domains that are asked about in the same places.

    Raises:
        UsageFault: there is no domain, or a value cannot be used.
    """
    chosen = selection(settings.value("select"), settings.value("ignore"))
    private_keys = fingerprints(settings.value("dkim-keys"))
    places: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    domains = _domains(given, settings)
    for domain in domains:
        place = _nameservers(settings, domain), _paths(given, settings, domain)
        places.setdefault(place, []).append(domain)
    work = tuple(
        Job(
            tuple(alike),
            (),
            (),
            _zones(given, paths),
            chosen,
            nameservers,
            options.seconds(settings.value("timeout")),
            private_keys,
            settings.value("guess-selectors"),
            {domain: aim(settings, domain, tuple(private_keys)) for domain in alike},
        )
        for (nameservers, paths), alike in places.items()
    )
    return Work(domains, work, (*settings.config.exceptions, *_in_zones(work)), _baseline(settings))


def all_judged(work: Work, shape: Shape, *, alone: bool) -> "Sequence[Report]":
    """Return the reports of all jobs, in the order of the domains."""
    reports = {report.domain: report for job in work.jobs for report in judged(job, shape, alone=alone)}
    return _set_aside([reports[domain] for domain in work.domains], work)


def _set_aside(reports: "Sequence[Report]", work: Work) -> "Sequence[Report]":
    """Return the reports without what exceptions cover, and without what the baseline holds."""
    if not work.exceptions and work.baseline is None:
        return reports
    from datetime import date

    from mailcheck.judge.ignore import ignoring, known

    left = ignoring(reports, work.exceptions, date.today())
    return left if work.baseline is None else known(left, work.baseline)


def _baseline(settings: Settings) -> "Mapping[str, Severity] | None":
    path = settings.value("baseline")
    if path is None:
        return None
    from mailcheck.cli.earlier import earlier
    from mailcheck.judge.baseline import baseline

    return baseline(earlier(Path(path)))


def _in_zones(work: Iterable[Job]) -> "Iterator[RuleException]":
    """Yield the exceptions in the zone files, each file once."""
    zones = dict.fromkeys(zone for job in work for zone in job.zones)
    if not zones:
        return
    from mailcheck.dns import ZoneSyntaxError
    from mailcheck.judge.zone_comments import exceptions
    from mailcheck.rules import names

    try:
        for zone in zones:
            for file in zone.files:
                yield from exceptions(file, names())
    except ZoneSyntaxError as error:
        raise UsageFault(str(error)) from None


def _domains(given: Given, settings: Settings) -> tuple[str, ...]:
    """Return the domains of the command line, of the zones it names, or of the configuration."""
    zones = _zones(given, _paths(given, settings, ""))
    if given.files:
        own = (zone.origin for zone in zones if zone.files[0].name in given.files)
        return checked_domains((*given.domains, *own), ())
    if given.domains or settings.is_said("zones"):
        return checked_domains(given.domains, zones)
    return checked_domains((*settings.config.domains, *(zone.origin for zone in zones)), ())


def _paths(given: Given, settings: Settings, domain: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*given.files, *map(str, settings.value("zones", domain)))))


@cache
def _zones(given: Given, paths: tuple[str, ...]) -> "tuple[ZoneResolver, ...]":
    return read_zones(tuple(map(Path, paths)), given.owner, allow_include=given.allow_include)


def _nameservers(settings: Settings, domain: str) -> tuple[str, ...]:
    """Return the name servers to ask; a configuration's give way to --offline."""
    found = settings.setting("nameservers", domain)
    if not settings.value("offline"):
        return tuple(found.value)
    if settings.is_said("nameservers"):
        raise UsageFault("`--nameserver` and `--offline` exclude each other; one asks, the other asks nobody")
    return ()


def aim(settings: Settings, domain: str, selectors: tuple[str, ...] = ()) -> Aim:
    """Return what the settings say of *domain*; *selectors* are looked up beside those."""
    given = checked_selectors(settings.value("selectors", domain))
    profile, severities = settings.value("profile", domain), settings.severities(domain)
    return Aim(
        tuple(dict.fromkeys((*given, *selectors))),
        tuple(settings.value("senders", domain)),
        profile,
        severities,
        settings.expected(domain),
        needs(profile, (*settings.value("select"), *severities)),
    )
