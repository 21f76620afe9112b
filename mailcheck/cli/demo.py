"""`mailcheck demo`: a bundled zone with a few common mistakes."""

from pathlib import Path

import mailcheck
from mailcheck.cli import options
from mailcheck.cli.job import Job
from mailcheck.cli.output import write
from mailcheck.cli.outputs import settled_format
from mailcheck.cli.reporting import Shape, judged, rendered
from mailcheck.cli.selection import selection

NAME = "demo.zone"


def demo(
    format: options.ReportFormat = "text",  # noqa: A002 - the parameter names the option
    verbose: options.Verbose = False,
    color: options.Colour = "auto",
    debug: options.Debug = False,
) -> int:
    """Check a bundled zone with a few common mistakes.

    It needs no network, and the exit code is 0.
    """
    from mailcheck.dns import ZoneResolver

    text = (Path(mailcheck.__file__).parent / NAME).read_text(encoding="utf-8")
    zone = ZoneResolver.from_text(text, origin=None, file=NAME)
    job = Job((zone.origin,), (), (), (zone,), selection((), ()))
    shape = Shape(
        settled_format(format), None, False, False, verbose, options.coloured(color), options.columns()
    )
    write(rendered(judged(job, shape, alone=True), shape))
    return 0
