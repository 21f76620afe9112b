"""From what was asked for to reports: over zone files alone without an event loop, or over the network."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mailcheck.asking import answered
from mailcheck.cli.faults import UsageFault
from mailcheck.gather import Request, gather
from mailcheck.gather.senders import checked_sender
from mailcheck.judge import Report, judge
from mailcheck.model import Rule
from mailcheck.names import InvalidDomainError, to_ascii

if TYPE_CHECKING:
    import asyncio

    from mailcheck.answers import Resolver
    from mailcheck.resolvers import ZoneResolver

AT_ONCE = 20  # domains of one command that are asked about at the same time
SOON = 0.001  # seconds until the first questions have left and there is time to import


# The resolvers are imported where they are used: a zone file needs no network, a live check no parser.


class Job(NamedTuple):
    """What to check, where to ask, and what to judge by."""

    requests: tuple[Request, ...]
    zones: "tuple[ZoneResolver, ...]"
    rules: Callable[[], tuple[Rule, ...]]
    nameservers: tuple[str, ...] = ()
    timeout: float = 5.0


def read_zones(paths: Sequence[Path]) -> "tuple[ZoneResolver, ...]":
    """Read the zone files.

    Raises:
        UsageFault: a file cannot be opened, or is no master file.
    """
    return tuple(map(_zone, paths))


def _zone(path: Path) -> "ZoneResolver":
    from mailcheck.resolvers import ZoneResolver, ZoneSyntaxError

    try:
        return ZoneResolver.from_file(path)
    except OSError as error:
        raise UsageFault(f"cannot read the zone file `{path}`: {error.strerror or error}") from None
    except ZoneSyntaxError as error:
        raise UsageFault(str(error)) from None


def requests(
    domains: Sequence[str], zones: "Sequence[ZoneResolver]", selectors: Sequence[str], senders: Sequence[str]
) -> tuple[Request, ...]:
    """Return what to find out about each domain; without one, about the origin of each zone.

    Raises:
        UsageFault: there is none, or one is not a domain.
    """
    names = [_domain(domain) for domain in domains] or [zone.origin for zone in zones]
    if not names:
        raise UsageFault(
            "no domain was given; name one, such as `mailcheck check example.com`, or a --zone FILE"
        )
    return tuple(
        Request(name, (*dict.fromkeys((*selectors, *_published(name, zones))),), tuple(map(_sender, senders)))
        for name in dict.fromkeys(names)
    )


def _sender(text: str) -> str:
    try:
        return checked_sender(text)
    except ValueError as error:
        raise UsageFault(f"`--sender {text}`: {error}") from None


def _domain(text: str) -> str:
    try:
        return to_ascii(text)
    except InvalidDomainError as error:
        raise UsageFault(str(error)) from None


def _published(domain: str, zones: "Sequence[ZoneResolver]") -> tuple[str, ...]:
    """Return the selectors that stand in the zone files for *domain*."""
    return tuple(selector for zone in zones for selector in zone.selectors_of(domain))


def offline(job: Job) -> tuple[Report, ...]:
    """Judge by the zone files; nobody else is asked."""
    from mailcheck.resolvers import OfflineResolver, OverlayResolver

    lookup = cache(OverlayResolver(job.zones, OfflineResolver()).answer)
    return tuple(judge(answered(gather(request), lookup), job.rules()) for request in job.requests)


def live(job: Job, meanwhile: Callable[[], object]) -> tuple[Report, ...]:
    """Judge by the zone files and the DNS; *meanwhile* is called while the first answers are on their way."""
    import asyncio

    return asyncio.run(_live(job, meanwhile))


async def _live(job: Job, meanwhile: Callable[[], object]) -> tuple[Report, ...]:
    import asyncio

    from mailcheck.resolvers import CachedResolver, LiveResolver, OverlayResolver

    async with LiveResolver(nameservers=job.nameservers, timeout=job.timeout) as dns:
        resolver = CachedResolver(OverlayResolver(job.zones, dns) if job.zones else dns)
        slots = asyncio.Semaphore(AT_ONCE)
        asyncio.get_running_loop().call_later(SOON, meanwhile)
        return tuple(
            await asyncio.gather(*(_report(request, job, resolver, slots) for request in job.requests))
        )


async def _report(request: Request, job: Job, resolver: "Resolver", slots: "asyncio.Semaphore") -> Report:
    from mailcheck.drive import drive

    async with slots:
        return judge(await drive(gather(request), resolver), job.rules())
