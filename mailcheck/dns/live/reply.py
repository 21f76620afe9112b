"""Judges a reply: an answer, an alias to ask on for, or a reason to ask another server."""

import errno
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from mailcheck.dns.answers import Failure, Status
from mailcheck.dns.live.wire import (
    AUTHENTIC,
    AUTHORITATIVE,
    CNAME,
    NXDOMAIN,
    RCODES,
    REFUSED,
    Reply,
    WireRecord,
)
from mailcheck.dns.names import is_below

CHAIN_LIMIT = 16  # aliases followed for one question; RFC 1034 section 3.6.2 asks only that loops be caught
NO_WAY = (errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)  # as over IPv6 without IPv6
LONGEST_TTL = 0x7FFFFFFF  # RFC 2181 section 8


class Chain(NamedTuple):
    """How far a question has been followed: its name, its aliases, and what holds for all of them."""

    name: str
    aliases: tuple[str, ...] = ()
    ttl: int = LONGEST_TTL
    authentic: bool = True

    @property
    def end(self) -> str:
        """The name that is now to be asked for."""
        return self.aliases[-1] if self.aliases else self.name


class Conclusion(NamedTuple):
    """What the DNS said; the fields are those of an `Answer`."""

    status: Status
    chain: Chain
    records: tuple[Any, ...] = ()
    ttl: int = 0
    failure: Failure | None = None
    detail: str = ""
    beside_alias: str = ""


class Trouble(NamedTuple):
    """A reply that is no answer; *text* goes on with the server's name."""

    failure: Failure
    text: str


def judge(reply: Reply, chain: Chain, code: int) -> Conclusion | Chain | Trouble:
    """Return what *reply* makes of a question: its outcome, or the longer chain whose end is to be asked."""
    if reply.rcode not in (0, NXDOMAIN):
        return _refusal(reply)
    if chain.authentic and not reply.flags & AUTHENTIC:
        chain = Chain(chain.name, chain.aliases, chain.ttl, False)
    records = reply.records
    if records and _are_direct(records, chain.end, code):
        followed, found, beside = chain, records, ""
    else:
        followed, found, beside = _follow(records, chain, code)
    if problem := _chain_problem(followed):
        return Conclusion(Status.FAILED, followed, failure=Failure.MALFORMED, detail=problem)
    if found:
        return _presence(reply, followed, found, beside)
    return _absence(reply, chain, followed)


def _refusal(reply: Reply) -> Trouble:
    name = RCODES.get(reply.rcode, f"RCODE {reply.rcode}")
    return Trouble(Failure.REFUSED if reply.rcode == REFUSED else Failure.SERVFAIL, f"{name} from")


def _are_direct(records: list[WireRecord], name: str, code: int) -> bool:
    """Say whether there is no alias to follow, as nearly always."""
    for owner, rtype, _, _ in records:  # noqa: SIM110 - a generator would take twice the time, for every reply
        if owner != name or rtype != code:
            return False
    return True


def _presence(reply: Reply, chain: Chain, records: list[WireRecord], beside: str) -> Conclusion | Trouble:
    if reply.rcode:
        return Trouble(Failure.MALFORMED, "records beside NXDOMAIN from")
    ttl = min(chain.ttl, min(record.ttl for record in records))
    # RFC 2181 section 5: an RRset holds no record twice.
    values = (
        (records[0].value,) if len(records) == 1 else tuple(dict.fromkeys(record.value for record in records))
    )
    return Conclusion(Status.FOUND, chain, values, ttl, beside_alias=beside)


def _absence(reply: Reply, before: Chain, chain: Chain) -> Conclusion | Chain | Trouble:
    ttl = min(chain.ttl, reply.negative_ttl)
    if reply.rcode == NXDOMAIN:
        return Conclusion(Status.NO_NAME, chain, ttl=ttl)
    covered = reply.zone is not None and is_below(chain.end, reply.zone)
    if chain.aliases != before.aliases and not covered:
        return chain  # the server leaves the alias's target to whoever knows its zone
    if reply.records and chain.aliases == before.aliases:
        return Trouble(Failure.MALFORMED, "records of another name from")
    if reply.referral:
        return Trouble(Failure.REFUSED, "a referral, so lame for this name, from")
    return Conclusion(Status.NO_DATA, chain, ttl=ttl)


def _follow(records: Iterable[WireRecord], chain: Chain, code: int) -> tuple[Chain, list[WireRecord], str]:
    """Follow the aliases among *records* as far as the first name that comes twice.

    Returns the chain, the records at its end, and the target of an alias that stands beside them.
    """
    aliases: dict[str, WireRecord] = {}
    wanted: dict[str, list[WireRecord]] = {}
    for record in records:
        if record.rtype == code:
            wanted.setdefault(record.owner, []).append(record)
        elif record.rtype == CNAME:
            aliases.setdefault(record.owner, record)
    passed = {chain.name, *chain.aliases}
    names, ttl, end = list(chain.aliases), chain.ttl, chain.end
    while end not in wanted and end in aliases and len(names) <= CHAIN_LIMIT:
        alias = aliases[end]
        names.append(alias.value)
        ttl, end = min(ttl, alias.ttl), alias.value
        if end in passed:
            break
        passed.add(end)
    beside = aliases[end].value if end in wanted and end in aliases else ""
    return chain._replace(aliases=tuple(names), ttl=ttl), wanted.get(end, []), beside


def _chain_problem(chain: Chain) -> str:
    if not chain.aliases:
        return ""
    names = (chain.name, *chain.aliases)
    if names[-1] in names[:-1]:
        return "a loop of aliases: " + " -> ".join(name or "." for name in names)
    if len(chain.aliases) > CHAIN_LIMIT:
        return f"a chain of more than {CHAIN_LIMIT} aliases, from {chain.name} to {chain.end}"
    return ""


def judge_authority(reply: Reply, chain: Chain, code: int) -> Conclusion | Trouble:
    """Return what a server itself holds at a name; an alias is what it is, and not followed.

    Without the authority bit (RFC 1035 section 4.1.1, AA) nothing that it says counts.
    """
    if reply.rcode not in (0, NXDOMAIN):
        return _refusal(reply)
    if not reply.flags & AUTHORITATIVE:
        what = "a referral elsewhere" if reply.referral else "an answer without authority"
        return Trouble(Failure.REFUSED, f"{what} from")
    chain = chain._replace(authentic=False)
    own = [record for record in reply.records if record.owner == chain.name]
    if wanted := [record for record in own if record.rtype == code]:
        return _content(chain, wanted)
    if own:
        return Conclusion(Status.FOUND, chain._replace(aliases=(own[0].value,)), ttl=own[0].ttl)
    status = Status.NO_NAME if reply.rcode == NXDOMAIN else Status.NO_DATA
    return Conclusion(status, chain, ttl=reply.negative_ttl)


def _content(chain: Chain, records: list[WireRecord]) -> Conclusion:
    values = tuple(dict.fromkeys(record.value for record in records))
    return Conclusion(Status.FOUND, chain, values, min(record.ttl for record in records))


class Manner(NamedTuple):
    """How servers are asked, and how their replies are judged.

    *lost* is the failure to be told of where nothing listens, *no_way* where this host has no way there.
    """

    recursive: bool
    judge: Callable[[Reply, Chain, int], Conclusion | Chain | Trouble]
    lost: Failure
    no_way: Failure


RECURSIVE = Manner(True, judge, Failure.REFUSED, Failure.REFUSED)
DIRECT = Manner(False, judge_authority, Failure.UNREACHABLE, Failure.OFFLINE)
