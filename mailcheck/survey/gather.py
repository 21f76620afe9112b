"""What to ask about a domain: one procedure that ends in a survey. What can go out together does."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from mailcheck.dns.answers import Answer, Question
from mailcheck.dns.driver import DEADLINE, run
from mailcheck.dns.lookups import Resolver, ask_all, together
from mailcheck.dns.names import NAME_LIMIT, UNPUBLISHED, is_below
from mailcheck.records.spf.record import SpfRecord
from mailcheck.records.spf.repair import alls
from mailcheck.survey.apex import Apex, apex
from mailcheck.survey.dkim import dkim_set
from mailcheck.survey.dmarc.policy import complete, find_governing, own_destinations
from mailcheck.survey.domain import Survey
from mailcheck.survey.mx import MxHost, mx_set
from mailcheck.survey.request import Request
from mailcheck.survey.spf.coverage import coverage, place
from mailcheck.survey.spf.reach import spf_tree


async def explain(survey: Survey) -> Survey:
    """Look where missing records may stand by mistake, and whether a wildcard answers in their stead.

    Nothing is asked for a domain that lacks nothing. The label for the wildcard is always the same: the same
    answers give the same report.
    """
    if survey.apex.ipv4 is None and _has_dead_terms(survey.spf.record):
        ipv4, ipv6 = await ask_all((Question(survey.domain, "A"), Question(survey.domain, "AAAA")))
        survey = replace(survey, apex=replace(survey.apex, ipv4=ipv4, ipv6=ipv6))
    candidates = misplaced_records(survey)
    if not candidates and not needs_probe(survey):
        return survey
    elsewhere = [
        Question(candidate.name, candidate.rdtype)
        for candidate in candidates
        if candidate.name != survey.domain
    ]
    near = tuple(dict.fromkeys(elsewhere))
    types = dict.fromkeys([question.rdtype for question in near if question.rdtype in ("TXT", "MX")])
    if near or needs_probe(survey):
        types["TXT"] = None
    probes = [Question(f"{UNPUBLISHED}.{survey.domain}", rdtype) for rdtype in types]
    answers = await ask_all((*near, *probes))
    if all(answer.void for answer in answers):
        return survey
    misplaced = tuple([answer for answer in answers[: len(near)] if not answer.void])
    wildcards = tuple([answer for answer in answers[len(near) :] if not answer.void])
    return replace(survey, apex=replace(survey.apex, misplaced=misplaced, wildcards=wildcards))


def _has_dead_terms(record: SpfRecord | None) -> bool:
    """Say whether terms stand after `all`, of which an `a` may be what would have let the domain send."""
    ends = alls(record) if record is not None else ()
    return record is not None and bool(ends) and ends[0] is not record.mechanisms[-1]


_RESPELLED = str.maketrans("-_", "_-")
SELECTOR_LIMIT = 2  # missing keys whose near names are asked for
HOST_LIMIT = 2  # MX hosts without an address whose near names are asked for


class MisplacedRecord(NamedTuple):
    """A record that is missing at *right*, and a name where it may stand instead.

    *kind* says what it would be: DMARC record, SPF record, DKIM key, MX record, address.
    """

    kind: str
    name: str
    rdtype: str
    right: str


def misplaced_records(survey: Survey) -> tuple[MisplacedRecord, ...]:
    """Return the names worth a look; none for a domain that lacks nothing."""
    found = [*_dmarc(survey), *_spf(survey), *_dkim(survey), *_mx(survey), *_addresses(survey)]
    if not found or survey.apex.missing:
        return ()
    return tuple([candidate for candidate in found if len(candidate.name) <= NAME_LIMIT])


def needs_probe(survey: Survey) -> bool:
    """Say whether the TXT records where the DMARC record belongs look as if a wildcard gave them."""
    own = survey.dmarc.walk.steps[0]
    return own.answer.found and not own.kept


def same_records(one: Answer, other: Answer) -> bool:
    """Say whether two answers hold the same records, in whatever order."""
    return one.found and other.found and set(one.records) == set(other.records)


def _dmarc(survey: Survey) -> Iterator[MisplacedRecord]:
    own = survey.dmarc.walk.steps[0]
    if own.kept or own.answer.failed:
        return
    domain = survey.domain
    right = f"_dmarc.{domain}"
    yield MisplacedRecord("DMARC record", domain, "TXT", right)
    if survey.dmarc.record is None:
        yield MisplacedRecord("DMARC record", f"dmarc.{domain}", "TXT", right)
        yield MisplacedRecord("DMARC record", f"{right}.{domain}", "TXT", right)


def _spf(survey: Survey) -> Iterator[MisplacedRecord]:
    if survey.spf.root.records:
        return
    answer = survey.spf.answer
    meant = any("spf" in record.text.lower() for record in answer.texts)
    if answer.failed or meant or survey.mx.is_null:
        return
    for name in ("_spf", "spf", survey.domain):
        yield MisplacedRecord("SPF record", f"{name}.{survey.domain}", "TXT", survey.domain)


def _dkim(survey: Survey) -> Iterator[MisplacedRecord]:
    missing = [key for key in survey.dkim.keys if key.answer.void and not key.guessed]
    if not missing:
        return
    domain = survey.domain
    asked = {key.name for key in survey.dkim.keys}
    for key in missing[:SELECTOR_LIMIT]:
        respelled = f"{key.selector.translate(_RESPELLED)}._domainkey.{domain}"
        for name in (
            f"{key.name}.{domain}",
            f"{key.selector}.domainkey.{domain}",
            f"{key.selector}.{domain}",
            *(() if respelled in asked else (respelled,)),
            domain,
        ):
            yield MisplacedRecord("DKIM key", name, "TXT", key.name)


def _mx(survey: Survey) -> Iterator[MisplacedRecord]:
    if survey.mx.answer.void:
        yield MisplacedRecord("MX record", f"{survey.domain}.{survey.domain}", "MX", survey.domain)


def _addresses(survey: Survey) -> Iterator[MisplacedRecord]:
    lost = [host for host in survey.mx.hosts if not host.addresses and _is_lost(host, survey.domain)]
    for host in lost[:HOST_LIMIT]:
        for rdtype in ("A", "AAAA"):
            yield MisplacedRecord("address", f"{host.name}.{survey.domain}", rdtype, host.name)


def _is_lost(host: MxHost, domain: str) -> bool:
    """Whether a host of the domain itself does not exist, so that no wildcard answers for names like it."""
    return host.denied and is_below(host.name, domain) and not host.undoubled and not host.literal


async def gather(request: Request) -> Survey:
    """Ask all that the rules need to know about a domain."""
    domain = request.domain
    answers, tree, hosts, keys, (found, inherited), own = await together(
        apex(domain),
        spf_tree(domain),
        mx_set(domain),
        dkim_set(request),
        find_governing(domain),
        own_destinations(domain),
    )
    discovery = complete(found, own + inherited)
    # By now all that an evaluation asks has nearly always been answered.
    covered = await coverage(domain, hosts, request.senders)
    covered = place(covered, domain, discovery.organization)
    survey = Survey(
        domain,
        Apex(domain, hosts.answer, tree.answer, *answers),
        hosts,
        tree,
        covered,
        keys,
        discovery,
        request,
    )
    survey = await explain(survey)
    if request.needs_reverse_names:
        from mailcheck.survey.spf.coverage import reverse  # seldom wanted

        survey = replace(survey, reverse=await reverse(covered))
    if not request.authoritative:
        return survey
    from mailcheck.survey.authoritative import name_servers  # seldom wanted

    return replace(survey, nameservers=await name_servers(survey, request.authorities))


async def survey(request: Request, resolver: Resolver, deadline: float = DEADLINE) -> Survey:
    """Find out all that the rules need to know about a domain.

    Never raises for anything the DNS says; where *resolver* answers from memory, nothing is waited for.

    Args:
        request: What is wanted.
        resolver: Where to ask.
        deadline: Seconds after which whatever is unanswered counts as a timeout.
    """
    return await run(gather(request), resolver, deadline=deadline)
