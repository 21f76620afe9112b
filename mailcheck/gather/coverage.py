"""Evaluates the SPF record for every address that should be allowed to send: MX hosts, and senders that were given."""

from dataclasses import replace

from mailcheck.answers import Answer
from mailcheck.asking import Procedure, Question, ask_all, together
from mailcheck.evaluate import SpfResult, check_host
from mailcheck.names import is_below
from mailcheck.survey.mx import MxHost, MxSet
from mailcheck.survey.spf import Coverage


def coverage(domain: str, mx: MxSet, senders: tuple[str, ...]) -> Procedure[tuple[Coverage, ...]]:
    """Run `check_host()` for every address of every MX host and for every sender, all side by side."""
    procedures = [_of_host(domain, host) for host in mx.hosts if host.name]
    procedures += [_of_sender(domain, sender) for sender in senders]
    found = yield from together(procedures)
    return tuple(entry for entries in found for entry in entries)


def placed(coverage: tuple[Coverage, ...], organizational_domain: str) -> tuple[Coverage, ...]:
    """Say of each host whether it belongs to the domain's own organization."""
    return tuple(
        replace(entry, is_own=entry.is_sender or is_below(entry.host, organizational_domain)) for entry in coverage
    )


def _of_host(domain: str, host: MxHost) -> Procedure[tuple[Coverage, ...]]:
    return (yield from _of_answers(domain, host.name, host.answers))


def _of_answers(
    domain: str, host: str, answers: tuple[Answer, ...], is_sender: bool = False
) -> Procedure[tuple[Coverage, ...]]:
    """Evaluate all addresses in *answers*; a failed answer is an entry without an address."""
    addresses = tuple(dict.fromkeys(address for answer in answers for address in answer.addresses))
    results = yield from together(
        [check_host(address, domain, f"postmaster@{domain}", host) for address in addresses]
    )
    known = tuple(_covered(host, address, result, is_sender) for address, result in zip(addresses, results, strict=True))
    unknown = tuple(
        Coverage(host, "", "", is_sender=is_sender, failures=(answer,)) for answer in answers if answer.failed
    )
    return known + unknown


def _covered(host: str, address: str, result: SpfResult, is_sender: bool) -> Coverage:
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
    )


def _of_sender(domain: str, sender: str) -> Procedure[tuple[Coverage, ...]]:
    """Evaluate a sender given as an address, a CIDR range or a host name."""
    if _is_address(sender):
        result = yield from check_host(sender, domain, f"postmaster@{domain}", domain)
        return (_covered(sender, sender, result, True),)
    answers = yield from ask_all([Question(sender, "A"), Question(sender, "AAAA")])
    return (yield from _of_answers(domain, sender, answers, True))


def _is_address(text: str) -> bool:
    return ":" in text or text.replace(".", "").isdigit()
