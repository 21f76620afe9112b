"""Where words and reports go: standard output, standard error, files; and the error that ends a command.

A result is written whole or not at all. A reader that has gone is no error: `mailcheck check ... | head -1`
has the exit code of the verdict. A full disk is one, and is told in a line.
"""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from mailcheck.judge.model import Report
    from mailcheck.render.context import Run
    from mailcheck.survey.request import Severity


class UsageError(Exception):
    """The command cannot be carried out as given; the message says what was found, then what is allowed.

    *more* are further messages, each for a line of its own.
    """

    def __init__(self, message: str, more: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.more = more


def write(text: str, path: "Path | None" = None) -> None:
    """Write *text* to the file, or to standard output where there is none.

    Raises:
        UsageError: the file cannot be written.
    """
    if path is None:
        _write_to_stdout(text)
        return
    try:
        _write_to_file(text, path)
    except OSError as error:
        raise UsageError(f"cannot write `{path}`: {error.strerror}") from None


def _write_to_stdout(text: str) -> None:
    """Print what `flush` will hand over; characters that the encoding lacks become escapes."""
    if sys.stdout is None:
        raise UsageError("standard output is closed; --output FILE writes to a file")
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        pass  # the reader has seen enough; `flush` lets go of the pipe
    except OSError as error:
        raise UsageError(f"cannot write to standard output: {error.strerror}") from None


def _write_to_file(text: str, path: "Path") -> None:
    """Replace a file at once, so that nobody reads half of it; devices and pipes are written as they are."""
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8")
        return
    real = path.resolve()
    beside = real.with_name(f".{real.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(real)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def warn(message: str) -> None:
    """Print a warning on standard error; *message* is from us, or has been escaped."""
    print(f"mailcheck: warning: {message}", file=sys.stderr)


def complain(*messages: str) -> None:
    """Print each message on standard error, in a line, with whatever could command a terminal escaped."""
    from mailcheck.render.escape import visible

    with suppress(OSError, ValueError):  # where nobody listens, the exit code still tells
        for message in messages:
            line = " ".join(visible(part) for part in message.splitlines() if part.strip())
            print(f"mailcheck: {line}", file=sys.stderr)


def flush() -> str:
    """Write out what is still buffered; return what keeps that from being done, empty if nothing does."""
    if sys.stdout is None:
        return ""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _silence()
    except OSError as error:
        _silence()
        return f"cannot write to standard output: {error.strerror}"
    return ""


def _silence() -> None:
    """Let the interpreter's own flush at exit find nothing to complain about."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
    from importlib import import_module

    rendered: str = import_module(f"mailcheck.render.{name}").render(reports, run)
    return rendered


class ReportStyle(NamedTuple):
    """What the report is to look like; *columns* is None where lines have no end."""

    format: str = TEXT
    fail_on: "Severity | None" = None
    allow_unknown: bool = False
    quiet: bool = False
    verbose: bool = False
    coloured: bool = False
    columns: int | None = None
    fix: bool = False


class Outputs(NamedTuple):
    """What to write: the main report to *file* or else to standard output, and *others* beside it."""

    file: "Path | None" = None
    others: "tuple[tuple[str, Path], ...]" = ()


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


def _read_output(value: str) -> "tuple[str | None, Path]":
    """Split `FORMAT=FILE`; a file whose name holds such a sign is given as `./NAME`."""
    from pathlib import Path

    name, equals, file = value.partition("=")
    if not (equals and name.isascii() and name.isalnum()):
        return None, Path(value)
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
    from importlib import import_module

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

    folder = os.getcwd()  # noqa: PTH109 - the version is told without pathlib
    root = os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR") or folder
    return Run(style.fail_on, style.allow_unknown, folder, root)


def _text(reports: "Sequence[Report]", style: ReportStyle) -> str:
    from mailcheck.render.text.lines import UNBOUNDED, View
    from mailcheck.render.text.report import conclusion, report_text, verdict_text

    view = View(style.columns or UNBOUNDED, style.verbose, style.fail_on, style.allow_unknown, style.fix)
    if style.quiet:
        return "".join(verdict_text(report, view, colour=style.coloured) for report in reports)
    texts = [report_text(report, view, colour=style.coloured) for report in reports]
    return "\n".join(texts) + conclusion(reports, view, colour=style.coloured)
