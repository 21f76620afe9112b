"""Asks for the names of addresses that send, and for the addresses of those names."""

from collections.abc import Iterable

from mailcheck.asking import Procedure, Question, ask, ask_all, together
from mailcheck.evaluate.client import client, number
from mailcheck.survey.reverse import ReverseName
from mailcheck.survey.spf import PTR_LIMIT, Coverage


def reverse(coverage: Iterable[Coverage]) -> Procedure[tuple[ReverseName, ...]]:
    """Look at every address of the domain's own hosts and of the senders (RFC 8601 section 2.7.3).

    A network has no name of its own, and is left out.
    """
    sending = {
        row.address: row.host for row in coverage if row.is_own and row.address and "/" not in row.address
    }
    return (yield from together([_name(host, address) for address, host in sending.items()]))


def _name(host: str, address: str) -> Procedure[ReverseName]:
    sender = client(address)
    answer = yield from ask(sender.reverse_name, "PTR")
    names = answer.names[:PTR_LIMIT] if answer.found else ()
    forward = yield from ask_all(Question(name, sender.rdtype) for name in names)
    back = (number(each) == sender.number for found in forward for each in found.addresses)
    return ReverseName(host, address, answer, forward, confirmed=any(back))
