"""Asks what stands at the domain itself, and afterwards the few questions that explain what is wrong."""

from dataclasses import replace

from mailcheck.answers import Answer
from mailcheck.asking import Procedure, Question, ask_all
from mailcheck.names import UNPUBLISHED
from mailcheck.records.spf import SpfRecord
from mailcheck.records.spf.repairs import alls
from mailcheck.survey import Survey
from mailcheck.survey.near import near_misses, needs_probe


def apex(domain: str) -> Procedure[tuple[Answer, ...]]:
    """Ask for what matters at the domain's own name and is asked for by nobody else: SPF, then A and AAAA.

    Addresses matter where no MX record says who takes mail, or a CNAME stands beside it.
    """
    mx, spf = yield from ask_all((Question(domain, "MX"), Question(domain, "SPF")))
    if mx.found and not mx.aliases and not mx.beside_alias:
        return (spf,)
    return (spf, *(yield from _addresses(domain)))


def _addresses(domain: str) -> Procedure[tuple[Answer, ...]]:
    return ask_all((Question(domain, "A"), Question(domain, "AAAA")))


def explained(survey: Survey) -> Procedure[Survey]:
    """Look where missing records may stand by mistake, and whether a wildcard answers in their stead.

    Nothing is asked for a domain that lacks nothing. The label for the wildcard is always the same: the same
    answers give the same report.
    """
    if survey.apex.ipv4 is None and _has_dead_terms(survey.spf.record):
        ipv4, ipv6 = yield from _addresses(survey.domain)
        survey = replace(survey, apex=replace(survey.apex, ipv4=ipv4, ipv6=ipv6))
    misses = near_misses(survey)
    if not misses and not needs_probe(survey):
        return survey
    elsewhere = [Question(miss.name, miss.rdtype) for miss in misses if miss.name != survey.domain]
    near = tuple(dict.fromkeys(elsewhere))
    types = dict.fromkeys([question.rdtype for question in near if question.rdtype in ("TXT", "MX")])
    if near or needs_probe(survey):
        types["TXT"] = None
    probes = [Question(f"{UNPUBLISHED}.{survey.domain}", rdtype) for rdtype in types]
    answers = yield from ask_all((*near, *probes))
    if all(answer.void for answer in answers):
        return survey
    misplaced = tuple([answer for answer in answers[: len(near)] if not answer.void])
    wildcards = tuple([answer for answer in answers[len(near) :] if not answer.void])
    return replace(survey, apex=replace(survey.apex, misplaced=misplaced, wildcards=wildcards))


def _has_dead_terms(record: SpfRecord | None) -> bool:
    """Say whether terms stand after `all`, of which an `a` may be what would have let the domain send."""
    ends = alls(record) if record is not None else ()
    return record is not None and bool(ends) and ends[0] is not record.mechanisms[-1]
