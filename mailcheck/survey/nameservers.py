"""What each name server of a zone publishes itself, and what the resolver sees of it."""

from collections.abc import Iterable
from functools import reduce
from typing import Any, NamedTuple

from mailcheck.dns.answers import Answer, Failure, Mx, Source, Txt
from mailcheck.dns.phrases import duration
from mailcheck.survey.subjects import Subjects

NOT_ASKED = "the name servers are asked only with --authoritative"
_SERIALS = 1 << 32  # RFC 1982 section 2: SERIAL_BITS is 32
_LOST = (Failure.TIMEOUT, Failure.UNREACHABLE)


class NameServer(NamedTuple):
    """One address of one name server; *name* is empty where the user gave the address."""

    name: str
    address: str

    @property
    def label(self) -> str:
        """The server as a person would speak of it."""
        return f"{self.name} ({self.address})" if self.name else self.address


class ServerAnswer(NamedTuple):
    """What a server answered."""

    server: NameServer
    answer: Answer


class Content(NamedTuple):
    """What stands at a name, of one type: an alias, records, or nothing; their order means nothing."""

    alias: str
    records: frozenset[Any]

    @property
    def empty(self) -> bool:
        """Whether there is nothing."""
        return not self.alias and not self.records


class Group(NamedTuple):
    """Servers that publish the same."""

    content: Content
    servers: tuple[NameServer, ...]


class ServedZone(NamedTuple):
    """A zone and its servers. *soas* is what each address answered to a question for the SOA record.

    *names* are the targets of the NS records, none where the servers were *given*; *homeless* those without
    any address, *failures* the failed questions for NS records and addresses. *own* says whether the zone is
    the domain's: one that holds it, or that lies below it.
    """

    name: str
    soas: tuple[ServerAnswer, ...]
    names: tuple[str, ...] = ()
    homeless: tuple[str, ...] = ()
    failures: tuple[Answer, ...] = ()
    given: bool = False
    own: bool = True

    @property
    def serving(self) -> tuple[ServerAnswer, ...]:
        """The servers that answered with authority and know the zone."""
        return tuple(reply for reply in self.soas if reply.answer.records)

    @property
    def lost(self) -> tuple[ServerAnswer, ...]:
        """The servers that did not answer."""
        return tuple(reply for reply in self.soas if reply.answer.failure in _LOST)

    @property
    def unasked(self) -> tuple[ServerAnswer, ...]:
        """The servers to which there is no way from here, such as over IPv6."""
        return tuple(reply for reply in self.soas if reply.answer.failure is Failure.OFFLINE)

    @property
    def lame(self) -> tuple[ServerAnswer, ...]:
        """The servers that answered, but not as a server of the zone does."""
        others = (*self.serving, *self.lost, *self.unasked)
        return tuple(reply for reply in self.soas if reply not in others)

    @property
    def untold(self) -> tuple[Answer, ...]:
        """The answers for want of which a server may publish something else than the others."""
        if not self.serving:
            return tuple(reply.answer for reply in (*self.lost, *self.unasked)) or self.failures
        known = {reply.server.name for reply in self.serving if reply.server.name}
        elsewhere = [reply for reply in self.unasked if reply.server.name not in known]
        return (*(reply.answer for reply in (*self.lost, *elsewhere)), *self.failures)

    @property
    def newest(self) -> int | None:
        """The serial that no other is ahead of; None where no server answered."""
        serials = [serial(reply) for reply in self.serving]
        return (
            reduce(lambda one, other: other if is_behind(one, other) else one, serials) if serials else None
        )

    @property
    def stale(self) -> tuple[ServerAnswer, ...]:
        """The servers whose serial is behind."""
        newest = self.newest
        return tuple(
            reply for reply in self.serving if newest is not None and is_behind(serial(reply), newest)
        )

    @property
    def source(self) -> Source:
        """The place of the zone's NS records."""
        return Source(self.name, "NS")

    def state(self, reply: ServerAnswer) -> str:
        """Say in a word what became of asking a server."""
        if reply in self.serving:
            return "stale" if reply in self.stale else "authoritative"
        return "lame" if reply in self.lame else "unreachable" if reply in self.lost else "not asked"


