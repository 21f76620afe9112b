"""All that the DNS said about one domain, in a form that rules can judge without asking again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from mailcheck.dns.answers import Location
from mailcheck.dns.zonefile.words import ADDRESS_AS_NAME, MISSING_DOT, ZoneFlaw
from mailcheck.records.spf.record import Mechanism, SpfRecord
from mailcheck.survey import nameservers
from mailcheck.survey.apex import Apex
from mailcheck.survey.dkim import NOT_NEEDED, DkimSet, NeededKeys
from mailcheck.survey.dmarc.discovery import DmarcDiscovery
from mailcheck.survey.mx import MxSet
from mailcheck.survey.nameservers import NameServers
from mailcheck.survey.request import MAIL, NO_MAIL, NOTHING, RECEIVE_ONLY, Expected, Request
from mailcheck.survey.spf.coverage import NO_REVERSE_NAMES, Coverage, ReverseName
from mailcheck.survey.spf.tree import SpfTree
from mailcheck.survey.subjects import Subjects


class ExpectedHosts(NamedTuple):
    """The MX hosts, and globs over the names that are approved."""

    mx: MxSet
    approved: tuple[str, ...]


class ExpectedPolicy(NamedTuple):
    """The DMARC policies that apply, and the weakest that are allowed; empty where any is."""

    discovery: DmarcDiscovery
    policy: str
    subdomain_policy: str


class ExpectedAll(NamedTuple):
    """The SPF record, and the weakest result for hosts that it does not name that is allowed."""

    tree: SpfTree
    result: str


def expected_subjects(
    expected: Expected, mx: MxSet, spf: SpfTree, dmarc: DmarcDiscovery
) -> Mapping[type[Any], Subjects]:
    """Return what is expected with what there is."""
    if expected == NOTHING:
        return _NOTHING
    found = dict(_NOTHING)
    if expected.mx_hosts:
        own = (mx.answer,) if mx.answer.failed else ()
        found[ExpectedHosts] = Subjects((ExpectedHosts(mx, expected.mx_hosts),), own)
    if expected.dmarc_policy or expected.dmarc_subdomain_policy:
        subject = ExpectedPolicy(dmarc, expected.dmarc_policy, expected.dmarc_subdomain_policy)
        found[ExpectedPolicy] = Subjects((subject,), dmarc.failures)
    if expected.spf_all:
        found[ExpectedAll] = Subjects((ExpectedAll(spf, expected.spf_all),))
    return found


_NOTHING: Mapping[type[Any], Subjects] = {
    ExpectedHosts: Subjects(reason="the configuration does not say which MX hosts are approved"),
    ExpectedPolicy: Subjects(reason="the configuration does not say which DMARC policy is expected"),
    ExpectedAll: Subjects(reason="the configuration does not say how the SPF record should end"),
}


NO_FILE = "no zone file was read"


class ZoneFlaws(NamedTuple):
    """The flaws of zone files that are left to judge, in their order; *domain* is the one that is checked."""

    domain: str
    flaws: tuple[ZoneFlaw, ...]

    def of(self, kind: str) -> tuple[ZoneFlaw, ...]:
        """Return the flaws of one kind."""
        return tuple(flaw for flaw in self.flaws if flaw.kind == kind)


def zone_flaws(domain: str, flaws: tuple[ZoneFlaw, ...] | None, mx: MxSet, apex: Apex) -> Subjects:
    """Return the flaws of the zone files that were read as a subject; None stands for no file."""
    if flaws is None:
        return Subjects(reason=NO_FILE)
    return Subjects((ZoneFlaws(domain, _untold(flaws, mx, apex) if flaws else ()),))


def _untold(flaws: Iterable[ZoneFlaw], mx: MxSet, apex: Apex) -> tuple[ZoneFlaw, ...]:
    """Leave out what the name of an MX host, or a record at the wrong name, gives away without the file."""
    reported = {
        *(_line(host.source.location) for host in mx.hosts if host.undoubled or host.literal),
        *(_line(location) for answer in apex.misplaced for location in answer.locations),
    }
    return tuple(
        flaw
        for flaw in flaws
        if flaw.kind not in (MISSING_DOT, ADDRESS_AS_NAME) or _line(flaw.location) not in reported
    )


def _line(location: Location | None) -> tuple[str, int] | None:
    return None if location is None else (location.file, location.line)


@dataclass(frozen=True, slots=True)
class Survey:
    """The facts about one domain, found out for a *request*; the same for the same answers."""

    domain: str
    apex: Apex
    mx: MxSet
    spf: SpfTree
    coverage: tuple[Coverage, ...]
    dkim: DkimSet
    dmarc: DmarcDiscovery
    request: Request
    nameservers: NameServers | None = None  # asked for only with --authoritative
    reverse: tuple[ReverseName, ...] | None = None  # asked for only where it is needed

    def subjects(self) -> Mapping[type[Any], Subjects]:
        """Return the values that there are to judge, by their type.

        Nothing keeps them: the survey is one of them, and a cycle would live until the collector finds it.
        """
        found: dict[type[Any], Subjects] = dict(_UNASKED)
        failures = self.mx.failures
        for part in (self.apex, self.mx, self.spf, self.dkim, self.dmarc):
            found.update(part.subjects())
        found[Survey] = Subjects((self,))
        found[Coverage] = Subjects(self.coverage, failures, "there is no address to evaluate")
        found.update(expected_subjects(self.request.expected, self.mx, self.spf, self.dmarc))
        if self.nameservers is not None:
            found.update(self.nameservers.subjects())
        if self.reverse is not None:
            found[ReverseName] = Subjects(self.reverse, failures, "no address of the domain's own sends")
        if self.request.needs_keys:
            found[NeededKeys] = Subjects((NeededKeys(self.dkim),))
        found[ZoneFlaws] = zone_flaws(self.domain, self.request.flaws, self.mx, self.apex)
        return found


_UNASKED: Mapping[type[Any], Subjects] = {
    **nameservers.UNASKED,
    ReverseName: NO_REVERSE_NAMES,
    NeededKeys: NOT_NEEDED,
}


def guess_profile(survey: Survey) -> str:
    """Return the name of the profile that fits a domain: no-mail, receive-only or mail.

    A null MX (RFC 7505) takes no mail, and the record `v=spf1 -all` sends none. A domain that was not told
    enough about is one of mail.
    """
    if survey.mx.answer.failed or survey.mx.undecided or survey.spf.answer.failed:
        return MAIL
    takes = bool(survey.mx.hosts) and not survey.mx.is_null
    records = survey.spf.root.records
    sends_nothing = len(records) == 1 and _names_nobody(records[0])
    if takes:
        return RECEIVE_ONLY if sends_nothing else MAIL
    return NO_MAIL if sends_nothing or (survey.mx.is_null and not records) else MAIL


def _names_nobody(record: SpfRecord) -> bool:
    """Say whether the record is `v=spf1 -all` alone."""
    match record.terms:
        case (Mechanism(qualifier="-", name="all"),):
            return True
    return False
