"""How a report is wanted."""

from typing import NamedTuple

from mailcheck.model import Severity
from mailcheck.render.text.lines import NARROWEST, UNBOUNDED

BODY = 14  # the column at which facts begin, after a section's name and verdict
MARGIN = 6  # the column of a finding's severity


class View(NamedTuple):
    """*width* is the columns of the terminal; to a pipe there is no end to a line. *fix* shows what to
    publish in full, with names relative to *domain* in forms.
    """

    width: int = UNBOUNDED
    verbose: bool = False
    fail_on: Severity | None = Severity.ERROR
    allow_unknown: bool = False
    fix: bool = False
    domain: str = ""

    @property
    def room(self) -> int:
        """The columns right of a section's name, less one for a mark that stands after the end."""
        return max(self.width - BODY - 1, NARROWEST)

    @property
    def threshold(self) -> Severity:
        """The severity from which a section fails, also where the exit code does not care."""
        return self.fail_on or Severity.ERROR
