"""Asks for the DMARC record that governs a domain, and about the places it has reports sent to."""

from dataclasses import replace
from functools import partial
from typing import Any

from mailcheck.answers import Answer
from mailcheck.asking import Procedure, Question, ask, ask_all, together
from mailcheck.gather import suffixes
from mailcheck.names import is_below, labels
from mailcheck.records.dmarc import DmarcRecord
from mailcheck.survey.destinations import ReportDestination, Use, consent_name, consents, fits, uses_by_host
from mailcheck.survey.dmarc import DmarcDiscovery, discovered
from mailcheck.survey.legacy import LegacyDiscovery, legacy_policy
from mailcheck.survey.walk import Walk, same_organization, step, targets, walked

DESTINATION_LIMIT = 20  # hosts looked at for one record; a bound on what a hostile record can make us ask
EXISTENCE = ("TXT", "MX")  # asked at the domain anyway; either tells NXDOMAIN apart


def dmarc(domain: str) -> Procedure[DmarcDiscovery]:
    """Find the record that governs *domain* and where its reports go.

    The destinations in a record of the domain's own are asked about while the rest of the walk is under way.
    """
    both: Any = yield from together((discovery(domain), _own_destinations(domain)))
    found: DmarcDiscovery
    found, destinations = both
    if found.record is not None and not found.is_own_record and not found.is_foreign_record:
        destinations = yield from _destinations(found.record, found.record_domain or domain)
    return replace(found, destinations=destinations)


def discovery(domain: str) -> Procedure[DmarcDiscovery]:
    """Find the record that governs *domain*; all names of the walk are asked at once."""
    both: Any = yield from together((walk(domain), ask_all(Question(domain, rdtype) for rdtype in EXISTENCE)))
    taken, existence = both
    return _with_suffixes(discovered(domain, taken, existence))


def walk(start: str) -> Procedure[Walk]:
    """Take the DNS tree walk from *start* (RFC 9989 section 4.10)."""
    answers = yield from ask_all(Question(f"_dmarc.{domain}", "TXT") for domain in targets(start))
    return walked(start, answers)


def _with_suffixes(found: DmarcDiscovery) -> DmarcDiscovery:
    """Add what RFC 7489 receivers do, if the public suffix list is there to tell."""
    if not suffixes.available():
        return found
    policy, place, failures = legacy_policy(found.walk, suffixes.organizational_domain)
    legacy = LegacyDiscovery(found, policy, place.domain if place is not None else None, failures)
    if found.organizational_domain == found.domain and not _claims_suffix(found.record):
        return replace(found, legacy=legacy)
    return replace(
        found,
        legacy=legacy,
        suffix_organization=suffixes.organizational_domain(found.domain),
        is_public_suffix=suffixes.is_public_suffix(found.domain),
    )


def _claims_suffix(record: DmarcRecord | None) -> bool:
    return record is not None and record.psd.value == "y"


def _own_destinations(domain: str) -> Procedure[tuple[ReportDestination, ...]]:
    answer = yield from ask(f"_dmarc.{domain}", "TXT")
    record = step(domain, answer).record
    return () if record is None else (yield from _destinations(record, domain))


def _destinations(record: DmarcRecord, policy_domain: str) -> Procedure[tuple[ReportDestination, ...]]:
    hosts = list(uses_by_host(record).items())[:DESTINATION_LIMIT]
    return (yield from together(_destination(record, policy_domain, host, uses) for host, uses in hosts))


def _destination(
    record: DmarcRecord, policy_domain: str, host: str, uses: tuple[Use, ...]
) -> Procedure[ReportDestination]:
    both: Any = yield from together((_relation(policy_domain, host), _receiving(host)))
    (internal, undecided, consent), mail = both
    agreed = consents(consent)
    return ReportDestination(host, record, policy_domain, uses, internal, undecided, consent, agreed, mail)


_Relation = tuple[bool | None, tuple[Answer, ...], Answer | None]


def _relation(policy_domain: str, host: str) -> Procedure[_Relation]:
    """Say whether *host* is of the same organization as the record, and otherwise what it agreed to.

    An Organizational Domain is the name itself or an ancestor, so names without a label in common have two.
    For others the walks tell; the consent is asked for ahead where the names are no more than cousins.
    """
    if host == policy_domain:
        return True, (), None
    cousins = not is_below(host, policy_domain) and not is_below(policy_domain, host)
    kin = labels(host)[-1] == labels(policy_domain)[-1]
    first: list[Procedure[Any]] = [walk(policy_domain), walk(host)] if kin else []
    if cousins:
        first.append(_consent(policy_domain, host))
    results: Any = yield from together(first)
    internal = same_organization(results[0], results[1]) if kin else False
    if internal:
        return True, (), None
    consent = results[-1] if cousins else (yield from _consent(policy_domain, host))
    undecided = results[0].failures + results[1].failures if internal is None else ()
    return internal, tuple(dict.fromkeys(undecided)), consent


def _consent(policy_domain: str, host: str) -> Procedure[Answer | None]:
    name = consent_name(policy_domain, host)
    return (yield from ask(name, "TXT")) if fits(name) else None


def _receiving(host: str) -> Procedure[tuple[Answer, ...]]:
    """Ask whether *host* takes mail; addresses matter only where there is no MX (RFC 5321 section 5.1)."""
    mx = yield from ask(host, "MX")
    if mx.found:
        return (mx,)
    ask_here = partial(Question, host)
    return (mx, *(yield from ask_all(map(ask_here, ("A", "AAAA")))))
