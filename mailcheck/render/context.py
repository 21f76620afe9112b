"""What a format needs to know beside the reports: what fails the run, and where its files are."""

import os.path
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import NamedTuple

from mailcheck.dns.answers import Location
from mailcheck.judge.model import NEVER, Finding, Problem, Report, Unknown
from mailcheck.render.escape import visible
from mailcheck.survey.request import Severity

_AS_WRITTEN = ("TXT", "SPF")  # of other types the text is longer than the file's: its names are absolute


class Run(NamedTuple):
    """The run that reports come from.

    *folder* is where it ran, and *root* the project's folder, which other programs take paths to be below.
    Where they are empty, paths stay as they were given.
    """

    fail_on: Severity | None = Severity.ERROR
    allow_unknown: bool = False
    folder: str = ""
    root: str = ""

    def fails(self, severity: Severity) -> bool:
        """Say whether a finding of *severity* makes the exit code 1."""
        return self.fail_on is not NEVER and severity >= self.fail_on

    def path(self, file: str) -> str:
        """Return *file* as a path below the root, with forward slashes; elsewhere, as it was given."""
        whole = PurePath(os.path.normpath(PurePath(self.folder, file)))
        inside = bool(self.root) and whole.is_relative_to(self.root)
        return visible((whole.relative_to(self.root) if inside else PurePath(file)).as_posix())


def matters(unknown: Unknown, report: Report, run: Run) -> bool:
    """Say whether the verdict hangs on the question, unless unknowns are allowed."""
    return any(
        unknown.answer in outcome.failures and run.fails(outcome.rule.severity) for outcome in report.outcomes
    )


def end(problem: Problem) -> Location | None:
    """Return where in a file the fault ends, behind its last character; None where none is marked."""
    if (
        problem.span is None
        or problem.span.start >= problem.span.end
        or problem.source.rdtype not in _AS_WRITTEN
    ):
        return None
    last = problem.source.place(problem.span.end - 1)
    return last and last._replace(column=last.column + 1)


def findings_of(reports: Sequence[Report]) -> Iterator[tuple[Report, Finding]]:
    """Yield every finding with the report that it belongs to."""
    for report in reports:
        for finding in report.findings:
            yield report, finding
