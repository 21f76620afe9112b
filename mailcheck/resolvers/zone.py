"""Answers from zone files, as an authoritative server would give them; no event loop is needed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from mailcheck.answers import Answer, Failure, Status, failed
from mailcheck.names import is_below
from mailcheck.resolvers.zonefile import ZoneFile, ZoneFlaw, ZoneSyntaxError, read_file, read_text
from mailcheck.resolvers.zonefile.text import canonical
from mailcheck.resolvers.zonetree import Node, ZoneTree

if TYPE_CHECKING:
    from asyncio import Future

__all__ = ["Departure", "ZoneResolver", "ZoneSyntaxError", "ready"]

OFFLINE = "offline: not in the zone file"
CHAIN_LIMIT = 16  # aliases followed, as in BIND and unbound


class Departure(NamedTuple):
    """The point at which a question leaves what is known: ask for *name* elsewhere, after *aliases*."""

    name: str
    aliases: tuple[str, ...]
    ttl: int | None


class ZoneResolver:
    """A resolver over zone files that have been read.

    Args:
        files: Any number; records for one name may come from several.
        everywhere: Serve names outside the zones too, and deny all that is in no file: the files are the whole DNS.
    """

    def __init__(self, files: Iterable[ZoneFile], *, everywhere: bool = False) -> None:
        self.files = tuple(files)
        self.everywhere = everywhere
        self.origins = tuple(dict.fromkeys(origin for file in self.files for origin in file.origins))
        records = [record for file in self.files for record in file.records if self.covers(record.owner)]
        self._tree = ZoneTree(records, self.origins, delegating=not everywhere)
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
        cls, text: str, *, origin: str | None = "example.com", file: str = "<text>", everywhere: bool = False
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
        """The apex of the first zone."""
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
        """The DKIM selectors of the first zone: what has a key or an alias under `_domainkey`, in order of the file."""
        return self.selectors_of(self.origin)

    def selectors_of(self, domain: str) -> tuple[str, ...]:
        """Return the DKIM selectors that the files hold for *domain*; a wildcard is none (RFC 6376 section 3.6.2.1)."""
        ending = f"._domainkey.{domain}"
        return tuple(
            name[: -len(ending)]
            for name, node in self._tree.nodes.items()
            if name.endswith(ending) and not name.startswith("*.") and ("TXT" in node or "CNAME" in node)
        )

    def covers(self, name: str) -> bool:
        """Say whether the files are the authority for *name*, which is normalized."""
        return self.everywhere or any(is_below(name, origin) for origin in self.origins)

    def knows(self, name: str, rdtype: str) -> bool:
        """Say whether the question is answered here: the name is covered and not delegated to another zone."""
        return self.covers(name) and not self._tree.delegated(name, rdtype)

    def exists(self, name: str) -> bool:
        """Say whether a name that the zones do not answer for exists because of them; none does."""
        return False

    def ask(self, name: str, rdtype: str) -> Future[Answer]:
        """Return the answer as a future that is done."""
        return ready(self.answer(name, rdtype))

    def answer(self, name: str, rdtype: str) -> Answer:
        """Return the answer; what the files do not cover is FAILED and OFFLINE."""
        found = self.follow(name, rdtype)
        if isinstance(found, Answer):
            return found
        return failed(canonical(name), rdtype.upper(), Failure.OFFLINE, OFFLINE)._replace(
            aliases=found.aliases
        )

    def follow(self, name: str, rdtype: str) -> Answer | Departure:
        """Follow aliases as far as the files know."""
        owner = name = canonical(name)
        rdtype = rdtype.upper()
        aliases: list[str] = []
        ttl: int | None = None
        while self.knows(name, rdtype):
            node = self._tree.node(name)
            alias = self._alias(name, rdtype, node)
            if alias is None:
                return self._found(owner, rdtype, name, node, ttl, tuple(aliases))
            name, step = alias
            ttl = step if ttl is None else min(ttl, step)
            looped = name == owner or name in aliases
            aliases.append(name)
            if looped or len(aliases) > CHAIN_LIMIT:
                return endless(owner, rdtype, tuple(aliases))
        return Departure(name, tuple(aliases), ttl)

    def _alias(self, name: str, rdtype: str, node: Node | None) -> tuple[str, int] | None:
        """Return where the name leads, and the TTL of that; None if it is the name that answers."""
        if node is None or not node:
            return self._tree.substitute(name)
        if rdtype in node or rdtype == "CNAME" or "CNAME" not in node:
            return None
        rrset = node["CNAME"]
        return rrset.values[0], rrset.ttl

    def _found(
        self, owner: str, rdtype: str, name: str, node: Node | None, ttl: int | None, aliases: tuple[str, ...]
    ) -> Answer:
        """Return the answer at the end of the chain."""
        rrset = node.get(_type(rdtype)) if node else None
        if rrset:
            least = rrset.ttl if ttl is None else min(rrset.ttl, ttl)
            return Answer(
                owner,
                rdtype,
                Status.FOUND,
                rrset.values,
                least,
                aliases=aliases,
                locations=rrset.locations,
                beside_alias=_beside(node, rdtype),
            )
        status = Status.NO_NAME if node is None else Status.NO_DATA
        negative = next((ttl for origin, ttl in self._negative.items() if is_below(name, origin)), 0)
        return Answer(owner, rdtype, status, ttl=negative, aliases=aliases)

    def _negative_ttl(self, origin: str) -> int:
        """Return how long the absence of a name may be remembered (RFC 2308 section 5)."""
        soa = self._tree.nodes.get(origin, {}).get("SOA")
        return min(soa.ttl, int(soa.values[0].rpartition(" ")[2])) if soa else 0


def _beside(node: Node | None, rdtype: str) -> str:
    """Return where the CNAME leads that stands beside other records, against RFC 2181 section 10.1."""
    if not node or rdtype == "CNAME" or "CNAME" not in node:
        return ""
    return str(node["CNAME"].values[0])


def _type(rdtype: str) -> str:
    """Return the mnemonic under which a type is kept."""
    if not rdtype.startswith("TYPE"):
        return rdtype
    from mailcheck.resolvers.zonefile.values import mnemonic

    return mnemonic(rdtype) or rdtype


def _sound(file: ZoneFile) -> ZoneFile:
    """Insist on a file that a name server would load."""
    if file.fatal:
        raise ZoneSyntaxError.of(file.fatal)
    return file


def endless(owner: str, rdtype: str, aliases: tuple[str, ...]) -> Answer:
    """Return the answer for a chain of aliases that loops or never ends."""
    looped = aliases[-1] in (owner, *aliases[:-1])
    chain = " -> ".join((owner, *aliases))
    detail = (
        f"the CNAME chain loops: {chain}"
        if looped
        else f"the CNAME chain has over {CHAIN_LIMIT} links: {chain}"
    )
    return failed(owner, rdtype, Failure.MALFORMED, detail)._replace(aliases=aliases)


def ready(answer: Answer) -> Future[Answer]:
    """Return a future of the running loop that holds *answer*."""
    from asyncio import get_running_loop

    future: Future[Answer] = get_running_loop().create_future()
    future.set_result(answer)
    return future
