"""Finds the zones that hold a domain's records, and asks every server of each for what it publishes."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from mailcheck.dns.answers import Answer, Question, ServerQuestion
from mailcheck.dns.lookups import all_together, ask, ask_all
from mailcheck.dns.names import is_below, labels
from mailcheck.survey.domain import Survey
from mailcheck.survey.nameservers import NameServer, NameServers, PublishedSet, ServedZone, ServerAnswer

ADDRESS_LIMIT = 32  # addresses asked for one zone; thirteen names with two each are 26
CUT_LIMIT = 10  # names at which a zone may begin that are asked for one name
ALIAS_LIMIT = 4  # aliases followed into other zones


class Cut(NamedTuple):
    """Where a zone begins, and its NS records; without *zone* that is unknown, for want of *failures*."""

    zone: str
    names: tuple[str, ...] = ()
    failures: tuple[Answer, ...] = ()


async def name_servers(survey: Survey, authorities: tuple[str, ...] = ()) -> NameServers:
    """Ask the servers of the domain's zone, or *authorities* in their place, for all that was judged.

    An alias is followed into the zone that holds its target, whose own servers are asked.
    """
    home = await _cut(survey.domain)
    if authorities:
        home = home._replace(zone=home.zone or survey.domain, failures=())
    looked = _Look(survey.domain, home, authorities)
    await looked.follow(tuple(_questions(survey, home.zone)))
    return NameServers(
        tuple(looked.zones.values()), tuple(looked.sets), tuple(dict.fromkeys(looked.failures))
    )


def _questions(survey: Survey, zone: str) -> Iterator[Question]:
    """Yield what was judged: the domain's own records, and the addresses of MX hosts in its zone."""
    domain = survey.domain
    yield from (Question(domain, rdtype) for rdtype in ("MX", "TXT"))
    yield Question(f"_dmarc.{domain}", "TXT")
    yield from (Question(key.name, "TXT") for key in survey.dkim.keys)
    inside = dict.fromkeys(
        host.name for host in survey.mx.hosts if host.answers and is_below(host.name, zone)
    )
    yield from (Question(name, rdtype) for name in inside if zone for rdtype in ("A", "AAAA"))


class _Look:
    """What has been found so far."""

    def __init__(self, domain: str, home: Cut, authorities: tuple[str, ...]) -> None:
        self.domain = domain
        self.home = home
        self.authorities = authorities
        self.cuts: dict[str, Cut] = {domain: home}
        self.zones: dict[str, ServedZone] = {}
        self.sets: list[PublishedSet] = []
        self.failures: list[Answer] = []

    async def follow(self, questions: tuple[Question, ...]) -> None:
        """Ask for the records, and for what their aliases lead to."""
        asked: set[Question] = set()
        for _ in range(ALIAS_LIMIT):
            await self.locate(tuple(dict.fromkeys(question.name for question in questions)))
            found = await all_together(
                self.find_published(question) for question in questions if self.zone(question)
            )
            self.sets += found
            asked.update(questions)
            targets = dict.fromkeys(target for one in found for target in _targets(one))
            questions = tuple(target for target in targets if target not in asked)
            if not questions:
                return

    async def locate(self, names: Iterable[str]) -> None:
        """Find the zones that hold *names*, and their servers."""
        new = tuple(name for name in names if name not in self.cuts)
        cuts = await all_together(map(_cut, new))
        self.cuts.update((name, self.assign(name, cut)) for name, cut in zip(new, cuts, strict=True))
        fresh = {cut.zone: cut for cut in self.cuts.values() if cut.zone and cut.zone not in self.zones}
        zones = await all_together(self.find_servers(cut) for cut in fresh.values())
        self.zones.update(zip(fresh, zones, strict=True))
        self.failures += (failure for name in names for failure in self.cuts[name].failures)

    def assign(self, name: str, cut: Cut) -> Cut:
        """Return the domain's own zone for a name below it that no NS record puts into another."""
        unsettled = not cut.zone and (self.authorities or not cut.failures)
        return self.home if unsettled and is_below(name, self.home.zone) else cut

    def zone(self, question: Question) -> ServedZone | None:
        """Return the zone that holds a name; None if it cannot be told, or nothing of another's is known."""
        zone = self.zones.get(self.cuts[question.name].zone)
        return zone if zone is not None and (zone.own or zone.serving) else None

    async def find_servers(self, cut: Cut) -> ServedZone:
        """Find the servers of a zone and ask each for the SOA record."""
        own = is_below(self.domain, cut.zone) or is_below(cut.zone, self.domain)
        if self.authorities and cut.zone == self.home.zone:
            servers = tuple(NameServer("", address) for address in self.authorities)
            return ServedZone(cut.zone, await _ask_servers(servers, cut.zone, "SOA"), given=True, own=own)
        names = tuple(sorted(cut.names))
        answers = await ask_all(Question(name, rdtype) for name in names for rdtype in ("A", "AAAA"))
        homes = dict(zip(names, zip(answers[::2], answers[1::2], strict=True), strict=True))
        servers = tuple(_servers(homes))[:ADDRESS_LIMIT]
        homeless = tuple(name for name, pair in homes.items() if all(answer.void for answer in pair))
        failures = tuple(answer for answer in answers if answer.failed)
        soas = await _ask_servers(servers, cut.zone, "SOA")
        return ServedZone(cut.zone, soas, names, homeless, failures, own=own)

    async def find_published(self, question: Question) -> PublishedSet:
        """Ask the servers that serve the zone, and the resolver."""
        zone = self.zones[self.cuts[question.name].zone]
        replies = await _ask_servers((reply.server for reply in zone.serving), *question)
        visible = await ask(*question)
        return PublishedSet(zone, *question, visible, replies)


async def _cut(name: str) -> Cut:
    """Find where the zone begins that holds *name*: the closest name above with NS records of its own."""
    parts = labels(name)
    above = [".".join(parts[start:]) for start in range(max(len(parts) - 1, 1))][-CUT_LIMIT:]
    answers = await ask_all(Question(each, "NS") for each in above)
    for each, answer in zip(above, answers, strict=True):
        if answer.aliases:  # nothing but that stands at an alias, so no zone begins there
            continue
        if answer.failed:
            return Cut("", (), (answer,))
        if answer.found:
            return Cut(each, answer.names)
    return Cut("")


async def _ask_servers(servers: Iterable[NameServer], name: str, rdtype: str) -> tuple[ServerAnswer, ...]:
    servers = tuple(servers)
    answers = await ask_all(ServerQuestion(server.address, name, rdtype) for server in servers)
    return tuple(map(ServerAnswer, servers, answers))


def _servers(homes: Mapping[str, tuple[Answer, ...]]) -> Iterator[NameServer]:
    for name, pair in homes.items():
        yield from (NameServer(name, address) for answer in pair for address in answer.addresses)


def _targets(found: PublishedSet) -> Iterator[Question]:
    """Yield where the aliases lead that servers publish."""
    for group in found.groups:
        if group.content.alias:
            yield Question(group.content.alias, found.rdtype)
