"""`mailcheck check`: the main job."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from mailcheck.cli import options
from mailcheck.cli.faults import UsageFault
from mailcheck.cli.jobs import Work, all_judged, planned
from mailcheck.cli.outputs import deliver, outputs, settled_format
from mailcheck.cli.reporting import Shape
from mailcheck.cli.settings import in_force
from mailcheck.cli.zones import told_apart
from mailcheck.config.layers import Settings

if TYPE_CHECKING:
    from mailcheck.judge import Report


def check(
    context: typer.Context,
    domains: options.Domains = None,
    selector: options.Selectors = None,
    dkim_key: options.DkimKeys = None,
    guess_selectors: options.Guess = False,
    zone: options.Zones = None,
    allow_include: options.AllowInclude = False,
    offline: options.Offline = False,
    nameserver: options.Nameservers = None,
    authoritative: options.Authoritative = False,
    authority: options.Authorities = None,
    sender: options.Senders = None,
    select: options.Selected = None,
    ignore: options.Ignored = None,
    fail_on: options.FailOn = "error",
    allow_unknown: options.AllowUnknown = False,
    format: options.ReportFormat = "text",  # noqa: A002 - the parameter names the option
    output: options.Outputs = None,
    profile: options.Profile = "auto",
    baseline: options.Baseline = None,
    config: options.Config = None,
    no_config: options.NoConfig = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    color: options.Colour = "auto",
    timeout: options.Timeout = "5",
    wait: options.Wait = None,
    debug: options.Debug = False,
    version: options.Version = False,
) -> int:
    """Check mail domains in the DNS or in a zone file.

    The report says what is wrong, where, and what to publish instead. What no option says is taken from
    MAILCHECK_ variables and from the nearest mailcheck.toml; `mailcheck config show` tells.
    """
    settings = in_force(context, config, no_config)
    where = outputs(settings.value("outputs"))
    shape = _shape(settings, to_file=where.file is not None)
    alone = settings.value("offline")
    work = planned(told_apart(domains or (), allow_include=settings.value("allow-include")), settings)
    authorities = settings.value("authorities")
    if settings.value("authoritative") or authorities:
        from mailcheck.cli.published import asked_directly

        work = asked_directly(work, authorities, alone=alone)
    if wait is None:
        return deliver(all_judged(work, shape, alone=alone), shape, where)
    return deliver(_awaited(work, shape, wait, alone=alone), shape, where)


def _awaited(work: Work, shape: Shape, wait: str, *, alone: bool) -> "Sequence[Report]":
    seconds = options.seconds(wait, "--wait", options.DAY)
    if alone:
        raise UsageFault("`--wait` and `--offline` exclude each other; a file says the same at every look")
    from mailcheck.cli.waiting import waited

    return waited(lambda: all_judged(work, shape, alone=False), shape, seconds)


def _shape(settings: Settings, *, to_file: bool) -> Shape:
    return Shape(
        settled_format(settings.value("format")),
        options.severity(settings.value("fail-on")),
        settings.value("allow-unknown"),
        settings.value("quiet"),
        settings.value("verbose"),
        options.coloured(settings.value("color"), to_file=to_file),
        None if to_file else options.columns(),
    )
