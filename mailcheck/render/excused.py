"""How a finding that does not count is told in a line: one of a baseline, or one that an exception covers."""

from mailcheck.excepted import Ignored
from mailcheck.model import Finding


def known(finding: Finding) -> str:
    """Return the line on a finding that a baseline holds."""
    return f"{finding.severity.label} {finding.rule.name}: {finding.problem.message}"


def excused(ignored: Ignored) -> str:
    """Return the line on a finding that is ignored, with the reason, and where that is written."""
    return f"{known(ignored.finding)} ({why(ignored)})"


def why(ignored: Ignored) -> str:
    """Return until when a finding is ignored, why, and where that is written."""
    exception = ignored.exception
    until = f" until {exception.until}" if exception.until else ""
    location = exception.source.location
    place = f"{location.file}:{location.line}: " if location else ""
    return f"{place}ignored{until}: {exception.reason}"
