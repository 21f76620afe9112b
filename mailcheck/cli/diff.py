"""`mailcheck diff`: what has changed from one run to another."""

from pathlib import Path
from typing import Annotated

import typer

from mailcheck.cli import options
from mailcheck.cli.console import write
from mailcheck.cli.requests import read_reports
from mailcheck.errors import ExitCode
from mailcheck.judge.comparison import Comparison, compare, comparison_facts
from mailcheck.survey.request import Severity


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The JSON report of the earlier run.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The JSON report of the later run.")],
    fail_on: Annotated[
        options.Threshold, typer.Option("--fail-on", help="The least severity that counts as worse.")
    ] = "note",
    format: options.Format = "text",  # noqa: A002 - the parameter names the option
    output: options.Output = None,
    color: options.Colour = "auto",
    debug: options.Debug = False,
) -> int:
    """Compare two JSON reports: what has appeared, gone and changed, records word by word.

    Exit codes: 0 nothing is worse, 1 something is, 2 a report cannot be read, 3 nothing is worse, but
    something could not be told in the new run that could in the old one.
    """
    least = options.severity(fail_on)
    comparison = compare(read_reports(old), read_reports(new))
    if format == "json":
        from mailcheck.render.json import text

        write(text(comparison_facts(comparison, least), indent=2) + "\n", output)
    else:
        from mailcheck.render.text.differences import comparison_text
        from mailcheck.render.text.lines import UNBOUNDED

        room = (None if output else options.columns()) or UNBOUNDED
        coloured = options.use_colour(color, to_file=output is not None)
        write(comparison_text(comparison, room, colour=coloured), output)
    return _code(comparison, least)


def _code(comparison: Comparison, least: Severity | None) -> int:
    if any(change.worse(least) for change in comparison.changes):
        return ExitCode.FAILED
    silent = any(change.silent or change.unjudged for change in comparison.changes)
    return ExitCode.UNKNOWN if silent and least is not None else ExitCode.PASSED
