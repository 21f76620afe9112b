"""The library: ask about a domain, a client, or a policy, and get a value back."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from mailcheck.audit.pool import JOBS, results
from mailcheck.dns import CachedResolver, LiveResolver
from mailcheck.dns.driver import DEADLINE, run
from mailcheck.dns.lookups import Procedure
from mailcheck.dns.names import to_ascii
from mailcheck.dns.resolver import Resolver
from mailcheck.judge.judging import judge
from mailcheck.judge.model import Rule
from mailcheck.judge.profiles import AUTO, NAMES, applied, needs
from mailcheck.judge.report import Report
from mailcheck.rules import catalogue
from mailcheck.survey.gather import gather
from mailcheck.survey.request import Request

if TYPE_CHECKING:
    from mailcheck.evaluate.spf import SpfResult
    from mailcheck.survey import DmarcDiscovery

T = TypeVar("T")


async def check(
    domain: str,
    *,
    selectors: Iterable[str] = (),
    senders: Iterable[str] = (),
    resolver: Resolver | None = None,
    rules: Iterable[Rule] | None = None,
    profile: str = AUTO,
    private_keys: Mapping[str, str] | None = None,
    guess_selectors: bool = False,
    authoritative: bool = False,
    authorities: Iterable[str] = (),
    deadline: float = DEADLINE,
) -> Report:
    """Ask the DNS about *domain* and judge what it says.

    Never raises for anything the DNS says or fails to say: see `Report.verdict`.

    Args:
        domain: The mail domain, in A-label or U-label form.
        selectors: DKIM selectors to look up; none are guessed (RFC 6376 section 3.1 gives no way to list
            them).
        senders: Addresses, CIDR ranges or host names that send for the domain beside its MX hosts.
        resolver: Where to ask. By default the system's name servers, 5 seconds a question.
        rules: The rules to judge by; all of them by default.
        profile: What kind of domain it is, one of `mailcheck.profiles.NAMES`; it chooses severities.
        private_keys: The fingerprint of the private key that is used with a selector, by selector.
        guess_selectors: Whether to ask for well-known selectors too.
        authoritative: Whether to ask every name server of the domain's zone too, for the `ns-*` rules.
        authorities: The name servers to ask in their place, as `ADDR` or `ADDR:PORT`.
        deadline: Seconds after which whatever is unanswered counts as a timeout.

    Raises:
        InvalidDomainError: *domain* is not a domain name.
        ValueError: there is no such profile.
    """
    judged_by, needed = _judged_by(profile, rules)
    request = Request(
        to_ascii(domain),
        tuple(selectors),
        tuple(senders),
        dict(private_keys or {}),
        guess=guess_selectors,
        authoritative=authoritative,
        authorities=tuple(authorities),
        flaws=getattr(resolver, "flaws", None),  # a zone file has some, be it none
        needs=needed,
    )
    survey = await _answered(gather(request), resolver, deadline)
    return judge(survey, judged_by, profile)


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
    from mailcheck.evaluate.spf import check_host as evaluated
    from mailcheck.evaluate.spf.client import identity

    mailbox, domain = identity(sender, helo)
    return await _answered(evaluated(ip, domain, mailbox, helo), resolver, deadline)


async def discover_dmarc(
    domain: str, *, resolver: Resolver | None = None, deadline: float = DEADLINE
) -> DmarcDiscovery:
    """Find the DMARC record that governs *domain* by the DNS tree walk (RFC 9989 section 4.10).

    Raises:
        InvalidDomainError: *domain* is not a domain name.
    """
    from mailcheck.survey.dmarc.ask import dmarc

    return await _answered(dmarc(to_ascii(domain)), resolver, deadline)


async def check_many(
    domains: Iterable[str | Request] | AsyncIterable[str | Request],
    *,
    selectors: Iterable[str] = (),
    resolver: Resolver | None = None,
    rules: Iterable[Rule] | None = None,
    profile: str = AUTO,
    jobs: int = JOBS,
    deadline: float = DEADLINE,
    ordered: bool = False,
) -> AsyncIterator[Report]:
    """Check many domains; reports come as they are ready, one for each that was given.

    Memory stays flat however long the list is: domains are taken only as fast as reports are.

    Args:
        domains: Names, or `Request`s where one has selectors or senders of its own. A plain iterable must
            not block.
        selectors: DKIM selectors to look up for every domain that is given by its name.
        resolver: As for `check`; answers are shared by all domains.
        rules: The rules to judge by; all of them by default.
        profile: As for `check`.
        jobs: Domains under way at the same time.
        deadline: Seconds for one domain, after which whatever is unanswered counts as a timeout.
        ordered: Yield in the order of *domains*.

    Raises:
        InvalidDomainError: one of *domains* is not a domain name; those before it are judged.
        ValueError: there is no such profile.
    """
    judged_by, needed = _judged_by(profile, rules)
    requests = _requests(domains, tuple(selectors), needed)
    async with _cached(resolver) as shared:
        found = results(
            requests,
            shared,
            lambda survey: judge(survey, judged_by, profile),
            jobs=jobs,
            deadline=deadline,
            ordered=ordered,
        )
        async with aclosing(found):
            async for report in found:
                yield report


def _judged_by(profile: str, rules: Iterable[Rule] | None) -> tuple[tuple[Rule, ...], frozenset[str]]:
    """Return the rules as *profile* changes them, and what it needs beside what is always asked."""
    if profile not in NAMES:
        raise ValueError(f"`{profile}` is none of {', '.join(NAMES)}")
    return applied(profile, {}, catalogue() if rules is None else rules), needs(profile, ())


def _requests(
    domains: Iterable[str | Request] | AsyncIterable[str | Request],
    selectors: tuple[str, ...],
    needed: frozenset[str],
) -> Iterable[Request] | AsyncIterable[Request]:
    def request(domain: str | Request) -> Request:
        if isinstance(domain, str):
            return Request(to_ascii(domain), selectors, needs=needed)
        return replace(domain, needs=domain.needs | needed) if needed else domain

    if isinstance(domains, AsyncIterable):
        return (request(domain) async for domain in domains)
    return map(request, domains)


async def _answered(procedure: Procedure[T], resolver: Resolver | None, deadline: float) -> T:
    async with _cached(resolver) as shared:
        return await run(procedure, shared, deadline=deadline)


@asynccontextmanager
async def _cached(resolver: Resolver | None) -> AsyncIterator[Resolver]:
    if resolver is None:
        async with LiveResolver() as live:
            yield CachedResolver.for_one_run(live)
    elif isinstance(resolver, CachedResolver):
        yield resolver
    else:
        yield CachedResolver.for_one_run(resolver)
