"""The MX hosts as text."""

from collections.abc import Iterator

from mailcheck.dns.answers import PLANNED, Answer
from mailcheck.render.text.lines import Line, View, fitted, hung, piece, prose, table, width_of
from mailcheck.survey.mx import MxHost, MxSet

SENTENCE = 39  # columns for what is said of a host whose addresses are not all there
INDENT = 4


def mail_hosts(mx: MxSet, view: View) -> Iterator[Line]:
    """Return one line a host: preference, name, addresses; or a sentence where there are none."""
    sentence = _sentence(mx)
    if sentence:
        yield from prose(sentence, view.room)
    if mx.is_null:
        return
    names = list(table((str(host.preference), _name(host)) for host in mx.hosts))
    column = max(map(width_of, names), default=0) + 2
    longest = max(map(_longest, mx.hosts), default=0)
    for name, host in zip(names, mx.hosts, strict=True):
        if column + longest <= view.room:
            yield from hung(name, _addresses(host, view.room - column), column)
        else:
            yield from fitted(name, view.room)
            yield from hung((), _addresses(host, view.room - INDENT), INDENT)


def _longest(host: MxHost) -> int:
    """Return the columns that cannot be broken in what is said of a host."""
    whole = host.addresses and not host.failures
    return max(map(len, host.addresses)) if whole else SENTENCE


def _sentence(mx: MxSet) -> str:
    if mx.answer.failed:
        return f"The MX records could not be asked: {how(mx.answer)}."
    if mx.is_null:
        return "0 .  A null MX: the domain takes no mail."
    if mx.implicit:
        return "There is no MX record; mail goes to the domain's own address."
    return "" if mx.hosts else "There is no MX record and no address: the domain takes no mail."


def how(answer: Answer) -> str:
    """Say in a word how a question failed."""
    return answer.failure.value if answer.failure else "no answer"


def _name(host: MxHost) -> str:
    return host.name or "."


def _addresses(host: MxHost, room: int) -> Iterator[Line]:
    planned = PLANNED in (host.source.server, *(answer.server for answer in host.answers if answer.found))
    known = "  ".join((*host.addresses, *(["(planned)"] if planned else ())))
    if known:
        yield from prose(known, room)
    if host.failures:
        types = ", ".join(answer.rdtype for answer in host.failures)
        yield (piece(f"{types} unknown: {how(host.failures[0])}", "unknown"),)
    if not known and not host.failures:
        yield (piece(_absence(host), "dim"),)


def _absence(host: MxHost) -> str:
    if not host.answers:
        return "addresses not asked for" if host.name else "takes no mail"
    return "no such name" if host.denied else "no address"
