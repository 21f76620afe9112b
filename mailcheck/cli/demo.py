"""`mailcheck demo`: a bundled zone with a few common mistakes."""

from pathlib import Path

import mailcheck
from mailcheck.cli import options
from mailcheck.cli.check import check_domains
from mailcheck.cli.console import ReportStyle, choose_format, render_reports, write
from mailcheck.cli.sources import AnswerSource, Check
from mailcheck.errors import ExitCode
from mailcheck.survey.request import Request

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
    from mailcheck.dns.zone import ZoneResolver

    text = (Path(mailcheck.__file__).parent / "data" / NAME).read_text(encoding="utf-8")
    zone = ZoneResolver.from_text(text, origin=None, file=NAME)
    style = ReportStyle(
        choose_format(format),
        fail_on=None,
        verbose=verbose,
        coloured=options.use_colour(color),
        columns=options.columns(),
    )
    wanted = Check((Request(zone.origin),), {zone.origin: AnswerSource((zone,))}, offline=True)
    write(render_reports(check_domains(wanted, style), style))
    return ExitCode.PASSED
