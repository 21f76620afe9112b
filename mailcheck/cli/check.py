"""`mailcheck check`: the main job."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mailcheck.cli import options
from mailcheck.cli.console import (
    ReportStyle,
    UsageError,
    choose_format,
    deliver,
    import_renderer,
    read_outputs,
)
from mailcheck.cli.requests import check_globs, normalize_domains, read_private_keys, request_for
from mailcheck.cli.settings.in_force import Settings, settings_in_force
from mailcheck.cli.sources import (
    AnswerSource,
    Check,
    GivenArguments,
    ask,
    check_authorities,
    first_questions,
    read_planned_records,
    read_zones,
    tell_apart,
)
from mailcheck.errors import ZoneSyntaxError

if TYPE_CHECKING:
    from mailcheck.dns.lookups import Resolver
    from mailcheck.dns.recorded import RecordingResolver
    from mailcheck.dns.zone import ZoneResolver
    from mailcheck.judge.baseline import Baseline
    from mailcheck.judge.model import Report
    from mailcheck.survey.domain import Survey
    from mailcheck.survey.saved_answers import Recording


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
    settings = settings_in_force(context, config, no_config)
    outputs = read_outputs(settings.value("outputs"))
    style = _style(settings, fix=fix, to_file=outputs.file is not None)
    kept = _read_answers(answers) if answers else None
    given = tell_apart(domains or tuple(kept or ()), allow_include=settings.value("allow-include"))
    wanted = _make_check(given, settings, record or (), planned_host or ())
    if kept is not None:
        from mailcheck.cli.kept_answers import replay

        wanted = replay(wanted, kept)
    if wait is None:
        reports = check_domains(wanted, style, save_answers)
    else:
        look = partial(check_domains, wanted, style, save_answers)
        reports = _wait(look, style, wait, offline=settings.value("offline"))
    return deliver(reports, style, outputs)


def _wait(
    look: Callable[[], "Sequence[Report]"], style: ReportStyle, wait: str, *, offline: bool
) -> "Sequence[Report]":
    """Look until all is well, or the time is up."""
    seconds = options.seconds(wait, "--wait", options.DAY)
    if offline:
        raise UsageError("`--wait` and `--offline` exclude each other; a file says the same at every look")
    from mailcheck.cli.wait import look_until_pass

    return look_until_pass(look, style, seconds)


def check_domains(wanted: Check, style: ReportStyle, save_answers: Path | None = None) -> "Sequence[Report]":
    """Ask, and return the reports in the order of the domains; keep the answers, if that is wanted."""
    surveys = _ask(wanted, style, save_answers)
    from mailcheck.api import judge_all

    return judge_all(surveys, baseline=wanted.baseline)


def _ask(wanted: Check, style: ReportStyle, save_answers: Path | None) -> "Sequence[Survey]":
    sources = tuple(dict.fromkeys(wanted.sources.values()))
    recorders: dict[str, RecordingResolver] = {}

    async def survey_all(resolvers: "tuple[Resolver, ...]") -> "tuple[Survey, ...]":
        from mailcheck.api import survey_all

        of_source = dict(zip(sources, resolvers, strict=True))
        own = {domain: of_source[source] for domain, source in wanted.sources.items()}
        if save_answers is not None:
            from mailcheck.dns.recorded import RecordingResolver

            recorders.update({domain: RecordingResolver(resolver) for domain, resolver in own.items()})
        return await survey_all(wanted.requests, resolvers={**own, **recorders})

    try:
        surveys = ask(
            survey_all,
            sources,
            offline=wanted.offline,
            first=first_questions(wanted.requests[0]),
            meanwhile=lambda: import_renderer(style),
        )
    except ZoneSyntaxError as error:  # a comment that cannot be read
        raise UsageError(str(error)) from None
    if save_answers is not None:
        from mailcheck.cli.kept_answers import save

        save(surveys, recorders, save_answers)
    return surveys


def _read_answers(path: Path) -> "dict[str, Recording]":
    from mailcheck.cli.kept_answers import read_answers

    return read_answers(path)


def _style(settings: Settings, *, fix: bool, to_file: bool) -> ReportStyle:
    return ReportStyle(
        choose_format(settings.value("format")),
        options.severity(settings.value("fail-on")),
        settings.value("allow-unknown"),
        settings.value("quiet"),
        settings.value("verbose"),
        options.use_colour(settings.value("color"), to_file=to_file),
        None if to_file else options.columns(),
        fix,
    )


def _make_check(
    given: GivenArguments, settings: Settings, records: Sequence[str], hosts: Sequence[str]
) -> Check:
    """Return what to check: domains that are asked about in the same places share a source.

    Raises:
        UsageError: there is no domain, or a value cannot be used.
    """
    check_globs(settings)
    private_keys = read_private_keys(settings.value("dkim-keys"))
    domains = _domains(given, settings)
    planned = read_planned_records(records, hosts, domains[0])
    timeout = options.seconds(settings.value("timeout"))
    sources = {
        domain: AnswerSource(
            _zones(given, _paths(given, settings, domain)), _nameservers(settings, domain), timeout, planned
        )
        for domain in domains
    }
    requests = tuple(request_for(settings, domain, private_keys) for domain in domains)
    offline = settings.value("offline")
    if settings.value("authoritative") or settings.value("authorities"):
        if offline or any(source.zones for source in sources.values()):
            raise UsageError(
                "`--authoritative` asks what is published; it goes neither with --zone nor --offline"
            )
        authorities = check_authorities(settings.value("authorities"))
        requests = tuple(
            replace(request, authoritative=True, authorities=authorities) for request in requests
        )
    return Check(requests, sources, _baseline(settings), offline)


def _baseline(settings: Settings) -> "Baseline | None":
    path = settings.value("baseline")
    if path is None:
        return None
    from mailcheck.cli.requests import read_reports
    from mailcheck.judge.baseline import baseline_of

    return baseline_of(read_reports(Path(path)))


def _domains(given: GivenArguments, settings: Settings) -> tuple[str, ...]:
    """Return the domains of the command line, of the zones it names, or of the configuration."""
    zones = _zones(given, _paths(given, settings, ""))
    if given.files:
        own = (zone.origin for zone in zones if zone.files[0].name in given.files)
        return normalize_domains((*given.domains, *own))
    if given.domains or settings.is_said("zones"):
        return normalize_domains(given.domains or (zone.origin for zone in zones))
    return normalize_domains((*settings.config.domains, *(zone.origin for zone in zones)))


def _paths(given: GivenArguments, settings: Settings, domain: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*given.files, *map(str, settings.value("zones", domain)))))


@cache
def _zones(given: GivenArguments, paths: tuple[str, ...]) -> "tuple[ZoneResolver, ...]":
    return read_zones(tuple(map(Path, paths)), given.owner, allow_include=given.allow_include)


def _nameservers(settings: Settings, domain: str) -> tuple[str, ...]:
    """Return the name servers to ask; a configuration's give way to --offline."""
    found = settings.setting("nameservers", domain)
    if not settings.value("offline"):
        return tuple(found.value)
    if settings.is_said("nameservers"):
        raise UsageError("`--nameserver` and `--offline` exclude each other; one asks, the other asks nobody")
    return ()
