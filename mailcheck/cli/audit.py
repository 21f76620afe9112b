"""`mailcheck audit`: many domains from a list, results as they are ready."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from mailcheck.cli import options
from mailcheck.cli.faults import UsageFault
from mailcheck.cli.job import checked_selectors
from mailcheck.cli.selection import selection

if TYPE_CHECKING:
    from mailcheck.audit.plan import Plan

AuditFormat = Annotated[
    Literal["table", "jsonl", "csv", "json"] | None,
    typer.Option("-f", "--format", help="For people: table, the default; for programs: the others."),
]
MOST_JOBS, MOST_WORKERS, HIGHEST_RATE = 10_000, 64, 1_000_000.0


def audit(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A domain a line; - is standard input.")],
    selector: options.Selectors = None,
    nameserver: options.Nameservers = None,
    select: options.Selected = None,
    ignore: options.Ignored = None,
    fail_on: options.FailOn = "error",
    allow_unknown: options.AllowUnknown = False,
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
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Neither progress nor summary.")] = False,
    color: options.Colour = "auto",
    timeout: options.Timeout = "5",
    debug: options.Debug = False,
) -> int:
    """Check every domain of a list.

    A line holds a domain and, after it, any DKIM selectors; # begins a comment. A CSV file needs a header
    with the column domain, and may have the column selectors. Results come as they are ready.
    """
    rules = selection(select or (), ignore or ())
    form, path = _where(format, output, resume)
    plan = _plan(nameserver, timeout, jobs, qps)._replace(
        rules=tuple(rule.name for rule in rules()),
        format=form,
        coloured=options.coloured(color, to_file=path is not None),
        fail_on=options.severity(fail_on),
        ordered=ordered,
    )
    from mailcheck.cli.auditing import Audit, run

    own = checked_selectors(selector or ())
    within("--workers", workers, 1, MOST_WORKERS)
    return run(Audit(file, own, plan, workers, path, resume is not None, quiet, allow_unknown))


def _where(form: str | None, output: Path | None, resume: Path | None) -> tuple[str, Path | None]:
    """Return the format and the file, None for standard output."""
    if resume is None:
        return form or "table", output
    if form not in (None, "jsonl"):
        raise UsageFault(f"`--resume` goes on with a JSONL file; `--format {form}` is another format")
    if output is not None:
        raise UsageFault("`--resume` and `--output` exclude each other; results go where they are resumed")
    return "jsonl", resume


def _plan(nameservers: list[str] | None, timeout: str, jobs: int | None, qps: float | None) -> "Plan":
    from mailcheck.audit.plan import Plan, polite_rate
    from mailcheck.many import JOBS
    from mailcheck.resolvers import LiveResolver, ServerAddressError

    spelled = tuple(nameservers or ())
    try:
        rate = polite_rate(LiveResolver(spelled)) if qps is None else within("--qps", qps, 0.0, HIGHEST_RATE)
    except ServerAddressError as error:
        raise UsageFault(str(error)) from None
    most = JOBS if jobs is None else within("--jobs", jobs, 1, MOST_JOBS)
    return Plan(nameservers=spelled, timeout=options.seconds(timeout), jobs=int(most), qps=rate)


def within(option: str, value: float, least: float, most: float) -> float:
    """Return *value* if it is allowed.

    Raises:
        UsageFault: it is not.
    """
    if not least <= value <= most:
        raise UsageFault(f"`{option} {value:g}` is not within {least:g} and {most:g}")
    return value
