"""Asks what stands at the domain itself, and afterwards the few questions that explain what is wrong."""

from dataclasses import replace

from mailcheck.asking import Procedure, Question, ask_all
from mailcheck.names import UNPUBLISHED
from mailcheck.survey import Survey
from mailcheck.survey.apex import Apex
from mailcheck.survey.near import near_misses, needs_probe

RDTYPES = ("MX", "TXT", "SPF", "A", "AAAA")


def apex(domain: str) -> Procedure[Apex]:
    """Ask for every type that matters at the domain's own name, all at once."""
    mx, txt, spf, ipv4, ipv6 = yield from ask_all(Question(domain, rdtype) for rdtype in RDTYPES)
    return Apex(domain, mx, txt, spf, ipv4, ipv6)


def explained(survey: Survey) -> Procedure[Survey]:
    """Look where missing records may stand by mistake, and whether a wildcard answers in their stead.

    Nothing is asked for a domain that lacks nothing. The label for the wildcard is always the same: the same
    answers give the same report.
    """
    elsewhere = (miss for miss in near_misses(survey) if miss.name != survey.domain)
    near = tuple(dict.fromkeys(Question(miss.name, miss.rdtype) for miss in elsewhere))
    types = dict.fromkeys(question.rdtype for question in near if question.rdtype in ("TXT", "MX"))
    if near or needs_probe(survey):
        types["TXT"] = None
    probes = tuple(Question(f"{UNPUBLISHED}.{survey.domain}", rdtype) for rdtype in types)
    answers = yield from ask_all((*near, *probes))
    if all(answer.void for answer in answers):
        return survey
    misplaced = tuple(answer for answer in answers[: len(near)] if not answer.void)
    wildcards = tuple(answer for answer in answers[len(near) :] if not answer.void)
    return replace(survey, apex=replace(survey.apex, misplaced=misplaced, wildcards=wildcards))
