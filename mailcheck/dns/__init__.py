"""Names, answers, and where questions go: the live DNS, zone files, recorded answers, and what wraps them.

Importing this package imports nothing else until one of its names is used.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mailcheck.dns.cached import CachedResolver
    from mailcheck.dns.live.servers import ServerAddressError
    from mailcheck.dns.live.stub import LiveResolver
    from mailcheck.dns.overlay import OfflineResolver, OverlayResolver
    from mailcheck.dns.recorded import RecordedResolver
    from mailcheck.dns.throttle import LimitedResolver, PacedResolver
    from mailcheck.dns.zone import ZoneResolver
    from mailcheck.dns.zonefile import ZoneSyntaxError

_HOME = {
    "CachedResolver": "cached",
    "LimitedResolver": "throttle",
    "LiveResolver": "live.stub",
    "OfflineResolver": "overlay",
    "OverlayResolver": "overlay",
    "PacedResolver": "throttle",
    "RecordedResolver": "recorded",
    "ServerAddressError": "live.servers",
    "ZoneResolver": "zone",
    "ZoneSyntaxError": "zonefile.flaws",
}

__all__ = [
    "CachedResolver",
    "LimitedResolver",
    "LiveResolver",
    "OfflineResolver",
    "OverlayResolver",
    "PacedResolver",
    "RecordedResolver",
    "ServerAddressError",
    "ZoneResolver",
    "ZoneSyntaxError",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'mailcheck.dns' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"mailcheck.dns.{_HOME[name]}"), name)
    globals()[name] = value
    return value
