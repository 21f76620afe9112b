"""Reads the zone files that are named on the command line."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mailcheck.cli.faults import UsageFault

if TYPE_CHECKING:
    from pathlib import Path

    from mailcheck.resolvers import ZoneResolver


def read_zones(paths: "Sequence[Path]") -> "tuple[ZoneResolver, ...]":
    """Read the zone files.

    Raises:
        UsageFault: a file cannot be opened, or no name server would load it.
    """
    return tuple(map(_zone, paths))


def _zone(path: "Path") -> "ZoneResolver":
    from mailcheck.resolvers import ZoneResolver, ZoneSyntaxError

    try:
        return ZoneResolver.from_file(path)
    except OSError as error:
        raise UsageFault(f"cannot read the zone file `{path}`: {error.strerror or error}") from None
    except ZoneSyntaxError as error:
        raise UsageFault(str(error)) from None
