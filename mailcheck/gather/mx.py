"""Asks for a domain's MX records and for the addresses of every target at once."""

from collections.abc import Mapping

from mailcheck.answers import Answer
from mailcheck.asking import Procedure, Question, ask_all
from mailcheck.survey.mx import MxHost, MxSet, is_address
from mailcheck.survey.sources import mx_source, nowhere

HOST_LIMIT = 32  # hosts resolved for one domain; mail servers themselves try far fewer

Pair = tuple[Answer, Answer]


def mx_set(domain: str) -> Procedure[MxSet]:
    """Ask for the MX records, then for A and AAAA of all their targets at once.

    Without any record, ask for the domain's own addresses.
    """
    (answer,) = yield (Question(domain, "MX"),)
    if answer.void:
        return (yield from _implicit(domain, answer))
    if not answer.found:
        return MxSet(domain, answer)
    names = _resolvable(answer)
    pairs = yield from _addresses(names[:HOST_LIMIT])
    return MxSet(domain, answer, _hosts(answer, pairs), unresolved=len(names[HOST_LIMIT:]))


def _implicit(domain: str, answer: Answer) -> Procedure[MxSet]:
    """The implicit MX of RFC 5321 section 5.1: the domain's own address."""
    pair = (yield from _addresses((domain,)))[domain]
    if not any(part.found for part in pair):
        return MxSet(domain, answer, own=pair)
    return MxSet(domain, answer, (MxHost(0, domain, nowhere(answer), *pair),), implicit=True, own=pair)


def _resolvable(answer: Answer) -> tuple[str, ...]:
    """The names to resolve, each once, in the order in which senders try them."""
    exchanges = dict.fromkeys([mx.exchange for mx in sorted(answer.exchanges)])
    return tuple([name for name in exchanges if "." in name and not is_address(name)])


def _addresses(names: tuple[str, ...]) -> Procedure[Mapping[str, Pair]]:
    answers = yield from ask_all([Question(name, rdtype) for name in names for rdtype in ("A", "AAAA")])
    return dict(zip(names, zip(answers[::2], answers[1::2], strict=True), strict=True))


def _hosts(answer: Answer, pairs: Mapping[str, Pair]) -> tuple[MxHost, ...]:
    """The hosts by preference, then by name, whatever order the server gave."""
    records = sorted([(mx, index) for index, mx in enumerate(answer.exchanges)])
    return tuple(
        [
            MxHost(mx.preference, mx.exchange, mx_source(answer, index), *pairs.get(mx.exchange, ()))
            for mx, index in records
        ]
    )
