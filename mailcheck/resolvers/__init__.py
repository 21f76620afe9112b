"""Where questions go: the live DNS, a zone file, recorded answers, and what wraps them.

Importing this package imports nothing else until one of its names is used.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mailcheck.resolvers.addresses import ServerAddressError
    from mailcheck.resolvers.cached import CachedResolver
    from mailcheck.resolvers.limited import LimitedResolver
    from mailcheck.resolvers.live import LiveResolver
    from mailcheck.resolvers.overlay import OfflineResolver, OverlayResolver
    from mailcheck.resolvers.paced import PacedResolver
    from mailcheck.resolvers.recorded import RecordedResolver
    from mailcheck.resolvers.zone import ZoneResolver
    from mailcheck.resolvers.zonefile import ZoneSyntaxError

_HOME = {
    "CachedResolver": "cached",
    "LimitedResolver": "limited",
    "LiveResolver": "live",
    "OfflineResolver": "overlay",
    "OverlayResolver": "overlay",
    "PacedResolver": "paced",
    "RecordedResolver": "recorded",
    "ServerAddressError": "addresses",
    "ZoneResolver": "zone",
    "ZoneSyntaxError": "zonefile",
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
        raise AttributeError(f"module 'mailcheck.resolvers' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"mailcheck.resolvers.{_HOME[name]}"), name)
    globals()[name] = value
    return value
