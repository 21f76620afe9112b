"""`mailcheck check`: the main job."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from mailcheck.cli import options
from mailcheck.cli.faults import UsageFault
from mailcheck.cli.jobs import Work, all_judged, planned
from mailcheck.cli.kept_answers import recorded, recording, replaying, save
from mailcheck.cli.outputs import deliver, outputs, settled_format
from mailcheck.cli.reporting import Shape
from mailcheck.cli.settings.in_force import in_force
from mailcheck.cli.settings.layers import Settings
from mailcheck.cli.what_if import as_if_published
from mailcheck.cli.zones import told_apart

if TYPE_CHECKING:
    from mailcheck.judge.report import Report


def check(
    context: typer.Context,
    domains: options.Domains = None,
    selector: options.Selectors = None,
    dkim_key: options.DkimKeys = None,
    guess_selectors: options.Guess = False,
    zone: options.Zones = None,
    allow_include: options.AllowInclude = False,
    record: options.Records = None,
    planned_host: options.PlannedHosts = None,
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
    save_answers: options.SaveAnswers = None,
    answers: options.Answers = None,
    fix: options.Fix = False,
    debug: options.Debug = False,
    version: options.Version = False,
) -> int:
    """Check mail domains in the DNS or in a zone file.

    The report says what is wrong, where, and what to publish instead. What no option says is taken from
    MAILCHECK_ variables and from the nearest mailcheck.toml; `mailcheck config show` tells.
    """
    settings = in_force(context, config, no_config)
    where = outputs(settings.value("outputs"))
    shape = _shape(settings, fix=fix, to_file=where.file is not None)
    alone = settings.value("offline")
    before = recorded(answers) if answers else {}
    given = told_apart(domains or tuple(before), allow_include=settings.value("allow-include"))
    work = as_if_published(planned(given, settings), record or (), planned_host or ())
    if answers:
        work = replaying(work, before)
    authorities = settings.value("authorities")
    if settings.value("authoritative") or authorities:
        from mailcheck.cli.published import asked_directly

        work = asked_directly(work, authorities, alone=alone)
    if save_answers:
        work = recording(work)
    reports = _judged(work, shape, wait, alone=alone)
    if save_answers:
        save(work, save_answers)
    return deliver(reports, shape, where)


def _judged(work: Work, shape: Shape, wait: str | None, *, alone: bool) -> "Sequence[Report]":
    if wait is None:
        return all_judged(work, shape, alone=alone)
    seconds = options.seconds(wait, "--wait", options.DAY)
    if alone:
        raise UsageFault("`--wait` and `--offline` exclude each other; a file says the same at every look")
    from mailcheck.cli.waiting import waited

    return waited(lambda: all_judged(work, shape, alone=False), shape, seconds)


def _shape(settings: Settings, *, fix: bool, to_file: bool) -> Shape:
    return Shape(
        settled_format(settings.value("format")),
        options.severity(settings.value("fail-on")),
        settings.value("allow-unknown"),
        settings.value("quiet"),
        settings.value("verbose"),
        options.coloured(settings.value("color"), to_file=to_file),
        None if to_file else options.columns(),
        fix,
    )
