"""The names and RRsets of zones, and the search among them: RFC 1034 section 4.3.2, RFC 4592."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from mailcheck.answers import Anchors, Location
from mailcheck.names import parent
from mailcheck.resolvers.zonefile import ZoneRecord
from mailcheck.resolvers.zonefile.places import ANCHORED, anchors
from mailcheck.resolvers.zonefile.text import upwards
from mailcheck.resolvers.zonefile.zonewide import top_of


class RRset(NamedTuple):
    """The records of one name and type; the values are parallel to the places they come from."""

    values: tuple[Any, ...]
    ttl: int
    locations: tuple[Location, ...]
    anchors: tuple[Anchors, ...] = ()


Node = dict[str, RRset]
_EMPTY: Node = {}


class ZoneTree:
    """All records of some zones by name and type, and every name that exists, be it empty (RFC 8020).

    *apexes* are the tops of the zones. Without any, the records are the whole DNS, and nothing is delegated.
    """

    def __init__(self, records: Iterable[ZoneRecord], apexes: Iterable[str]) -> None:
        self.apexes = frozenset(apexes)
        self.nodes: dict[str, dict[str, RRset]] = {}
        for (owner, rdtype), members in _grouped(records).items():
            self.nodes.setdefault(owner, {})[rdtype] = _rrset(members)
        self.names: set[str] = set()
        for name in (*self.nodes, *self.apexes):
            self.add(name)
        self.renamed = frozenset(name for name, node in self.nodes.items() if "DNAME" in node)
        self.cuts = frozenset(
            name
            for name, node in self.nodes.items()
            if "NS" in node and self.apexes and name not in self.apexes
        )
        self.edges = self.cuts | self.apexes

    def add(self, name: str) -> None:
        """Make a name exist, and all above it."""
        for above in upwards(name):
            if above in self.names:
                return
            self.names.add(above)

    def node(self, name: str) -> Node | None:
        """Return the RRsets at *name*, if need be those of a wildcard; None if it does not exist."""
        if name not in self.names:
            if self.renamed and (alias := self.renaming(name)):
                return alias
            name = f"*.{self.encloser(name)}".removesuffix(".")
        return self.nodes.get(name, _EMPTY) if name in self.names else None

    def encloser(self, name: str) -> str:
        """Return the closest name above that exists (RFC 4592 section 3.3.1)."""
        return next((above for above in upwards(parent(name)) if above in self.names), "")

    def apex(self, name: str) -> str | None:
        """Return the top of the zone that a name is in; None if it is in none."""
        return top_of(name, self.apexes)

    def delegated(self, name: str, rdtype: str) -> bool:
        """Say whether a zone elsewhere answers; a DS record is the parent's (RFC 4035 section 3.1.4.1)."""
        if not self.cuts:
            return False
        edges = (above for above in upwards(parent(name) if rdtype == "DS" else name) if above in self.edges)
        return next(edges, "") in self.cuts

    def renaming(self, name: str) -> Node | None:
        """Return the CNAME record that a DNAME record above *name* stands for (RFC 6672 section 2.2)."""
        above = next((above for above in upwards(parent(name)) if above in self.renamed), None)
        if above is None:
            return None
        (target,), ttl, locations, _ = self.nodes[above]["DNAME"]
        return {"CNAME": RRset((name[: -len(above)] + target.lower().removesuffix("."),), ttl, locations)}


def _grouped(records: Iterable[ZoneRecord]) -> dict[tuple[str, str], dict[Any, ZoneRecord]]:
    """Return the records by name, type and value: what is there twice counts once (RFC 2181 section 5)."""
    groups: dict[tuple[str, str], dict[Any, ZoneRecord]] = {}
    for record in records:
        groups.setdefault((record.owner, record.rdtype), {}).setdefault(record.value, record)
    return groups


def _rrset(members: dict[Any, ZoneRecord]) -> RRset:
    """Return an RRset; where TTLs differ the first one counts, as in BIND."""
    first = next(iter(members.values()))
    return RRset(
        tuple(members),
        first.ttl,
        tuple(record.location for record in members.values()),
        tuple(map(anchors, members.values())) if first.rdtype in ANCHORED else (),
    )
