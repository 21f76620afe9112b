"""From a job to reports: over zone files alone without an event loop, or over the network."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from mailcheck.cli.faults import UsageFault
from mailcheck.cli.job import Job
from mailcheck.dns.driver import finish, run
from mailcheck.judge.judging import judge
from mailcheck.judge.profiles import applied
from mailcheck.judge.report import Report
from mailcheck.survey import Survey
from mailcheck.survey.expected import NOTHING
from mailcheck.survey.gather import gather
from mailcheck.survey.request import Request
from mailcheck.survey.spf.coverage import checked_sender

if TYPE_CHECKING:
    import asyncio

    from mailcheck.dns import LiveResolver
    from mailcheck.dns.overlay import Layer
    from mailcheck.dns.recorded import Recording
    from mailcheck.dns.resolver import Resolver

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
    senders = tuple(map(sender, aim.senders))
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


def sender(text: str) -> str:
    """Return a sender in the form in which it is looked up.

    Raises:
        UsageFault: it is neither an address nor a host.
    """
    try:
        return checked_sender(text)
    except ValueError as error:
        raise UsageFault(f"`--sender {text}`: {error}") from None


def offline(job: Job) -> tuple[Report, ...]:
    """Judge by the zone files; nobody else is asked."""
    from mailcheck.dns import OfflineResolver, OverlayResolver

    resolver = OverlayResolver(_layers(job), OfflineResolver())
    return tuple(finish(_report(request, job, resolver)) for request in requests(job))


def replayed(job: Job, recordings: "Mapping[str, Recording]") -> tuple[Report, ...]:
    """Judge by recorded answers; what a recorded request had holds again."""
    from mailcheck.dns import RecordedResolver

    reports = []
    for request in requests(job):
        before = recordings[request.domain]
        again = replace(
            request,
            selectors=tuple(dict.fromkeys((*request.selectors, *before.selectors))),
            senders=request.senders or before.senders,
            flaws=before.flaws,
            guess=request.guess or before.guess,
            authoritative=before.authoritative,
            authorities=before.authorities,
        )
        reports.append(finish(_report(again, job, RecordedResolver(before.answers))))
    return tuple(reports)


def _recorded(request: Request, job: Job, resolver: "Resolver") -> "Resolver":
    """Return the resolver, or one that records its answers if the job wants that."""
    if job.kept is None:
        return resolver
    from mailcheck.dns.recorded import Recording, RecordingResolver

    kept = Recording(
        request.domain,
        request.selectors,
        request.senders,
        request.flaws,
        request.guess,
        request.authoritative,
        request.authorities,
    )
    job.kept[request.domain] = kept
    return RecordingResolver(resolver, kept)


def live(job: Job, dns: "LiveResolver", meanwhile: Callable[[], object]) -> tuple[Report, ...]:
    """Judge by the zone files and the DNS; *meanwhile* is called while the first answers are on their way."""
    import asyncio

    return asyncio.run(_live(job, dns, meanwhile))


async def _live(job: Job, dns: "LiveResolver", meanwhile: Callable[[], object]) -> tuple[Report, ...]:
    import asyncio

    from mailcheck.dns import CachedResolver

    asyncio.get_running_loop().call_later(SOON, meanwhile)
    slots = asyncio.Semaphore(AT_ONCE)
    async with dns:
        resolver = CachedResolver.for_one_run(_over(job, dns))
        reports = (_report_in_turn(request, job, resolver, slots) for request in requests(job))
        return tuple(await asyncio.gather(*reports))


def _over(job: Job, dns: "Resolver") -> "Resolver":
    """Lay planned records and zone files, if there are any, over the DNS."""
    layers = _layers(job)
    if not layers:
        return dns
    from mailcheck.dns import OverlayResolver

    return OverlayResolver(layers, dns)


def _layers(job: Job) -> "tuple[Layer, ...]":
    if not job.planned:
        return job.zones
    from mailcheck.dns.planned import PlannedRecords

    return (PlannedRecords(job.planned), *job.zones)


async def _report_in_turn(
    request: Request, job: Job, resolver: "Resolver", slots: "asyncio.Semaphore"
) -> Report:
    async with slots:
        return await _report(request, job, resolver)


async def _report(request: Request, job: Job, resolver: "Resolver") -> Report:
    return _judged(await run(gather(request), _recorded(request, job, resolver)), job)
