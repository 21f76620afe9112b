"""Evaluates the SPF record for every address that should be allowed to send: MX hosts, and given senders."""

from dataclasses import replace

from mailcheck.answers import Answer
from mailcheck.asking import Procedure, Question, ask_all, together
from mailcheck.evaluate import SpfResult, check_host
from mailcheck.evaluate.identity import POSTMASTER
from mailcheck.evaluate.ranges import check_network
from mailcheck.gather.senders import checked_sender
from mailcheck.names import is_below, normalized
from mailcheck.survey.mx import MxSet, is_address
from mailcheck.survey.spf import Coverage


def coverage(domain: str, mx: MxSet, senders: tuple[str, ...]) -> Procedure[tuple[Coverage, ...]]:
    """Run `check_host()` for every address of every MX host and for every sender, all side by side."""
    procedures = [_of_answers(domain, host.name, host.answers) for host in mx.hosts if host.answers]
    procedures += [_of_sender(domain, sender) for sender in senders]
    found = yield from together(procedures)
    return tuple(entry for entries in found for entry in entries)


def placed(coverage: tuple[Coverage, ...], organizational_domain: str | None) -> tuple[Coverage, ...]:
    """Say of each host whether it belongs to the domain's own organization."""
    return tuple(
        [
            entry if _is_own(entry, organizational_domain) else replace(entry, is_own=False)
            for entry in coverage
        ]
    )


def _is_own(entry: Coverage, organizational_domain: str | None) -> bool:
    if entry.is_sender:
        return True
    host = normalized(entry.host)
    if is_below(host, entry.checked):
        return True
    return organizational_domain is not None and is_below(host, organizational_domain)


def _of_answers(
    domain: str, host: str, answers: tuple[Answer, ...], is_sender: bool = False
) -> Procedure[tuple[Coverage, ...]]:
    """Evaluate all addresses in *answers*; for a failed answer there is an entry without an address."""
    addresses = dict.fromkeys(address for answer in answers for address in answer.addresses)
    known = yield from together([_of_address(domain, host, address, is_sender) for address in addresses])
    unknown = (
        Coverage(host, "", "temperror", is_sender=is_sender, failures=(answer,), checked=domain)
        for answer in answers
        if answer.failed
    )
    return (*known, *unknown)


def _of_address(domain: str, host: str, address: str, is_sender: bool) -> Procedure[Coverage]:
    result = yield from check_host(address, domain, f"{POSTMASTER}@{domain}", host)
    covered = _covered(domain, host, address, result, is_sender)
    dropped = _dropped(result)
    if not dropped:
        return covered
    other = yield from check_host(address, domain, f"{POSTMASTER}@{domain}", host, record=dropped)
    return replace(covered, dropped=other.term if other.result == "pass" else "")


def _dropped(result: SpfResult) -> str:
    """Return a record of the terms after the `all` that decided, empty unless there are some."""
    if result.source is None or result.span is None or result.result == "pass":
        return ""
    if result.term.lstrip("+-?~").lower() != "all":
        return ""
    rest = result.source.text[result.span.end :].strip(" ")
    return f"v=spf1 {rest}" if rest else ""


def _covered(domain: str, host: str, address: str, result: SpfResult, is_sender: bool) -> Coverage:
    return Coverage(
        host,
        address,
        result.result,
        result.term,
        result.domain,
        result.source,
        result.span,
        is_sender,
        failures=result.failures,
        problem=result.problem,
        checked=domain,
    )


def _of_sender(domain: str, sender: str) -> Procedure[tuple[Coverage, ...]]:
    """Evaluate a sender given as an address, a network or a host name."""
    sender = checked_sender(sender)
    mailbox = f"{POSTMASTER}@{domain}"
    if "/" in sender:
        address, result = yield from check_network(sender, domain, mailbox, domain)
        return (_covered(domain, sender, sender if result.result == "pass" else address, result, True),)
    if ":" in sender or is_address(sender):
        result = yield from check_host(sender, domain, mailbox, domain)
        return (_covered(domain, sender, sender, result, True),)
    answers = yield from ask_all([Question(sender, "A"), Question(sender, "AAAA")])
    entries = yield from _of_answers(domain, sender, answers, True)
    nothing = Coverage(sender, "", "none", is_sender=True, problem="it has no address", checked=domain)
    return entries or (nothing,)
