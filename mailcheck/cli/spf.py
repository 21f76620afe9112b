"""`mailcheck spf`: the include tree with its costs, or the evaluation of clients, term by term."""

from collections.abc import Sequence
from typing import Annotated, NamedTuple

import typer

from mailcheck.cli import options
from mailcheck.cli.console import UsageError, write
from mailcheck.cli.requests import normalize_domain
from mailcheck.cli.sources import Spelled, ask
from mailcheck.dns.addresses import client
from mailcheck.dns.driver import run
from mailcheck.dns.lookups import Procedure, all_together
from mailcheck.dns.names import to_ascii
from mailcheck.errors import ExitCode, InvalidDomainError
from mailcheck.evaluate.spf import check_host
from mailcheck.evaluate.spf.check_host import identity
from mailcheck.evaluate.spf.evaluation import SpfResult
from mailcheck.records.spf.parser import is_spf
from mailcheck.survey.spf.tree import SpfTree


class SpfClient(NamedTuple):
    """Who sends: what `check_host()` is told beside the address."""

    domain: str
    sender: str
    helo: str


def spf(
    domain: Annotated[str, typer.Argument(metavar="DOMAIN", help="The mail domain.")],
    ip: Annotated[
        list[str] | None, typer.Option("--ip", metavar="IP", help="Evaluate for this client; repeatable.")
    ] = None,
    sender: Annotated[
        str | None,
        typer.Option("--from", metavar="ADDR", help="The MAIL FROM address; empty for the null sender."),
    ] = None,
    helo: Annotated[str | None, typer.Option("--helo", metavar="NAME", help="The HELO name.")] = None,
    record: Annotated[
        str | None,
        typer.Option("--record", metavar="TEXT", help="Try this record in place of the published one."),
    ] = None,
    zone: options.Zones = None,
    offline: options.Offline = False,
    nameserver: options.Nameservers = None,
    format: options.Format = "text",  # noqa: A002 - the parameter names the option
    output: options.Output = None,
    color: options.Colour = "auto",
    timeout: options.Timeout = "5",
    debug: options.Debug = False,
) -> int:
    """Show what an SPF record reaches and costs, or evaluate it for clients.

    Exit codes with --ip: 0 all pass, 1 one does not, 3 a lookup failed. Without: 0 the record is in order as
    far as it goes, 1 there is none or receivers cannot use it, 3 a lookup failed.
    """
    name = _normalize(domain) if ip else normalize_domain(domain)
    _consistent(ip, sender, helo, record)
    sources = [Spelled(zone, offline, nameserver, timeout).source()]
    coloured = options.use_colour(color, to_file=output is not None)
    room = None if output else options.columns()
    if ip:
        who = _client(name, sender, helo)
        _check_clients(ip)
        results = ask(
            lambda resolvers: run(_evaluations(ip, who, record), resolvers[0]), sources, offline=offline
        )
        write(_results_text(ip, results, format, coloured, room), output)
        return _code_of(results)
    from mailcheck.survey.spf.reach import spf_tree

    tree = ask(lambda resolvers: run(spf_tree(name, record), resolvers[0]), sources, offline=offline)
    write(_tree_text(tree, format, coloured, room), output)
    return _code(tree)


def _normalize(text: str) -> str:
    """Return the domain as a receiver takes it: a malformed one gets `none` (RFC 7208 section 4.3)."""
    try:
        return to_ascii(text)
    except InvalidDomainError:
        return text


def _consistent(ip: list[str] | None, sender: str | None, helo: str | None, record: str | None) -> None:
    if not ip and (sender is not None or helo is not None):
        raise UsageError("`--from` and `--helo` describe a client; `--ip IP` says which")
    if record is not None and not is_spf(record):
        raise UsageError(f"`--record {record}` is no SPF record; one begins with `v=spf1` and a space")


def _client(domain: str, sender: str | None, helo: str | None) -> SpfClient:
    """Return who sends: by default the domain's postmaster from a host of the domain's name."""
    name = helo or domain
    if sender is not None and not sender.strip("<>"):
        mailbox, domain = identity("", name)
        return SpfClient(domain, mailbox, name)
    mailbox, _ = identity(sender if sender and "@" in sender else f"{sender or ''}@{domain}", name)
    return SpfClient(domain, mailbox, name)


def _check_clients(ips: Sequence[str]) -> None:
    for ip in ips:
        try:
            client(ip)
        except ValueError as error:
            raise UsageError(str(error)) from None


def _evaluations(ips: Sequence[str], who: SpfClient, record: str | None) -> Procedure[tuple[SpfResult, ...]]:
    return all_together([check_host(ip, *who, record=record, trace=True) for ip in ips])


def _code_of(results: Sequence[SpfResult]) -> int:
    if any(result.result not in ("pass", "temperror") for result in results):
        return ExitCode.FAILED
    return ExitCode.UNKNOWN if any(result.result == "temperror" for result in results) else ExitCode.PASSED


def _code(tree: SpfTree) -> int:
    if tree.answer.failed:
        return ExitCode.UNKNOWN
    too_void = min(tree.void_lookups) > tree.void_lookup_limit
    if tree.unusable or tree.crossing or too_void or any(term.is_error for term in tree.terms):
        return ExitCode.FAILED
    return ExitCode.UNKNOWN if tree.failures else ExitCode.PASSED


def _tree_text(tree: SpfTree, format: str, coloured: bool, room: int | None) -> str:  # noqa: A002
    if format == "json":
        from mailcheck.render.facts import tree_facts
        from mailcheck.render.json import text

        return text(tree_facts(tree), indent=2) + "\n"
    from mailcheck.render.text.lines import UNBOUNDED, paint
    from mailcheck.render.text.spf_tree import tree_lines

    return paint(tree_lines(tree, room or UNBOUNDED), colour=coloured)


def _results_text(
    ips: Sequence[str],
    results: Sequence[SpfResult],
    format: str,  # noqa: A002
    coloured: bool,
    room: int | None,
) -> str:
    if format == "json":
        from mailcheck.render.facts import result_facts
        from mailcheck.render.json import text

        facts = [result_facts(*pair) for pair in zip(ips, results, strict=True)]
        return text(facts[0] if len(facts) == 1 else facts, indent=2) + "\n"
    from mailcheck.render.text.lines import UNBOUNDED, paint
    from mailcheck.render.text.spf_trace import result_lines

    texts = [
        paint(result_lines(ip, result, room or UNBOUNDED), colour=coloured)
        for ip, result in zip(ips, results, strict=True)
    ]
    return "\n".join(texts)
