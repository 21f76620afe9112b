"""What an audit is to do, in a form that can be sent to other processes, and how one process does it."""

from __future__ import annotations

import gc
import ipaddress
from collections.abc import AsyncGenerator, AsyncIterable, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from mailcheck.audit.pool import JOBS, survey_many
from mailcheck.audit.rows import Row, row, row_format
from mailcheck.dns.cached import CachedResolver
from mailcheck.dns.driver import DEADLINE
from mailcheck.dns.live.stub import LiveResolver
from mailcheck.dns.throttle import PacedResolver
from mailcheck.judge.judging import judge
from mailcheck.render.context import Run
from mailcheck.rules import catalogue
from mailcheck.survey.request import Request, Severity

if TYPE_CHECKING:
    from mailcheck.dns.live.servers import Usage
    from mailcheck.dns.lookups import Resolver
    from mailcheck.survey.domain import Survey

POLITE = 300  # questions a second to a server on a public address, well below what public resolvers bear
JOBS_A_QUESTION = 10  # a domain asks about as many, so that nobody waits long for leave to ask
ANY = Request("")  # what is wanted of any domain: nothing that is not always looked at
# Allocations that outnumber deallocations by so much bring on a collection: answers and reports form no
# cycles, and what is under way would be looked through again and again.
GARBAGE = 500_000


class AuditPlan(NamedTuple):
    """What is judged, how, and what comes out; *qps* is 0 for no limit.

    *requests* are those of domains that have one of their own, *request* is that of all others.
    """

    format: str = "table"
    coloured: bool = False
    fail_on: Severity | None = Severity.ERROR
    nameservers: tuple[str, ...] = ()
    timeout: float = 5.0
    jobs: int = JOBS
    qps: float = 0.0
    ordered: bool = False
    deadline: float = DEADLINE
    request: Request = ANY
    requests: Mapping[str, Request] = {}

    def request_for(self, domain: str) -> Request:
        """Return what is wanted of *domain*."""
        own = self.requests.get(domain)
        return own if own is not None else replace(self.request, domain=domain)

    def share(self, workers: int) -> AuditPlan:
        """Return the part of one worker."""
        return self._replace(qps=self.qps / workers)


def polite_rate(dns: LiveResolver) -> float:
    """Return how many questions a second a resolver's servers may be asked: 0, no limit, if they are near."""
    hosts = [server.host.partition("%")[0] for server in dns.servers if server.scheme != "https"]
    addresses = [ipaddress.ip_address(host) for host in hosts]
    distant = len(hosts) < len(dns.servers) or any(address.is_global for address in addresses)
    return POLITE if distant else 0.0


async def audit(
    requests: AsyncIterable[Request], plan: AuditPlan, usage: dict[str, Usage]
) -> AsyncGenerator[Row, None]:
    """Yield a row for every request; *usage* is filled with what each name server had to do."""
    rules, today, run = catalogue(), date.today(), Run(plan.fail_on)
    line = row_format(plan.format, plan.coloured).line

    def conclude(surveys: Sequence[Survey]) -> Iterable[Row]:
        return [row(report, run, line) for report in judge(surveys, rules, today)]

    async with LiveResolver(plan.nameservers, timeout=plan.timeout) as dns:
        found = survey_many(
            requests,
            CachedResolver(_pace(dns, plan.qps)),
            conclude,
            jobs=_jobs(plan),
            deadline=plan.deadline,
            ordered=plan.ordered,
        )
        try:
            async with aclosing(found):
                async for each in found:
                    yield each
        finally:
            usage.update(dns.usage)


def relax_garbage() -> None:
    """Let the collector look more seldom, and never again at what is there now: modules, rules, patterns."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE, 10, 10)


def _pace(dns: Resolver, qps: float) -> Resolver:
    return PacedResolver(dns, qps) if qps else dns


def _jobs(plan: AuditPlan) -> int:
    """Return how many domains may be under way: not so many that their questions wait for seconds."""
    return min(plan.jobs, max(1, round(plan.qps / JOBS_A_QUESTION))) if plan.qps else plan.jobs
