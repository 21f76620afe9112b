"""What to do about a finding, and the standard it stands on."""

from functools import lru_cache

from mailcheck.model import Finding, Problem


def advice(finding: Finding) -> str:
    """Return what to do about *finding*, in one line: what it says itself, or else the rule's page."""
    own = finding.problem.remedy
    return " ".join(own.split()) if own else _usual(finding.rule.page)


@lru_cache(maxsize=512)  # there are fewer rules
def _usual(page: str) -> str:
    from mailcheck.pages import parse  # not before the first finding

    return " ".join(parse(page).remedy.split())


def repair(finding: Finding) -> str:
    """Return what to publish instead and where, or else the advice, in one line."""
    problem = finding.problem
    if problem.replacement is None:
        return advice(finding)
    if problem.source.is_line and problem.replacement:
        return f"write instead: {problem.replacement}"
    name, rdtype, _ = publication(problem)
    place = f"{name or '.'} {rdtype}"
    return (
        f"publish at {place}: {problem.replacement}"
        if problem.replacement
        else f"remove this record at {place}"
    )


def publication(problem: Problem) -> tuple[str, str, str]:
    """Return the name, the type and the text of the record to publish; the text is empty for none."""
    name, rdtype = problem.publish_at or (problem.source.owner, problem.source.rdtype)
    return name, rdtype, problem.replacement or ""


def reference(finding: Finding) -> str:
    """Return the section of the standard that *finding* stands on."""
    return finding.problem.reference or finding.rule.reference
