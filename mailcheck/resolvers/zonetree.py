"""The names and RRsets of zones, and the search among them: RFC 1034 section 4.3.2, wildcards as in RFC 4592."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from mailcheck.answers import Location
from mailcheck.names import parent
from mailcheck.resolvers.zonefile import ZoneRecord


class RRset(NamedTuple):
    """The records of one name and type; the values are parallel to the places they come from."""

    values: tuple[Any, ...]
    ttl: int
    locations: tuple[Location, ...]


Node = dict[str, RRset]
_NOTHING: Node = {}


class ZoneTree:
    """All records of some zones by name and type, and every name that exists, be it empty (RFC 8020)."""

    def __init__(self, records: Iterable[ZoneRecord], origins: Iterable[str], *, delegating: bool) -> None:
        self.nodes: dict[str, Node] = {}
        for key, members in _grouped(records).items():
            self.nodes.setdefault(key[0], {})[key[1]] = _rrset(members)
        apexes = frozenset(origins)
        self.names = set(apexes) if delegating else set()
        for name in self.nodes:
            self.add(name)
        self.cuts = frozenset(
            name for name, node in self.nodes.items() if delegating and "NS" in node and name not in apexes
        )
        self.aliased = frozenset(name for name, node in self.nodes.items() if "DNAME" in node)

    def add(self, name: str) -> None:
        """Make a name exist, and all above it."""
        while name and name not in self.names:
            self.names.add(name)
            name = parent(name)

    def node(self, name: str) -> Node | None:
        """Return the RRsets at *name*, if need be those of a wildcard; None if it does not exist."""
        if name in self.names:
            return self.nodes.get(name, _NOTHING)
        wildcard = f"*.{self.encloser(name)}"
        return self.nodes.get(wildcard, _NOTHING) if wildcard in self.names else None

    def encloser(self, name: str) -> str:
        """Return the closest name above that exists (RFC 4592 section 3.3.1)."""
        name = parent(name)
        while name and name not in self.names:
            name = parent(name)
        return name

    def delegated(self, name: str, rdtype: str) -> bool:
        """Say whether another zone answers for *name*; only a DS record is the parent's (RFC 4035 section 3.1.4.1)."""
        if not self.cuts:
            return False
        if rdtype == "DS":
            name = parent(name)
        return any(above in self.cuts for above in _upwards(name))

    def substitute(self, name: str) -> tuple[str, int] | None:
        """Return the name that a DNAME record above puts in the place of *name*, and the TTL (RFC 6672 section 2.2)."""
        if not self.aliased:
            return None
        above = next((above for above in _upwards(parent(name)) if above in self.aliased), None)
        if above is None:
            return None
        rrset = self.nodes[above]["DNAME"]
        return name[: len(name) - len(above)] + rrset.values[0].lower().removesuffix("."), rrset.ttl


def _upwards(name: str) -> Iterable[str]:
    """Return *name* and all names above it but the root."""
    while name:
        yield name
        name = parent(name)


def _grouped(records: Iterable[ZoneRecord]) -> dict[tuple[str, str], dict[Any, ZoneRecord]]:
    """Return the records by name and type, and by value: what is there twice is there once (RFC 2181 section 5)."""
    groups: dict[tuple[str, str], dict[Any, ZoneRecord]] = {}
    for record in records:
        groups.setdefault((record.owner, record.rdtype), {}).setdefault(record.value, record)
    return groups


def _rrset(members: dict[Any, ZoneRecord]) -> RRset:
    """Return an RRset; where TTLs differ the first one counts, as in BIND."""
    first = next(iter(members.values()))
    return RRset(tuple(members), first.ttl, tuple(record.location for record in members.values()))
