"""Reports to where they go: `-f FORMAT`, `-o FILE`, and `-o FORMAT=FILE` beside the first."""

import os
import re
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mailcheck.cli.console import UsageError, write
from mailcheck.render.formats import FORMATS, TEXT, render, settle_format
from mailcheck.survey.severity import Severity

if TYPE_CHECKING:
    from mailcheck.judge.report import Report
    from mailcheck.render.context import Run

_NAMED = re.compile(r"([A-Za-z0-9]+)=(.*)", re.DOTALL)


class ReportStyle(NamedTuple):
    """What the report is to look like; *columns* is None where lines have no end."""

    format: str = TEXT
    fail_on: Severity | None = Severity.ERROR
    allow_unknown: bool = False
    quiet: bool = False
    verbose: bool = False
    coloured: bool = False
    columns: int | None = None
    fix: bool = False


class Outputs(NamedTuple):
    """What to write: the main report to *file* or else to standard output, and *others* beside it."""

    file: Path | None = None
    others: tuple[tuple[str, Path], ...] = ()


def read_outputs(values: Iterable[str]) -> Outputs:
    """Read the values of `--output`.

    Raises:
        UsageError: there is no such format, or two reports would go to one file.
    """
    each = [_read_output(value) for value in values]
    files = [path for _, path in each]
    again = next((path for index, path in enumerate(files) if path in files[:index]), None)
    if again is not None:
        raise UsageError(f"`--output`: two reports would go to `{again}`; give each a file of its own")
    plain = [path for name, path in each if name is None]
    if len(plain) > 1:
        raise UsageError(
            f"`--output {plain[1]}`: the report goes to one file; FORMAT=FILE writes another one"
        )
    return Outputs(plain[0] if plain else None, tuple((name, path) for name, path in each if name))


def _read_output(value: str) -> tuple[str | None, Path]:
    """Split `FORMAT=FILE`; a file whose name holds such a sign is given as `./NAME`."""
    named = _NAMED.fullmatch(value)
    if named is None:
        return None, Path(value)
    name, file = named.groups()
    if name not in FORMATS:
        from mailcheck.dns.phrases import nearest

        raise UsageError(f"`--output {value}`: there is no format `{name}`; {nearest(name, FORMATS)}")
    if not file:
        raise UsageError(f"`--output {value}` names no file; --format {name} prints to standard output")
    return name, Path(file)


def choose_format(name: str) -> str:
    """Return the format that `--format` means here."""
    return settle_format(name, os.environ)


def import_renderer(style: ReportStyle) -> None:
    """Import what rendering needs, while there is time."""
    import_module(f"mailcheck.render.{style.format}")


def deliver(reports: "Sequence[Report]", style: ReportStyle, where: Outputs) -> int:
    """Write every report and return the exit code, which the formats of files do not change.

    Raises:
        UsageError: a file cannot be written.
    """
    for name, path in where.others:
        write(render_reports(reports, style._replace(format=name, coloured=False, columns=None)), path)
    write(render_reports(reports, style), where.file)
    if style.format == "nagios" and where.file is None:
        from mailcheck.render.nagios import state

        return state(reports, _run(style))
    from mailcheck.judge.gate import exit_code

    return exit_code(reports, style.fail_on, allow_unknown=style.allow_unknown)


def render_reports(reports: "Sequence[Report]", style: ReportStyle) -> str:
    """Return the reports as they are to be printed."""
    return _text(reports, style) if style.format == TEXT else render(style.format, reports, _run(style))


def _run(style: ReportStyle) -> "Run":
    """Return what the other formats need to know; services name the project's folder in the environment."""
    from mailcheck.render.context import Run

    folder = str(Path.cwd())
    root = os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR") or folder
    return Run(style.fail_on, style.allow_unknown, folder, root)


def _text(reports: "Sequence[Report]", style: ReportStyle) -> str:
    from mailcheck.render.text import UNBOUNDED, View, conclusion, report_text, verdict_text

    view = View(style.columns or UNBOUNDED, style.verbose, style.fail_on, style.allow_unknown, style.fix)
    if style.quiet:
        return "".join(verdict_text(report, view, colour=style.coloured) for report in reports)
    texts = [report_text(report, view, colour=style.coloured) for report in reports]
    return "\n".join(texts) + conclusion(reports, view, colour=style.coloured)
