"""A zone in a string to evaluate against, in which some names may fail."""

from collections.abc import Callable, Collection

from mailcheck.dns.answers import Answer, Failure, failed_answer
from mailcheck.dns.driver import run_in_memory
from mailcheck.dns.zone import ZoneResolver
from mailcheck.evaluate.spf import check_host
from mailcheck.evaluate.spf.check_host import identity
from mailcheck.evaluate.spf.evaluation import SpfResult

Lookup = Callable[[str, str], Answer]


def world(zone: str, failing: Collection[str] = ()) -> Lookup:
    """Return what answers from *zone*; names in *failing* time out."""
    resolver = ZoneResolver.from_text(zone, everywhere=True)

    def lookup(name: str, rdtype: str) -> Answer:
        if name in failing:
            return failed_answer(name, rdtype, Failure.TIMEOUT)
        return resolver.answer(name, rdtype)

    return lookup


def result(
    zone: str,
    ip: str = "192.0.2.1",
    sender: str = "joe@example.com",
    helo: str = "mail.example.com",
    failing: Collection[str] = (),
    **options: bool | str | float,
) -> SpfResult:
    """Evaluate one client."""
    mailbox, domain = identity(sender, helo)
    return run_in_memory(check_host(ip, domain, mailbox, helo, **options), world(zone, failing))  # type: ignore[arg-type]
