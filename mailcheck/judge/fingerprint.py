"""Gives each finding a name that lasts from run to run, so that old findings can be told from new ones."""

from hashlib import sha256

from mailcheck.judge.model import Finding, Problem

LENGTH = 32  # hexadecimal digits: 128 bits


def fingerprint(finding: Finding, domain: str) -> str:
    """Return 32 hexadecimal digits that stay the same for as long as *finding* is the same flaw of *domain*.

    They are made of the domain, the rule, the name, the type and the evidence: the characters at fault, or
    the whole record where none are marked. Case, blanks and the order of words do not count; nor does wording
    of the message, the severity, the line of a zone file, the server, or the other findings. So a finding is
    another one when the characters at fault have changed.
    """
    problem = finding.problem
    source = problem.source
    words = _evidence(problem).split()
    words.sort()
    evidence = " ".join(words)
    # Line breaks divide them: names have none, and `split` took them out of the evidence.
    parts = f"{domain}\n{finding.rule.name}\n{source.owner}\n{source.rdtype}\n{evidence}\n{problem.about}"
    return sha256(parts.lower().encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]


def _evidence(problem: Problem) -> str:
    text = problem.source.text
    return text if problem.span is None else text[problem.span.start : problem.span.end]
