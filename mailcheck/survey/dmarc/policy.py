"""Asks for the DMARC record that governs a domain, and about the places it has reports sent to."""

from functools import cache
from importlib.util import find_spec
from typing import Any

from mailcheck.dns.answers import Answer, Question
from mailcheck.dns.lookups import all_together, ask, ask_all, together
from mailcheck.dns.names import is_below, labels
from mailcheck.records.dmarc.record import DmarcRecord
from mailcheck.survey.dmarc.destinations import (
    ReportDestination,
    Use,
    consent_name,
    consents,
    fits,
    uses_by_host,
)
from mailcheck.survey.dmarc.discovery import DmarcDiscovery, LegacyDiscovery, conclude, legacy_policy
from mailcheck.survey.dmarc.walk import same_organization, step, targets, walk_from


@cache
def has_suffix_list() -> bool:
    """Say whether the package is installed (the extra `psl`)."""
    return find_spec("publicsuffixlist") is not None


def organizational_domain(name: str) -> str:
    """Return the registered domain of *name* (RFC 7489 section 3.2); a public suffix is its own."""
    return str(_list().privatesuffix(name) or name)


def is_public_suffix(name: str) -> bool:
    """Say whether others register names directly under *name*."""
    return _list().privatesuffix(name) is None


@cache
def _list() -> Any:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


DESTINATION_LIMIT = 20  # hosts looked at for one record; a bound on what a hostile record can make us ask
Destinations = tuple[ReportDestination, ...]
EXISTENCE = ("TXT", "MX")  # asked at the domain anyway; either tells NXDOMAIN apart


async def dmarc(domain: str) -> DmarcDiscovery:
    """Find the record that governs *domain* and where its reports go.

    The destinations in a record of the domain's own are asked about while the rest of the walk is under way.
    """
    (found, inherited), own = await together(find_governing(domain), own_destinations(domain))
    return complete(found, own + inherited)


async def find_governing(domain: str) -> tuple[DmarcDiscovery, Destinations]:
    """Find the record that governs *domain*, and where its reports go if it is inherited."""
    found = await _discover(domain)
    if found.record is None or found.is_own_record or found.is_foreign_record:
        return found, ()
    return found, await _destinations(found.record, found.record_domain or domain)


async def discovery(domain: str) -> DmarcDiscovery:
    """Find the record that governs *domain*; all names of the walk are asked at once."""
    return complete(await _discover(domain))


async def _discover(domain: str) -> DmarcDiscovery:
    walk = _steps(domain)
    answers = await ask_all([*walk, *[Question(domain, rdtype) for rdtype in EXISTENCE]])
    end = len(walk)
    return conclude(domain, walk_from(domain, answers[:end]), answers[end:])


def _steps(start: str) -> list[Question]:
    """Return what the DNS tree walk from *start* asks for (RFC 9989 section 4.10)."""
    return [Question(f"_dmarc.{domain}", "TXT") for domain in targets(start)]


def complete(found: DmarcDiscovery, destinations: Destinations = ()) -> DmarcDiscovery:
    """Add where reports go, and what RFC 7489 receivers do, if the public suffix list is there to tell."""
    if not has_suffix_list():
        return found.complete(destinations) if destinations else found
    policy, place, failures = legacy_policy(found.walk, organizational_domain)
    legacy = LegacyDiscovery(found, policy, place.domain if place is not None else None, failures)
    if found.organizational_domain == found.domain and not _claims_suffix(found.record):
        return found.complete(destinations, legacy)
    organization = organizational_domain(found.domain)
    return found.complete(destinations, legacy, organization, is_public_suffix(found.domain))


def _claims_suffix(record: DmarcRecord | None) -> bool:
    return record is not None and record.psd.value == "y"


async def own_destinations(domain: str) -> Destinations:
    """Ask about the destinations in the domain's own record."""
    answer = await ask(f"_dmarc.{domain}", "TXT")
    record = step(domain, answer).record
    return () if record is None else await _destinations(record, domain)


async def _destinations(record: DmarcRecord, policy_domain: str) -> Destinations:
    hosts = list(uses_by_host(record).items())[:DESTINATION_LIMIT]
    if len(hosts) == 1:
        return (await _destination(record, policy_domain, *hosts[0]),)
    return await all_together([_destination(record, policy_domain, *used) for used in hosts])


async def _destination(
    record: DmarcRecord, policy_domain: str, host: str, uses: tuple[Use, ...]
) -> ReportDestination:
    if host == policy_domain:
        mail = await _receiving(host)
        return ReportDestination(host, record, policy_domain, uses, True, mail=mail)
    (internal, undecided, consent), mail = await together(_relation(policy_domain, host), _receiving(host))
    agreed = consents(consent)
    return ReportDestination(host, record, policy_domain, uses, internal, undecided, consent, agreed, mail)


_Relation = tuple[bool | None, tuple[Answer, ...], Answer | None]


async def _relation(policy_domain: str, host: str) -> _Relation:
    """Say whether *host* is of the same organization as the record, and otherwise what it agreed to.

    An Organizational Domain is the name itself or an ancestor, so names without a label in common have two.
    For others the walks tell; the consent is asked for early where the names are no more than cousins.
    """
    consenting = _consent(policy_domain, host)
    if labels(host)[-1] != labels(policy_domain)[-1]:
        return False, (), next(iter(await ask_all(consenting)), None)
    one, other = _steps(policy_domain), _steps(host)
    cousins = not is_below(host, policy_domain) and not is_below(policy_domain, host)
    answers = await ask_all([*one, *other, *(consenting if cousins else ())])
    walks = walk_from(policy_domain, answers[: len(one)]), walk_from(host, answers[len(one) :][: len(other)])
    internal = same_organization(*walks)
    if internal:
        return True, (), None
    consents = answers[len(one) + len(other) :] if cousins else await ask_all(consenting)
    undecided = walks[0].failures + walks[1].failures if internal is None else ()
    return internal, tuple(dict.fromkeys(undecided)), next(iter(consents), None)


def _consent(policy_domain: str, host: str) -> list[Question]:
    """Return what asks whether *host* takes reports about *policy_domain*; nothing where no name fits."""
    name = consent_name(policy_domain, host)
    return [Question(name, "TXT")] if fits(name) else []


async def _receiving(host: str) -> tuple[Answer, ...]:
    """Ask whether *host* takes mail; addresses matter only where there is no MX (RFC 5321 section 5.1)."""
    mx = await ask(host, "MX")
    if mx.found:
        return (mx,)
    return (mx, *await ask_all([Question(host, rdtype) for rdtype in ("A", "AAAA")]))
