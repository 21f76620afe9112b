"""What a format needs to know beside the reports: what fails the run, and where its files are."""

import os.path
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from mailcheck.dns.answers import Location
from mailcheck.judge.model import NEVER, Finding, Problem, Report, Unknown
from mailcheck.render.escape import visible
from mailcheck.survey.request import Severity

if TYPE_CHECKING:
    from mailcheck.judge.model import Report


# Every module but the text report's has a function `render(reports, run)`; that one also knows the terminal.
MODULES = ("json", "jsonl", "csv", "markdown", "sarif", "junit", "github", "gitlab", "nagios")
TEXT, AUTO = "text", "auto"
FORMATS = (TEXT, *MODULES)


def settle_format(name: str, environment: Mapping[str, str]) -> str:
    """Return the format that *name* means: `auto` is github in a job of GitHub Actions, else text."""
    if name != AUTO:
        return name
    return "github" if environment.get("GITHUB_ACTIONS") == "true" else TEXT


def render(name: str, reports: "Sequence[Report]", run: "Run") -> str:
    """Return *reports* in a format of `MODULES`."""
    rendered: str = import_module(f"mailcheck.render.{name}").render(reports, run)
    return rendered


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
