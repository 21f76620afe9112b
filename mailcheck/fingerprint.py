"""Gives each finding a name that lasts from run to run, so that old findings can be told from new ones."""

from collections.abc import Iterable
from hashlib import sha256

from mailcheck.model import Finding, Problem

LENGTH = 32  # hexadecimal digits: 128 bits


def fingerprint(finding: Finding, domain: str) -> str:
    """Return 32 hexadecimal digits that stay the same for as long as *finding* is the same flaw of *domain*.

    They are made of the domain, the rule, the name, the type and the evidence: the characters at fault, or
    the whole record where none are marked. Case, blanks and the order of words do not count; nor does wording
    of the message, the severity, the line of a zone file, the server, or the other findings. So a finding is
    another one when the characters at fault have changed.
    """
    problem = finding.problem
    parts = (
        domain,
        finding.rule.name,
        problem.source.owner,
        problem.source.rdtype,
        " ".join(sorted(_evidence(problem).split())),
        problem.about,
    )
    return _digest(parts)


def _evidence(problem: Problem) -> str:
    text = problem.source.text
    return text if problem.span is None else text[problem.span.start : problem.span.end]


def _digest(parts: Iterable[str]) -> str:
    """Hash the parts, divided by line breaks: names have none, and `split` took them out of the evidence."""
    joined = "\n".join(parts).lower().encode("utf-8", "surrogatepass")
    return sha256(joined).hexdigest()[:LENGTH]
