"""`mailcheck demo`: a bundled zone with one of each common mistake."""

from pathlib import Path

import mailcheck
from mailcheck.cli import options
from mailcheck.cli.judging import Job, read_zones, requests
from mailcheck.cli.output import write
from mailcheck.cli.reporting import Shape, judged, rendered
from mailcheck.cli.selection import selection
from mailcheck.model import Severity

ZONE = Path(mailcheck.__file__).parent / "demo.zone"


def demo(
    format: options.Format = "text",  # noqa: A002 - the parameter names the option
    verbose: options.Verbose = False,
    color: options.Colour = "auto",
    debug: options.Debug = False,
) -> int:
    """Check a bundled zone full of common mistakes.

    It needs no network, and the exit code is 0.
    """
    zones = read_zones((ZONE,))
    job = Job(requests((), zones, (), ()), zones, selection((), ()))
    shape = Shape(format, Severity.ERROR, False, False, verbose, options.coloured(color), options.columns())
    write(rendered(judged(job, shape, alone=True), shape))
    return 0
