"""What an audit is to do, in a form that can be sent to other processes, and how one process does it."""

from __future__ import annotations

import gc
import ipaddress
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Mapping
from contextlib import aclosing
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from mailcheck.audit.pool import JOBS, results
from mailcheck.audit.rows import Row, formatted, row
from mailcheck.dns import CachedResolver, LiveResolver, PacedResolver
from mailcheck.dns.driver import DEADLINE
from mailcheck.judge.aim import Aim
from mailcheck.judge.ignore import excused
from mailcheck.judge.judging import judge
from mailcheck.judge.model import Rule, Severity
from mailcheck.judge.profiles import applied
from mailcheck.judge.report import Report
from mailcheck.render.context import Run
from mailcheck.rules import catalogue

if TYPE_CHECKING:
    from mailcheck.dns.live.servers import Usage
    from mailcheck.dns.resolver import Resolver
    from mailcheck.judge.exceptions import RuleException
    from mailcheck.survey import Survey
    from mailcheck.survey.request import Request

POLITE = 300  # questions a second to a server on a public address, well below what public resolvers bear
JOBS_A_QUESTION = 10  # a domain asks about as many, so that nobody waits long for leave to ask
# Allocations that outnumber deallocations by so much bring on a collection: answers and reports form no
# cycles, and what is under way would be looked through again and again.
GARBAGE = 500_000


class Plan(NamedTuple):
    """What is judged, how, and what comes out; *qps* is 0 for no limit.

    *aims* are those of domains that have one of their own, *aim* is that of all others.
    """

    rules: tuple[str, ...] = ()
    format: str = "table"
    coloured: bool = False
    fail_on: Severity | None = Severity.ERROR
    nameservers: tuple[str, ...] = ()
    timeout: float = 5.0
    jobs: int = JOBS
    qps: float = 0.0
    ordered: bool = False
    deadline: float = DEADLINE
    aim: Aim = Aim()
    aims: Mapping[str, Aim] = {}
    exceptions: tuple[RuleException, ...] = ()

    def aim_at(self, domain: str) -> Aim:
        """Return what holds for *domain*."""
        return self.aims.get(domain, self.aim)

    def chosen(self) -> tuple[Rule, ...]:
        """Return the rules to judge by."""
        return tuple(rule for rule in catalogue() if rule.name in self.rules)

    def share(self, workers: int) -> Plan:
        """Return the part of one worker."""
        return self._replace(qps=self.qps / workers)


def polite_rate(dns: LiveResolver) -> float:
    """Return how many questions a second a resolver's servers may be asked: 0, no limit, if they are near."""
    hosts = [server.host.partition("%")[0] for server in dns.servers if server.scheme != "https"]
    addresses = [ipaddress.ip_address(host) for host in hosts]
    distant = len(hosts) < len(dns.servers) or any(address.is_global for address in addresses)
    return POLITE if distant else 0.0


async def audited(
    requests: AsyncIterable[Request], plan: Plan, usage: dict[str, Usage]
) -> AsyncGenerator[Row, None]:
    """Yield a row for every request; *usage* is filled with what each name server had to do."""
    judged, run = _judging(plan, date.today()), Run(plan.fail_on)
    line = formatted(plan.format, plan.coloured).line
    async with LiveResolver(plan.nameservers, timeout=plan.timeout) as dns:
        found = results(
            requests,
            CachedResolver(_paced(dns, plan.qps)),
            lambda survey: row(judged(survey), run, line),
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


def _judging(plan: Plan, today: date) -> Callable[[Survey], Report]:
    """Return what judges a domain by its aim, and sets aside what exceptions cover."""
    chosen = plan.chosen()
    holding = tuple(each for each in plan.exceptions if not each.expired(today))

    def by(aim: Aim) -> tuple[tuple[Rule, ...], str]:
        return applied(aim.profile, aim.severities, chosen), aim.profile

    usual, own = by(plan.aim), {domain: by(aim) for domain, aim in plan.aims.items()}

    def judged(survey: Survey) -> Report:
        report = judge(survey, *own.get(survey.domain, usual))
        return excused(report, holding) if holding else report

    return judged


def relax_garbage() -> None:
    """Let the collector look more seldom, and never again at what is there now: modules, rules, patterns."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE, 10, 10)


def _paced(dns: Resolver, qps: float) -> Resolver:
    return PacedResolver(dns, qps) if qps else dns


def _jobs(plan: Plan) -> int:
    """Return how many domains may be under way: not so many that their questions wait for seconds."""
    return min(plan.jobs, max(1, round(plan.qps / JOBS_A_QUESTION))) if plan.qps else plan.jobs
