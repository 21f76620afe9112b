"""What to do about a finding, and the standard it stands on."""

from mailcheck.model import Finding
from mailcheck.pages import page


def advice(finding: Finding) -> str:
    """Return what to do about *finding*, in one line: what it says itself, or else the rule's page."""
    return " ".join((finding.problem.remedy or page(finding.rule).remedy).split())


def reference(finding: Finding) -> str:
    """Return the section of the standard that *finding* stands on."""
    return finding.problem.reference or finding.rule.reference
