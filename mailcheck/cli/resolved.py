"""Runs one procedure with answers from zone files, and from the DNS unless that is to be left alone."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from mailcheck.cli import options
from mailcheck.cli.faults import UsageFault
from mailcheck.cli.zones import read_zones
from mailcheck.dns.lookups import Procedure, answered

if TYPE_CHECKING:
    from mailcheck.dns import ZoneResolver

T = TypeVar("T")


class Sources(NamedTuple):
    """Where to look: the options of the command line as given."""

    zones: list[Path] | None
    offline: bool
    nameservers: list[str] | None
    timeout: str


def resolved(procedure: Procedure[T], sources: Sources, domain: str = "") -> T:
    """Return the result of *procedure*; *domain* is what a piece of a zone belongs to that does not say.

    Raises:
        UsageFault: a zone file or a name server cannot be used.
    """
    zones = read_zones(sources.zones or (), domain)
    if not sources.offline:
        import asyncio

        return asyncio.run(_live(procedure, zones, sources))
    from mailcheck.dns import OfflineResolver, OverlayResolver

    return answered(procedure, OverlayResolver(zones, OfflineResolver()).answer)


async def _live(procedure: Procedure[T], zones: "tuple[ZoneResolver, ...]", sources: Sources) -> T:
    from mailcheck.dns import CachedResolver, LiveResolver, OverlayResolver, ServerAddressError
    from mailcheck.dns.driver import drive

    try:
        dns = LiveResolver(
            nameservers=tuple(sources.nameservers or ()), timeout=options.seconds(sources.timeout)
        )
    except ServerAddressError as error:
        raise UsageFault(str(error)) from None
    async with dns:
        resolver = CachedResolver.for_one_run(OverlayResolver(zones, dns) if zones else dns)
        return await drive(procedure, resolver)
