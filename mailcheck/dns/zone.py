"""Answers from zone files, as an authoritative server would give them; no event loop is needed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from mailcheck.dns.answers import Anchors, Answer, Failure, Location, Status, failed_answer
from mailcheck.dns.delivery import Callback, ready
from mailcheck.dns.lookups import Memory, ZoneContents, cannot_ask
from mailcheck.dns.names import parent
from mailcheck.dns.zonefile.contents import ANCHORED, ZoneFile, ZoneRecord, anchors
from mailcheck.dns.zonefile.files import read_file, read_text
from mailcheck.dns.zonefile.suspects import top_of
from mailcheck.dns.zonefile.words import ZoneFlaw, canonical, mnemonic, upwards
from mailcheck.errors import ZoneSyntaxError

if TYPE_CHECKING:
    from asyncio import Future

    from mailcheck.dns.answers import Question


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
        for (owner, rdtype), members in _group(records).items():
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

    def is_delegated(self, name: str, rdtype: str) -> bool:
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


def _group(records: Iterable[ZoneRecord]) -> dict[tuple[str, str], dict[Any, ZoneRecord]]:
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


OFFLINE = "offline: not in the zone file"
CHAIN_LIMIT = 16  # aliases followed for one question, as the live resolver does


class Departure(NamedTuple):
    """Where a question leaves what is known: *name* is to be asked for elsewhere, after *aliases*."""

    name: str
    aliases: tuple[str, ...]
    ttl: int | None


class ZoneResolver:
    """A resolver over zone files that have been read.

    Args:
        files: Any number; records for one name may come from several.
        everywhere: Serve names outside the zones too, and deny all that is in no file.
    """

    def __init__(self, files: Iterable[ZoneFile], *, everywhere: bool = False) -> None:
        self.files = tuple(files)
        self.everywhere = everywhere
        self.origins = tuple(dict.fromkeys(origin for file in self.files for origin in file.origins))
        top = ZoneTree((), self.origins)
        # What a file says below the top of another's zone is delegation and glue, and not its to answer.
        own = [(file, frozenset(file.origins)) for file in self.files]
        records = (
            record
            for file, tops in own
            for record in file.records
            if everywhere or top.apex(record.owner) in tops
        )
        self._tree = ZoneTree(records, () if everywhere else self.origins)
        self._partial = frozenset(file.origin for file in self.files if file.is_snippet and not everywhere)
        self._negative = {origin: self._negative_ttl(origin) for origin in self.origins}

    @classmethod
    def from_file(
        cls, path: str | os.PathLike[str], *, origin: str | None = None, allow_include: bool = False
    ) -> ZoneResolver:
        """Read a zone file.

        Args:
            path: The file; $INCLUDE is confined to its folder.
            origin: The zone's name; else that of the SOA record, of the first $ORIGIN, or the file's own.
            allow_include: Include files outside that folder too.

        Raises:
            ZoneSyntaxError: no name server would load it.
        """
        return cls((_sound(read_file(path, origin=origin, allow_include=allow_include)),))

    @classmethod
    def from_text(
        cls,
        text: str,
        *,
        origin: str | None = "example.com",
        file: str = "<text>",
        everywhere: bool = False,
    ) -> ZoneResolver:
        """Read the text of a zone file.

        Args:
            text: As in a file, but for $INCLUDE.
            origin: The zone's name; None to take that of the SOA record or of the first $ORIGIN.
            file: What to call it in places and errors.
            everywhere: Serve names outside the zone too, and deny every other name in the DNS.

        Raises:
            ZoneSyntaxError: no name server would load it.
        """
        zone = _sound(read_text(text, origin=origin, file=file, everywhere=everywhere))
        return cls((zone,), everywhere=everywhere)

    @property
    def origin(self) -> str:
        """The top of the first zone."""
        return self.origins[0]

    @property
    def flaws(self) -> tuple[ZoneFlaw, ...]:
        """What loads and is hardly meant, in the order of the files."""
        return tuple(flaw for file in self.files for flaw in file.flaws)

    @property
    def complete(self) -> bool:
        """Whether every file is a zone with an SOA record, and none a snippet."""
        return all(file.complete for file in self.files)

    @property
    def selectors(self) -> tuple[str, ...]:
        """The DKIM selectors of the first zone, in the order of its file."""
        return self.selectors_of(self.origin)

    def selectors_of(self, domain: str) -> tuple[str, ...]:
        """Return the DKIM selectors of *domain*: the names under `_domainkey` with a TXT record or an alias.

        A wildcard is none (RFC 6376 section 3.6.2.1), nor a name that begins with an underscore (RFC 6651).
        """
        ending = f"._domainkey.{domain}"
        return tuple(
            name[: -len(ending)]
            for name, node in self._tree.nodes.items()
            if name.endswith(ending) and name[0] not in "*_" and ("TXT" in node or "CNAME" in node)
        )

    def covers(self, name: str) -> bool:
        """Say whether a normalized name is at or below the top of a zone."""
        return self.everywhere or self._tree.apex(name) is not None

    def knows(self, name: str, rdtype: str) -> bool:
        """Say whether a question is answered here: covered, not delegated, and in no gap of a snippet."""
        if not self.covers(name) or self._tree.is_delegated(name, rdtype):
            return False
        return self._tree.apex(name) not in self._partial or self._tells(name, rdtype)

    def _tells(self, name: str, rdtype: str) -> bool:
        """Say whether a record or an alias stands at a name: of gaps, a snippet tells nothing."""
        node = self._tree.nodes.get(name, {})
        return rdtype in node or "CNAME" in node

    def exists(self, name: str) -> bool:
        """Say whether a name that is not answered here exists for what is in a snippet."""
        return bool(self._partial) and name in self._tree.names

    def ask(self, name: str, rdtype: str) -> Future[Answer]:
        """Return the answer as a future that is done."""
        return ready(self.answer(name, rdtype))

    def ask_at(self, server: str, name: str, rdtype: str) -> Future[Answer]:
        """Return that no server was asked, as a future that is done."""
        return ready(cannot_ask(server, name, rdtype))

    def deliver(self, name: str, rdtype: str, callback: Callback) -> Answer:
        """Return the answer; nobody is called back."""
        return self.answer(name, rdtype)

    @property
    def memory(self) -> Memory:
        """The answers of the files."""
        return Memory(self.answer)

    def note_timeout(self, question: Question, answer: Answer) -> None:
        """Do nothing about it."""

    def zone_contents(self, domain: str) -> ZoneContents | None:
        """Return what the files say of *domain* beside its records, None without files."""
        if not self.files:
            return None
        own = [file for file in self.files if self.everywhere or top_of(domain, file.origins) is not None]
        flaws = tuple(flaw for file in own for flaw in file.flaws)
        return ZoneContents(self.selectors_of(domain), flaws if own else None, self.files)

    def answer(self, name: str, rdtype: str) -> Answer:
        """Return the answer; what the files do not cover is FAILED and OFFLINE."""
        found = self.follow(name, rdtype)
        if isinstance(found, Answer):
            return found
        offline = failed_answer(canonical(name), rdtype.upper(), Failure.OFFLINE, OFFLINE)
        return offline._replace(aliases=found.aliases)

    def follow(self, name: str, rdtype: str) -> Answer | Departure:
        """Return the answer, or how far the files know the aliases that lead to it."""
        owner = name = canonical(name)
        rdtype = rdtype.upper()
        aliases: list[str] = []
        ttl: int | None = None
        while self.knows(name, rdtype):
            node = self._tree.node(name)
            alias = _alias(rdtype, node)
            if alias is None:
                return self._answer_at(Departure(name, tuple(aliases), ttl), owner, rdtype, node)
            aliases.append(alias[0])
            if (broken := endless(owner, rdtype, aliases)) is not None:
                return broken
            name, ttl = alias[0], least(ttl, alias[1])
        return Departure(name, tuple(aliases), ttl)

    def _answer_at(self, end: Departure, owner: str, rdtype: str, node: Node | None) -> Answer:
        """Return the answer that is at the end of the aliases."""
        # Names such as TYPE99 are not worth a look at most questions.
        rrset = node.get(rdtype if rdtype[:4] != "TYPE" else mnemonic(rdtype) or rdtype) if node else None
        if rrset is None:
            status = Status.NO_NAME if node is None else Status.NO_DATA
            apex = top_of(end.name, self.origins) if self.everywhere else self._tree.apex(end.name)
            ttl = self._negative.get(apex or "", 0)
            return Answer(owner, rdtype, status, ttl=least(end.ttl, ttl), aliases=end.aliases)
        ttl = least(end.ttl, rrset.ttl)
        found = Answer(
            owner,
            rdtype,
            Status.FOUND,
            rrset.values,
            ttl,
            aliases=end.aliases,
            locations=rrset.locations,
            anchors=rrset.anchors,
        )
        # No server would load it: RFC 2181 section 10.1.
        if node and "CNAME" in node and rdtype != "CNAME":
            return found._replace(beside_alias=node["CNAME"].values[0])
        return found

    def _negative_ttl(self, origin: str) -> int:
        """Return how long the absence of a name may be remembered (RFC 2308 section 5)."""
        soa = self._tree.nodes.get(origin, {}).get("SOA")
        return min(soa.ttl, int(soa.values[0].rpartition(" ")[2])) if soa else 0


def _alias(rdtype: str, node: Node | None) -> tuple[str, int] | None:
    """Return where a name leads, and the TTL of that; None if it is the name that answers."""
    if not node or rdtype in node or rdtype == "CNAME" or "CNAME" not in node:
        return None
    rrset = node["CNAME"]
    return rrset.values[0], rrset.ttl


def _sound(file: ZoneFile) -> ZoneFile:
    """Insist on a file that a name server would load."""
    if file.fatal:
        raise ZoneSyntaxError.of(file.fatal)
    return file


def least(chain: int | None, ttl: int) -> int:
    """Return the TTL of an answer behind a chain of aliases, which may be empty."""
    return ttl if chain is None or ttl < chain else chain


def endless(owner: str, rdtype: str, aliases: Sequence[str]) -> Answer | None:
    """Return the answer for a chain of aliases that loops or is too long to follow; None if it is neither."""
    names = (owner, *aliases)
    if len(set(names)) < len(names):
        problem = "a loop of aliases: " + " -> ".join(name or "." for name in names)
    elif len(aliases) > CHAIN_LIMIT:
        problem = f"a chain of more than {CHAIN_LIMIT} aliases, from {owner} to {names[-1]}"
    else:
        return None
    return failed_answer(owner, rdtype, Failure.MALFORMED, problem)._replace(aliases=tuple(aliases))
