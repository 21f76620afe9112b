"""Asks what stands at the domain itself, and afterwards the few questions that explain what is wrong."""

from mailcheck.asking import Procedure, Question, ask_all
from mailcheck.survey import Survey
from mailcheck.survey.apex import Apex

RDTYPES = ("MX", "TXT", "SPF", "A", "AAAA")


def apex(domain: str) -> Procedure[Apex]:
    """Ask for every type that matters at the domain's own name, all at once."""
    mx, txt, spf, ipv4, ipv6 = yield from ask_all(Question(domain, rdtype) for rdtype in RDTYPES)
    return Apex(domain, mx, txt, spf, ipv4, ipv6)


def explained(survey: Survey) -> Procedure[Survey]:
    """Ask the few questions that can explain a flaw; none where there is none."""
    yield from ask_all(())
    return survey
