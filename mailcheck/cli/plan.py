"""`mailcheck plan`: the records to publish for what is wanted, and what to change for it."""

import sys
from collections.abc import Iterator
from typing import Annotated, Literal

import typer

from mailcheck.cli import options
from mailcheck.cli.console import write
from mailcheck.cli.plan_arguments import GivenWishes, wishes
from mailcheck.cli.plan_output import Warned, json_text, web_text, zone_text
from mailcheck.cli.sources import Spelled, ask
from mailcheck.dns.driver import finish
from mailcheck.errors import ExitCode
from mailcheck.judge.judging import judge
from mailcheck.judge.model import Finding
from mailcheck.plan import Action, Draft, Wishes, draft, empty_world
from mailcheck.render.escape import visible
from mailcheck.survey.request import Severity

Policy = Literal["none", "quarantine", "reject"]

Domain = Annotated[str, typer.Argument(metavar="DOMAIN", help="The mail domain.")]
MxHosts = Annotated[
    list[str] | None,
    typer.Option("--mx", metavar="[PREF:]HOST", help="A host that receives mail; name all of them."),
]
Addresses = Annotated[
    list[str] | None,
    typer.Option("--address", metavar="HOST=ADDR", help="An address of an own host; repeatable."),
]
SendsFrom = Annotated[
    list[str] | None,
    typer.Option("--sends-from", metavar="ADDR", help="An address or CIDR range that sends; repeatable."),
]
Includes = Annotated[
    list[str] | None,
    typer.Option("--include", metavar="DOMAIN", help="A provider's SPF record to include; repeatable."),
]
Keys = Annotated[
    list[str] | None,
    typer.Option("--dkim", metavar="SEL=FILE", help="A selector with its private key or record; repeatable."),
]
Dmarc = Annotated[Policy | None, typer.Option("--dmarc", help="The DMARC policy.")]
Subdomains = Annotated[Policy | None, typer.Option("--subdomains", help="The DMARC policy for subdomains.")]
Rua = Annotated[
    list[str] | None,
    typer.Option("--rua", metavar="ADDR", help="Where aggregate reports go; repeatable."),
]
NoMail = Annotated[bool, typer.Option("--no-mail", help="The domain has no mail at all.")]
Format = Annotated[
    Literal["zone", "web", "json"],
    typer.Option("-f", "--format", help="For a zone file, for a provider's form, or for programs."),
]


def plan(
    domain: Domain,
    mx: MxHosts = None,
    address: Addresses = None,
    sends_from: SendsFrom = None,
    include: Includes = None,
    dkim: Keys = None,
    dmarc: Dmarc = None,
    subdomains: Subdomains = None,
    rua: Rua = None,
    no_mail: NoMail = False,
    zone: options.Zones = None,
    offline: options.Offline = False,
    nameserver: options.Nameservers = None,
    format: Format = "zone",  # noqa: A002 - the parameter names the option
    output: options.Output = None,
    timeout: options.Timeout = "5",
    debug: options.Debug = False,
) -> int:
    """Plan the records of a mail domain, and say what to change of those that are published.

    What is published and fits stays. With --offline and without --zone nothing is compared. Exit codes: 0 all
    is as planned, or nothing was compared, 1 there is something to change, 2 bad usage, 3 could not tell.
    """
    wanted = wishes(
        domain, GivenWishes(mx, address, sends_from, include, dkim, dmarc, subdomains, rua, no_mail)
    )
    compared = bool(zone) or not offline
    found = _draft(wanted, Spelled(zone, offline, nameserver, timeout), compared)
    warnings = tuple(_warnings(wanted, found))
    for warning in warnings:
        print(f"mailcheck: {visible(warning.line)}", file=sys.stderr)
    write(_text(found, compared, format, warnings), output)
    return _code(found) if compared else ExitCode.PASSED


def _draft(wanted: Wishes, spelled: Spelled, compared: bool) -> Draft:
    if compared:
        return ask(lambda resolvers: draft(wanted, resolvers[0]), [spelled.source()], offline=spelled.offline)
    hosts = {wish.host for wish in wanted.mx} - {wish.host for wish in wanted.addresses}
    return finish(draft(wanted, empty_world(wanted.domain, hosts)))


def _text(draft: Draft, compared: bool, format: str, warnings: tuple[Warned, ...]) -> str:  # noqa: A002
    if format == "json":
        return json_text(draft, compared, warnings)
    return zone_text(draft, compared) if format == "zone" else web_text(draft, compared)


def _code(draft: Draft) -> int:
    actions = {change.action for change in draft.changes}
    if actions & {Action.ADD, Action.CHANGE, Action.REMOVE}:
        return ExitCode.FAILED
    return ExitCode.UNKNOWN if Action.UNKNOWN in actions else ExitCode.PASSED


def _warnings(wanted: Wishes, draft: Draft) -> Iterator[Warned]:
    """Say what will be wrong even when all is published: by the rules, and hosts without an address."""
    from mailcheck.rules import catalogue

    wished = {wish.host for wish in wanted.mx}
    for host in draft.survey.mx.hosts:
        if host.name in wished and host.failures and not host.addresses:
            reason = host.failures[0].detail or "no answer"
            message = f"no address of the MX host `{host.name}` is known ({reason}); --address gives one"
            yield Warned(Severity.WARNING, "", message)
    (report,) = judge([draft.survey], catalogue())
    for finding in report.findings:
        if finding.severity >= Severity.WARNING and _concerns(wanted, finding):
            yield Warned(finding.severity, finding.rule.name, finding.problem.message)


def _concerns(wanted: Wishes, finding: Finding) -> bool:
    """Say whether a finding is about what was wished for."""
    source = finding.problem.source
    return (source.owner, source.rdtype) in wanted.places or (wanted.spf and finding.rule.family == "spf")
