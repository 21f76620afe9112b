"""Asks zone files, and the DNS unless that is to be left alone."""

from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from mailcheck.cli import options
from mailcheck.cli.faults import UsageFault
from mailcheck.cli.zones import read_zones
from mailcheck.dns.driver import finish, run
from mailcheck.dns.lookups import Procedure

if TYPE_CHECKING:
    from mailcheck.dns import ZoneResolver
    from mailcheck.dns.resolver import Resolver

T = TypeVar("T")
Asking: TypeAlias = "Callable[[Resolver], Coroutine[None, None, T]]"


class Sources(NamedTuple):
    """Where to look: the options of the command line as given."""

    zones: list[Path] | None
    offline: bool
    nameservers: list[str] | None
    timeout: str


def resolved(procedure: Procedure[T], sources: Sources, domain: str = "") -> T:
    """Run *procedure*; *domain* is what a piece of a zone belongs to that does not say.

    Raises:
        UsageFault: a zone file or a name server cannot be used.
    """
    try:
        return ask_by(partial(run, procedure), sources, domain)
    finally:
        procedure.close()  # it has not begun where the sources cannot be used


def ask_by(asking: "Asking[T]", sources: Sources, domain: str = "") -> T:
    """Return the result of what asks a resolver, else as `resolved`."""
    zones = read_zones(sources.zones or (), domain)
    if not sources.offline:
        import asyncio

        return asyncio.run(_live(asking, zones, sources))
    from mailcheck.dns import OfflineResolver, OverlayResolver

    return finish(asking(OverlayResolver(zones, OfflineResolver())))


async def _live(asking: "Asking[T]", zones: "tuple[ZoneResolver, ...]", sources: Sources) -> T:
    from mailcheck.dns import CachedResolver, LiveResolver, OverlayResolver, ServerAddressError

    try:
        dns = LiveResolver(
            nameservers=tuple(sources.nameservers or ()), timeout=options.seconds(sources.timeout)
        )
    except ServerAddressError as error:
        raise UsageFault(str(error)) from None
    async with dns:
        resolver = CachedResolver.for_one_run(OverlayResolver(zones, dns) if zones else dns)
        return await asking(resolver)
