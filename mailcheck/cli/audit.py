"""`mailcheck audit`: many domains from a list, results as they are ready."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from mailcheck.cli import options
from mailcheck.cli.console import UsageError
from mailcheck.cli.requests import check_globs, request_for
from mailcheck.cli.settings.in_force import Settings, settings_in_force
from mailcheck.survey.request import Request

if TYPE_CHECKING:
    from mailcheck.audit.worker import AuditPlan

AuditFormat = Annotated[
    Literal["table", "jsonl", "csv", "json"] | None,
    typer.Option("-f", "--format", help="For people: table, the default; for programs: the others."),
]
MOST_JOBS, MOST_WORKERS, HIGHEST_RATE = 10_000, 64, 1_000_000.0


def audit(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A domain a line; - is standard input.")],
    selector: options.Selectors = None,
    nameserver: options.Nameservers = None,
    select: options.Selected = None,
    ignore: options.Ignored = None,
    fail_on: options.FailOn = "error",
    allow_unknown: options.AllowUnknown = False,
    profile: options.Profile = "auto",
    format: AuditFormat = None,  # noqa: A002 - the parameter names the option
    output: options.Output = None,
    ordered: Annotated[bool, typer.Option("--ordered", help="Keep the order of the list.")] = False,
    resume: Annotated[
        Path | None,
        typer.Option("--resume", metavar="FILE", help="Go on where this JSONL file ends, and write there."),
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", metavar="N", help="Domains under way at the same time.")
    ] = None,
    qps: Annotated[
        float | None,
        typer.Option("--qps", metavar="N", help="Questions a second at most; 0 is no limit."),
    ] = None,
    workers: Annotated[int, typer.Option("--workers", metavar="N", help="Processes to spread over.")] = 1,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Neither progress nor summary.")] = False,
    color: options.Colour = "auto",
    timeout: options.Timeout = "5",
    debug: options.Debug = False,
) -> int:
    """Check every domain of a list.

    A line holds a domain and, after it, any DKIM selectors; # begins a comment. A CSV file needs a header
    with the column domain, and may have the column selectors. Results come as they are ready. The
    configuration is that of check.
    """
    settings = settings_in_force(context, config, no_config)
    check_globs(settings)
    form, path = _where(format, output, resume)
    plan = _plan(settings, jobs, qps)._replace(
        format=form,
        coloured=options.use_colour(settings.value("color"), to_file=path is not None),
        fail_on=options.severity(settings.value("fail-on")),
        ordered=ordered,
        request=_request(settings, ""),
        requests={domain: _request(settings, domain) for domain in settings.config.domains},
    )
    from mailcheck.cli.audit_run import Audit, run

    within("--workers", workers, 1, MOST_WORKERS)
    quiet, allow_unknown = settings.value("quiet"), settings.value("allow-unknown")
    return run(Audit(file, plan, workers, path, resume is not None, quiet, allow_unknown))


def _request(settings: Settings, domain: str) -> Request:
    """Return what the settings want of a domain; an audit does without what only `check` offers."""
    found = request_for(settings, domain)
    return replace(found, guess_selectors=False)


def _where(form: str | None, output: Path | None, resume: Path | None) -> tuple[str, Path | None]:
    """Return the format and the file, None for standard output."""
    if resume is None:
        return form or "table", output
    if form not in (None, "jsonl"):
        raise UsageError(f"`--resume` goes on with a JSONL file; `--format {form}` is another format")
    if output is not None:
        raise UsageError("`--resume` and `--output` exclude each other; results go where they are resumed")
    return "jsonl", resume


def _plan(settings: Settings, jobs: int | None, qps: float | None) -> "AuditPlan":
    from mailcheck.audit.pool import JOBS
    from mailcheck.audit.worker import AuditPlan, polite_rate
    from mailcheck.dns.live.stub import LiveResolver
    from mailcheck.errors import ServerAddressError

    spelled = tuple(settings.value("nameservers"))
    try:
        rate = polite_rate(LiveResolver(spelled)) if qps is None else within("--qps", qps, 0.0, HIGHEST_RATE)
    except ServerAddressError as error:
        raise UsageError(str(error)) from None
    most = JOBS if jobs is None else within("--jobs", jobs, 1, MOST_JOBS)
    timeout = options.seconds(settings.value("timeout"))
    return AuditPlan(nameservers=spelled, timeout=timeout, jobs=int(most), qps=rate)


def within(option: str, value: float, least: float, most: float) -> float:
    """Return *value* if it is allowed.

    Raises:
        UsageError: it is not.
    """
    if not least <= value <= most:
        raise UsageError(f"`{option} {value:g}` is not within {least:g} and {most:g}")
    return value
