"""What to do about a finding, and the standard it stands on."""

from mailcheck.model import Finding
from mailcheck.pages import page


def advice(finding: Finding) -> str:
    """Return what to do about *finding*, in one line: what it says itself, or else the rule's page."""
    return " ".join((finding.problem.remedy or page(finding.rule).remedy).split())


def repair(finding: Finding) -> str:
    """Return what to publish instead and where, or else the advice, in one line."""
    problem = finding.problem
    if problem.replacement is None:
        return advice(finding)
    name, rdtype = problem.publish_at or (problem.source.owner, problem.source.rdtype)
    place = f"{name or '.'} {rdtype}"
    return (
        f"publish at {place}: {problem.replacement}"
        if problem.replacement
        else f"remove this record at {place}"
    )


def reference(finding: Finding) -> str:
    """Return the section of the standard that *finding* stands on."""
    return finding.problem.reference or finding.rule.reference