class PublishedSet(NamedTuple):
    """The records of one type at one name: what the servers say, and what is *visible* to the resolver."""

    zone: ServedZone
    name: str
    rdtype: str
    visible: Answer
    replies: tuple[ServerAnswer, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        """The servers by what they publish; what the one that is ahead and most others have comes first."""
        found: dict[Content, list[NameServer]] = {}
        for reply in self.replies:
            if not reply.answer.failed:
                found.setdefault(content(reply.answer), []).append(reply.server)
        behind = {reply.server for reply in self.zone.stale}
        groups = (Group(published, tuple(servers)) for published, servers in found.items())
        return tuple(
            sorted(groups, key=lambda group: (behind.issuperset(group.servers), -len(group.servers)))
        )

    @property
    def untold(self) -> tuple[Answer, ...]:
        """The answers for want of which a server may publish something else than the others."""
        return (*self.zone.untold, *(reply.answer for reply in self.replies if reply.answer.failed))

    @property
    def published_on(self) -> int:
        """How many servers have something."""
        return sum(len(group.servers) for group in self.groups if not group.content.empty)

    @property
    def is_visible(self) -> bool:
        """Whether the resolver sees what some server publishes."""
        return not self.visible.failed and content(self.visible) in {group.content for group in self.groups}

    @property
    def outlook(self) -> str:
        """Where the records are published, and how long the resolver may take to notice."""
        total = len(self.zone.soas)
        left = f"for another {duration(self.visible.ttl)}" if self.visible.ttl else "for a while"
        if not self.published_on:
            return f"gone from {len(self.replies)} of {total} servers; this resolver may give it {left}"
        verb = "give something else" if self.visible.found else "deny it"
        return f"published on {self.published_on} of {total} servers; this resolver may {verb} {left}"

    @property
    def source(self) -> Source:
        """The place of the records."""
        return Source(self.name, self.rdtype)


class NameServers(NamedTuple):
    """The zones that hold a domain's records, and those records; *failures* hid others."""

    zones: tuple[ServedZone, ...]
    sets: tuple[PublishedSet, ...]
    failures: tuple[Answer, ...] = ()

    def subjects(self) -> dict[type[Any], Subjects]:
        """Return the domain's own zones, and the records in all zones."""
        own = tuple(zone for zone in self.zones if zone.own)
        none = "no zone was found that holds the domain"
        return {
            ServedZone: Subjects(own, self.failures, none),
            PublishedSet: Subjects(self.sets, self.failures, none),
        }


UNASKED = {ServedZone: Subjects((), (), NOT_ASKED), PublishedSet: Subjects((), (), NOT_ASKED)}


def serial(reply: ServerAnswer) -> int:
    """Return the serial of an SOA record (RFC 1035 section 3.3.13)."""
    return int(reply.answer.records[0].split()[2])


def is_behind(one: int, other: int) -> bool:
    """Say whether serial *one* comes before *other* (RFC 1982 section 3.2)."""
    return 0 < (other - one) % _SERIALS < _SERIALS // 2


def content(answer: Answer) -> Content:
    """Return what an answer says about the name itself, not about what it is an alias of."""
    if answer.aliases:
        return Content(answer.aliases[0], frozenset())
    return Content("", frozenset(answer.records))


def texts(found: Content, without: Iterable[Any] = ()) -> tuple[str, ...]:
    """Return the records as text, in order, but for those *without* which they are wanted."""
    if found.alias:
        return (f"CNAME {found.alias}.",)
    return tuple(sorted(map(as_text, found.records.difference(without))))


def as_text(value: Any) -> str:
    """Return the value of a record in presentation form, TXT without quotes."""
    match value:
        case Txt():
            return value.text
        case Mx(preference, exchange):
            return f"{preference} {exchange}."
    return str(value)
