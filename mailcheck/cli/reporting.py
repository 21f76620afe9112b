"""What `check` and `demo` have in common: the shape of a report, and the way to it."""

import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mailcheck.cli.faults import UsageFault
from mailcheck.cli.job import Job
from mailcheck.judge.model import Severity
from mailcheck.render.formats import TEXT, render

if TYPE_CHECKING:
    from mailcheck.dns import LiveResolver
    from mailcheck.judge.report import Report
    from mailcheck.render.context import Run


class Shape(NamedTuple):
    """What the report is to look like; *columns* is None where lines have no end."""

    format: str = "text"
    fail_on: Severity | None = Severity.ERROR
    allow_unknown: bool = False
    quiet: bool = False
    verbose: bool = False
    coloured: bool = False
    columns: int | None = None
    fix: bool = False


def judged(job: Job, shape: Shape, *, alone: bool) -> "Sequence[Report]":
    """Return the reports; with *alone* no name server is asked.

    Raises:
        UsageFault: a name server is no address, or a sender neither an address nor a host.
    """
    if alone and job.nameservers:
        raise UsageFault("`--nameserver` and `--offline` exclude each other; one asks, the other asks nobody")
    if job.replayed is not None:
        from mailcheck.cli.judging import replayed

        return replayed(job, job.replayed)
    if alone:
        from mailcheck.cli.judging import offline

        return offline(job)
    dns = _asking(job)
    try:
        from mailcheck.cli.judging import live

        return live(job, dns, lambda: _prepared(job, shape))
    finally:
        dns.close()


def _asking(job: Job) -> "LiveResolver":
    """Return the way to the DNS; the first questions leave before the rest of the program is loaded."""
    from mailcheck.dns import LiveResolver, ServerAddressError

    try:
        dns = LiveResolver(nameservers=job.nameservers, timeout=job.timeout)
    except ServerAddressError as error:
        raise UsageFault(str(error)) from None
    if not (job.zones or job.planned):  # what a zone file answers is nobody else's business
        dns.ask_ahead(job.first_questions())
    return dns


def _prepared(job: Job, shape: Shape) -> None:
    """Import what judging and rendering need."""
    job.rules()
    import_module(f"mailcheck.render.{shape.format}")


def rendered(reports: "Sequence[Report]", shape: Shape) -> str:
    """Return the reports as they are to be printed."""
    if shape.format == TEXT:
        return _text(reports, shape)
    return render(shape.format, reports, run_of(shape))


def run_of(shape: Shape) -> "Run":
    """Return what the other formats need to know; services name the project's folder in the environment."""
    from mailcheck.render.context import Run

    folder = str(Path.cwd())
    root = os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR") or folder
    return Run(shape.fail_on, shape.allow_unknown, folder, root)


def _text(reports: "Sequence[Report]", shape: Shape) -> str:
    from mailcheck.render.text import UNBOUNDED, View, conclusion, report_text, verdict_text

    view = View(shape.columns or UNBOUNDED, shape.verbose, shape.fail_on, shape.allow_unknown, shape.fix)
    if shape.quiet:
        return "".join(verdict_text(report, view, colour=shape.coloured) for report in reports)
    texts = [report_text(report, view, colour=shape.coloured) for report in reports]
    return "\n".join(texts) + conclusion(reports, view, colour=shape.coloured)
