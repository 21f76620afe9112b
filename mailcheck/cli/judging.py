"""From a job to reports: over zone files alone without an event loop, or over the network."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from mailcheck.asking import answered
from mailcheck.cli.faults import UsageFault
from mailcheck.cli.job import Job
from mailcheck.cli.zones import read_zones
from mailcheck.gather import Request, gather
from mailcheck.gather.senders import checked_sender
from mailcheck.judge import Report, judge
from mailcheck.profiles import applied
from mailcheck.survey import Survey
from mailcheck.survey.expected import NOTHING

if TYPE_CHECKING:
    import asyncio

    from mailcheck.answers import Resolver
    from mailcheck.resolvers import LiveResolver

__all__ = ["live", "offline", "read_zones"]

AT_ONCE = 20  # domains of one command that are asked about at the same time
SOON = 0.001  # seconds until the questions have left and there is time to import

# The resolvers are imported where they are used: a zone file needs no network, a live check no parser.


def requests(job: Job) -> tuple[Request, ...]:
    """Return what to find out about each domain.

    Raises:
        UsageFault: a sender is neither an address nor a host.
    """
    return tuple(_request(job, domain) for domain in job.domains)


def _request(job: Job, domain: str) -> Request:
    aim = job.aim(domain)
    senders = tuple(map(_sender, aim.senders))
    return Request(
        domain,
        job.selectors_of(domain),
        senders,
        job.private_keys,
        job.guess,
        expected=aim.expected or NOTHING,
        authoritative=job.authoritative,
        authorities=job.authorities,
        flaws=job.flaws_of(domain),
        needs=aim.needs,
    )


def _judged(survey: Survey, job: Job) -> Report:
    """Judge by the job's rules, as the domain's profile and severities change them."""
    aim = job.aim(survey.domain)
    return judge(survey, applied(aim.profile, aim.severities, job.rules()), aim.profile)


def _sender(text: str) -> str:
    try:
        return checked_sender(text)
    except ValueError as error:
        raise UsageFault(f"`--sender {text}`: {error}") from None


def offline(job: Job) -> tuple[Report, ...]:
    """Judge by the zone files; nobody else is asked."""
    from mailcheck.resolvers import OfflineResolver, OverlayResolver

    lookup = cache(OverlayResolver(job.zones, OfflineResolver()).answer)
    return tuple(_judged(answered(gather(request), lookup), job) for request in requests(job))


def live(job: Job, dns: "LiveResolver", meanwhile: Callable[[], object]) -> tuple[Report, ...]:
    """Judge by the zone files and the DNS; *meanwhile* is called while the first answers are on their way."""
    import asyncio

    return asyncio.run(_live(job, dns, meanwhile))


async def _live(job: Job, dns: "LiveResolver", meanwhile: Callable[[], object]) -> tuple[Report, ...]:
    import asyncio

    from mailcheck.drive import DEADLINE
    from mailcheck.resolvers import CachedResolver

    asyncio.get_running_loop().call_later(SOON, meanwhile)
    slots = asyncio.Semaphore(AT_ONCE)
    async with dns:
        resolver = CachedResolver(_over(job, dns), floor=DEADLINE)
        reports = (_report(request, job, resolver, slots) for request in requests(job))
        return tuple(await asyncio.gather(*reports))


def _over(job: Job, dns: "Resolver") -> "Resolver":
    """Lay the zone files, if there are any, over the DNS."""
    if not job.zones:
        return dns
    from mailcheck.resolvers import OverlayResolver

    return OverlayResolver(job.zones, dns)


async def _report(request: Request, job: Job, resolver: "Resolver", slots: "asyncio.Semaphore") -> Report:
    from mailcheck.drive import drive

    async with slots:
        return _judged(await drive(gather(request), resolver), job)
