"""The library: ask about a domain, a client, or a policy, and get a value back.

This is the one front door. Whoever judges a domain, the command line and the tests too, makes a `Request` and
goes through `check_all`: it takes what zone files say beside their records, asks, and judges.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from mailcheck.dns.answers import by_identity
from mailcheck.dns.driver import DEADLINE, run
from mailcheck.dns.lookups import FullResolver, Resolver, complete
from mailcheck.dns.names import to_ascii
from mailcheck.errors import MailcheckError
from mailcheck.judge.judging import judge
from mailcheck.rules import catalogue, names
from mailcheck.survey.exceptions import read_exceptions
from mailcheck.survey.gather import survey
from mailcheck.survey.request import AUTO, NOTHING, PROFILES, Expected, Request

if TYPE_CHECKING:
    from mailcheck.dns.lookups import Procedure
    from mailcheck.dns.zonefile.contents import ZoneFile
    from mailcheck.evaluate.spf.evaluation import SpfResult
    from mailcheck.judge.baseline import Baseline
    from mailcheck.judge.model import Report, Rule
    from mailcheck.survey.dmarc.discovery import DmarcDiscovery
    from mailcheck.survey.domain import Survey
    from mailcheck.survey.exceptions import RuleException
    from mailcheck.survey.request import Severities

T = TypeVar("T")
AT_ONCE = 20  # domains of one run that are asked about at the same time
ANY = Request("")  # no wishes at all
JUDGED_BY = ("profile", "select", "ignore", "severities", "expected", "exceptions")
SOON = 0.001  # seconds until the questions have left, and there is time to import rules
JOBS = 200  # domains of a long list under way: as many as the sockets take without loss


async def check(
    domain: str,
    *,
    selectors: Iterable[str] = (),
    senders: Iterable[str] = (),
    resolver: Resolver | None = None,
    rules: Iterable[Rule] | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    profile: str = AUTO,
    severities: Severities | None = None,
    expected: Expected = NOTHING,
    exceptions: Iterable[RuleException] = (),
    baseline: Baseline | None = None,
    private_keys: Mapping[str, str] | None = None,
    guess_selectors: bool = False,
    authoritative: bool = False,
    authorities: Iterable[str] = (),
    deadline: float = DEADLINE,
    today: date | None = None,
) -> Report:
    """Ask the DNS about *domain* and judge what it says.

    Never raises for anything the DNS says or fails to say: see `Report.verdict`. Where *resolver* answers
    from zone files, the DKIM selectors, the flaws and the `; mailcheck: ignore` comments in them are taken
    too, and nothing is waited for.

    Args:
        domain: The mail domain, in A-label or U-label form.
        selectors: DKIM selectors to look up; none are guessed (RFC 6376 section 3.1 gives no way to list
            them).
        senders: Addresses, CIDR ranges or host names that send for the domain beside its MX hosts.
        resolver: Where to ask. By default the system's name servers, 5 seconds a question.
        rules: The rules to judge by; all of them by default.
        select: Globs over the names of rules; where there are any, only those are judged.
        ignore: Globs over the names of rules that are left out.
        profile: What kind of domain it is, one of `mailcheck.PROFILES`; it chooses severities.
        severities: By the name of a rule or a glob; they go before the profile's, and None leaves a rule out.
        expected: What the owner says the records should be.
        exceptions: Findings that do not count; those kept as `Report.ignored`.
        baseline: The findings of an earlier run, see `mailcheck.read_baseline`; kept as `Report.known`.
        private_keys: The fingerprint of the private key that is used with a selector, by selector.
        guess_selectors: Whether to ask for well-known selectors too.
        authoritative: Whether to ask every name server of the domain's zone too, for the `ns-*` rules.
        authorities: The name servers to ask in their place, as `ADDR` or `ADDR:PORT`.
        deadline: Seconds after which whatever is unanswered counts as a timeout.
        today: The day by which exceptions may have expired; by default the present one.

    Raises:
        InvalidDomainError: *domain* is not a domain name.
        MailcheckError: there is no such profile.
        ZoneSyntaxError: an `; mailcheck: ignore` comment in a zone file cannot be read.
    """
    request = Request(
        to_ascii(domain),
        tuple(selectors),
        tuple(senders),
        dict(private_keys or {}),
        guess_selectors,
        authoritative,
        tuple(authorities),
        expected,
        profile=profile,
        select=tuple(select),
        ignore=tuple(ignore),
        severities=dict(severities or {}),
        exceptions=tuple(exceptions),
    )
    (report,) = await check_all(
        [request], resolver=resolver, rules=rules, baseline=baseline, deadline=deadline, today=today
    )
    return report


async def check_all(
    requests: Sequence[Request],
    *,
    resolver: Resolver | None = None,
    resolvers: Mapping[str, Resolver] | None = None,
    rules: Iterable[Rule] | None = None,
    baseline: Baseline | None = None,
    deadline: float = DEADLINE,
    today: date | None = None,
) -> tuple[Report, ...]:
    """Check some domains as one run: the reports come together, in the order of *requests*.

    Whether an exception is of use shows in all reports of a run; for long lists `check_many` is meant.

    Args:
        requests: What is wanted of each domain; see `check`.
        resolver: Where to ask about all domains, but for those that have one of *resolvers* by their name.
        resolvers: By domain.
        rules: As for `check`.
        baseline: As for `check`.
        deadline: Seconds for one domain.
        today: As for `check`.

    Raises:
        MailcheckError: there is no such profile.
        ZoneSyntaxError: an `; mailcheck: ignore` comment in a zone file cannot be read.
    """
    surveys = await survey_all(requests, resolver=resolver, resolvers=resolvers, deadline=deadline)
    return judge_all(surveys, rules=rules, baseline=baseline, today=today)


async def survey_all(
    requests: Sequence[Request],
    *,
    resolver: Resolver | None = None,
    resolvers: Mapping[str, Resolver] | None = None,
    deadline: float = DEADLINE,
) -> tuple[Survey, ...]:
    """Ask about some domains, in the order of *requests*: the first half of `check_all`."""
    own = resolvers or {}
    async with _places(requests, resolver, own) as places:
        return await _survey_all(tuple(map(_take_contents, requests, places)), places, deadline)


def judge_all(
    surveys: Sequence[Survey],
    *,
    rules: Iterable[Rule] | None = None,
    baseline: Baseline | None = None,
    today: date | None = None,
) -> tuple[Report, ...]:
    """Judge what was learned about some domains as one run: the second half of `check_all`."""
    reports = judge(surveys, catalogue() if rules is None else tuple(rules), today)
    if any(each.request.exceptions for each in surveys):
        from mailcheck.judge.exception_use import judge_exceptions

        reports = judge_exceptions(reports, today)
    return reports if baseline is None else _apply_baseline(reports, baseline)


def _apply_baseline(reports: Sequence[Report], baseline: Baseline) -> tuple[Report, ...]:
    from mailcheck.judge.baseline import set_known_aside

    return set_known_aside(reports, baseline)


async def check_many(
    domains: Iterable[str | Request] | AsyncIterable[str | Request],
    *,
    selectors: Iterable[str] = (),
    resolver: Resolver | None = None,
    rules: Iterable[Rule] | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    profile: str = AUTO,
    severities: Severities | None = None,
    expected: Expected = NOTHING,
    exceptions: Iterable[RuleException] = (),
    baseline: Baseline | None = None,
    jobs: int = JOBS,
    deadline: float = DEADLINE,
    ordered: bool = False,
    today: date | None = None,
) -> AsyncIterator[Report]:
    """Check many domains; reports come as they are ready, one for each that was given.

    Memory stays flat however long the list is: domains are taken only as fast as reports are. Whether an
    exception is still of use is not said, since no report waits for all others.

    Args:
        domains: Names, or `Request`s where one has selectors, senders or other wishes of its own. A plain
            iterable must not block.
        selectors: DKIM selectors to look up for every domain that is given by its name.
        resolver: As for `check`; answers are shared by all domains.
        rules: As for `check`.
        select: As for `check`.
        ignore: As for `check`.
        profile: As for `check`.
        severities: As for `check`.
        expected: As for `check`.
        exceptions: As for `check`.
        baseline: As for `check`.
        jobs: Domains under way at the same time.
        deadline: Seconds for one domain, after which whatever is unanswered counts as a timeout.
        ordered: Yield in the order of *domains*.
        today: As for `check`.

    Raises:
        InvalidDomainError: one of *domains* is not a domain name; those before it are judged.
        MailcheckError: there is no such profile.
        ZoneSyntaxError: an `; mailcheck: ignore` comment in a zone file cannot be read.
    """
    from mailcheck.audit.pool import survey_many

    known = catalogue() if rules is None else tuple(rules)
    usual = Request(
        "",
        tuple(selectors),
        expected=expected,
        profile=_check_profile(profile),
        select=tuple(select),
        ignore=tuple(ignore),
        severities=dict(severities or {}),
        exceptions=tuple(exceptions),
    )

    def conclude(surveys: Sequence[Survey]) -> tuple[Report, ...]:
        reports = judge(surveys, known, today)
        return reports if baseline is None else _apply_baseline(reports, baseline)

    async with _share(resolver) as shared:
        requests = _requests(domains, usual, shared)
        found = survey_many(requests, shared, conclude, jobs=jobs, deadline=deadline, ordered=ordered)
        async with aclosing(found):
            async for report in found:
                yield report


async def check_host(
    ip: str, *, sender: str = "", helo: str = "", resolver: Resolver | None = None, deadline: float = DEADLINE
) -> SpfResult:
    """Say whether a client may send mail as *sender*: `check_host()` of RFC 7208 section 4.

    Args:
        ip: The client's address; an IPv4-mapped one counts as IPv4.
        sender: The MAIL FROM address; where it is empty, `postmaster@` *helo* (RFC 7208 section 2.4).
        helo: The name the client gave in HELO or EHLO.
        resolver: Where to ask. By default the system's name servers.
        deadline: Seconds after which the result is a temperror.

    Raises:
        ValueError: *ip* is not an address.
    """
    from mailcheck.evaluate.spf import check_host as evaluate
    from mailcheck.evaluate.spf.check_host import identity

    mailbox, domain = identity(sender, helo)
    return await _run(evaluate(ip, domain, mailbox, helo), resolver, deadline)


async def discover_dmarc(
    domain: str, *, resolver: Resolver | None = None, deadline: float = DEADLINE
) -> DmarcDiscovery:
    """Find the DMARC record that governs *domain* by the DNS tree walk (RFC 9989 section 4.10).

    Raises:
        InvalidDomainError: *domain* is not a domain name.
    """
    from mailcheck.survey.dmarc.policy import dmarc

    return await _run(dmarc(to_ascii(domain)), resolver, deadline)


def _check_profile(profile: str) -> str:
    if profile not in PROFILES:
        raise MailcheckError(f"`{profile}` is none of {', '.join(PROFILES)}")
    return profile


@by_identity
def _comments(file: ZoneFile) -> tuple[RuleException, ...]:
    """Return the exceptions in the comments of a zone file, which several domains may have in common."""
    return read_exceptions(file, names())


def _take_contents(request: Request, place: FullResolver) -> Request:
    """Return the request with what the zone files say beside their records: selectors, flaws, exceptions."""
    _check_profile(request.profile)
    contents = place.zone_contents(request.domain)
    if contents is None:
        return request
    ignored = tuple(each for file in contents.files for each in _comments(file))
    return replace(
        request,
        selectors=tuple(dict.fromkeys((*request.selectors, *contents.selectors))),
        flaws=contents.flaws,
        exceptions=(*request.exceptions, *ignored),
    )


def _requests(
    domains: Iterable[str | Request] | AsyncIterable[str | Request], usual: Request, place: FullResolver
) -> Iterable[Request] | AsyncIterable[Request]:
    def request(domain: str | Request) -> Request:
        if isinstance(domain, str):
            return _take_contents(replace(usual, domain=to_ascii(domain)), place)
        return _take_contents(_fill_in(domain, usual), place)

    if isinstance(domains, AsyncIterable):
        return (request(domain) async for domain in domains)
    return map(request, domains)


def _fill_in(request: Request, usual: Request) -> Request:
    """Return the request with the wishes of *usual* where it has none of its own; its names stay its own."""
    left = {name: getattr(usual, name) for name in JUDGED_BY if getattr(request, name) == getattr(ANY, name)}
    return replace(request, **left)


async def _survey_all(
    requests: Sequence[Request], places: Sequence[FullResolver], deadline: float
) -> tuple[Survey, ...]:
    """Survey the domains, some at the same time; where all answers are in memory, no event loop is needed."""
    if all(place.memory is not None for place in places):
        return tuple(
            [await survey(request, place, deadline) for request, place in zip(requests, places, strict=True)]
        )
    import asyncio

    asyncio.get_running_loop().call_later(SOON, catalogue)
    slots = asyncio.Semaphore(AT_ONCE)

    async def ask(request: Request, place: FullResolver) -> Survey:
        async with slots:
            return await survey(request, place, deadline)

    return tuple(await asyncio.gather(*map(ask, requests, places)))


async def _run(procedure: Procedure[T], resolver: Resolver | None, deadline: float) -> T:
    async with _share(resolver) as shared:
        return await run(procedure, shared, deadline=deadline)


@asynccontextmanager
async def _places(
    requests: Sequence[Request], resolver: Resolver | None, own: Mapping[str, Resolver]
) -> AsyncIterator[tuple[FullResolver, ...]]:
    """Yield where to ask about each domain."""
    if all(request.domain in own for request in requests):
        yield tuple([complete(own[request.domain]) for request in requests])
        return
    async with _share(resolver) as shared:
        yield tuple([complete(own.get(request.domain, shared)) for request in requests])


@asynccontextmanager
async def _share(resolver: Resolver | None) -> AsyncIterator[FullResolver]:
    """Yield *resolver*, or one for the system's name servers, with a cache for one run."""
    if resolver is None:
        from mailcheck.dns.cached import CachedResolver
        from mailcheck.dns.live.stub import LiveResolver

        async with LiveResolver() as live:
            yield CachedResolver.for_one_run(live)
        return
    place = complete(resolver)
    if place.memory is not None:
        yield place
        return
    from mailcheck.dns.cached import CachedResolver

    yield place if isinstance(place, CachedResolver) else CachedResolver.for_one_run(place)
