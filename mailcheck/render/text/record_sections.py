"""The records of each section as text: MX hosts, SPF and who may send, DKIM keys, DMARC."""

from collections.abc import Iterator, Mapping, Sequence

from mailcheck.dns.answers import PLANNED, Answer, Span
from mailcheck.render.text.lines import (
    Line,
    Piece,
    View,
    fit,
    hang,
    mark,
    piece,
    planned_note,
    prose,
    table,
    width_of,
)
from mailcheck.survey.dkim import DkimKey, DkimSet
from mailcheck.survey.dmarc.discovery import DmarcDiscovery
from mailcheck.survey.mx import MxHost, MxSet
from mailcheck.survey.spf.coverage import Coverage
from mailcheck.survey.spf.tree import SpfNode, SpfTree

SHORT = 16  # hexadecimal digits of a fingerprint that tell two keys of one domain apart
RECORD_INDENT = 2

_STATES = {"usable": "pass", "weak": "warning", "revoked": "warning", "unknown": "unknown"}


def keys(found: DkimSet, faults: Mapping[str, Sequence[Span]], view: View) -> Iterator[Line]:
    """Return one line a selector: type, size, state, fingerprint; its record where that is at fault."""
    if not found.keys:
        yield from prose(f"Not checked: {found.asked}.", view.room)
    for key, line in zip(found.keys, table(map(_row, found.keys)), strict=True):
        selector, kind, state, *rest = line
        row = (selector, kind, state._replace(style=_STATES.get(key.status, "fail")), *rest)
        yield from fit(row, view.room)
        if key in keys_to_show(found, faults, view):
            for record in key.records:
                spans = faults.get(record.text, ())
                yield from hang((), mark(record.text, spans, view.room - RECORD_INDENT), RECORD_INDENT)


def keys_to_show(found: DkimSet, faults: Mapping[str, Sequence[Span]], view: View) -> tuple[DkimKey, ...]:
    """Return the keys whose records are printed: they are long, and mostly nothing is wrong with them."""
    return tuple(
        key for key in found.keys if view.verbose or any(record.text in faults for record in key.records)
    )


def _row(key: DkimKey) -> tuple[str, str, str, str]:
    kind = f"{key.key.type} {key.key.bits}" if key.key else (key.record.key_type if key.record else "-")
    fingerprint = f"sha256:{key.key.fingerprint[:SHORT]}" if key.key else ""
    planned = "(planned)" if key.answer.server == PLANNED else ""
    return key.selector, kind, key.status, f"{fingerprint}  {planned}".strip()


def policy(found: DmarcDiscovery, faults: Mapping[str, Sequence[Span]], view: View) -> Iterator[Line]:
    """Return the record that governs the domain, and its meaning."""
    if found.record is not None:
        text = found.record.source.text
        yield from mark(text, faults.get(text, ()), view.room)
        yield from planned_note(found.record.source)
    yield from prose(f"{_origin(found)}{found.sentence}", view.room)


def _origin(found: DmarcDiscovery) -> str:
    if found.record_domain in (None, found.domain):
        return ""
    return f"This is the record of {found.record_domain}, which has a say over names below it. "


SENTENCE = 39  # columns for what is said of a host whose addresses are not all there
HOST_INDENT = 4


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
            yield from hang(name, _addresses(host, view.room - column), column)
        else:
            yield from fit(name, view.room)
            yield from hang((), _addresses(host, view.room - HOST_INDENT), HOST_INDENT)


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


_OTHERS = {
    "-": "Mail from any other address fails",
    "~": "Mail from any other address softfails: it is accepted, but counts as suspicious",
    "?": "For any other address the answer is neutral, as if there were no record",
    "+": "Mail from every address in the world passes",
}

_RESULT_STYLES = {
    "pass": "pass",
    "fail": "fail",
    "permerror": "fail",
    "softfail": "warning",
    "neutral": "warning",
    "none": "warning",
}


def spf_records(tree: SpfTree, faults: Mapping[str, Sequence[Span]], view: View) -> Iterator[Line]:
    """Return the record, or the records where there are too many, and a sentence on what it means."""
    for record in tree.root.records:
        yield from mark(record.text, faults.get(record.text, ()), view.room)
        yield from planned_note(record.source)
    sentences = tuple(meaning(tree))
    short = "; ".join(sentences)
    for sentence in (short,) if len(short) < view.room else sentences:
        yield from prose(f"{sentence[0].upper()}{sentence[1:]}.", view.room)


def meaning(tree: SpfTree) -> Iterator[str]:
    """Say what receivers make of the tree, and what it costs them."""
    if tree.answer.failed:
        yield "Whether there is a record is not known"
    elif not tree.root.records:
        yield "There is no SPF record: anyone may use the domain as sender"
    elif tree.root.broken:
        yield f"Receivers answer permerror for every sender: {tree.root.broken}"
    else:
        yield _others(tree)
        yield _cost(tree)


def _others(tree: SpfTree) -> str:
    last = tree.governing[-1]
    if last.answer.failed:
        return "What happens to mail from other addresses is not known"
    if last.record is None:
        return "Mail from any other address is a permerror: the redirect leads to no record"
    if _ends_badly(tree):
        return "Mail from any other address ends in a permerror"
    return _OTHERS[_default(last)] if tree.sends else "No address may send"


def _ends_badly(tree: SpfTree) -> bool:
    """Say whether an evaluation that matches nothing meets a fault before it comes to the end."""
    if tree.lookups > tree.lookup_limit or min(tree.void_lookups) > tree.void_lookup_limit:
        return True
    absent = any(not node.records and not node.answer.failed and not node.cut for node in tree.nodes)
    return absent or any(node.broken for node in tree.nodes)


def _default(node: SpfNode) -> str:
    terms = (reached.term for reached in node.terms if reached.term.name == "all")
    last = next(terms, None)
    return "?" if last is None else getattr(last, "qualifier", "?")


def _cost(tree: SpfTree) -> str:
    voids = tree.void_lookups
    least = "at least " if not tree.complete else ""
    void = f"{voids.ipv4}" if voids.ipv4 == voids.ipv6 else f"{voids.ipv4} (IPv4) or {voids.ipv6} (IPv6)"
    return f"{least}{tree.lookups} of {tree.lookup_limit} lookups, {void} of {tree.void_lookup_limit} void"


def senders(coverage: Sequence[Coverage], room: int) -> Iterator[Line]:
    """Return the coverage matrix: host, address, result and the term that decided, in columns."""
    rows = ((row.host, row.address or "unknown", _result(row), "") for row in coverage)
    reasons: set[str] = set()
    for row, line in zip(coverage, table(rows), strict=True):
        host, address, result, _ = line
        styled = (host, address, result._replace(style=_RESULT_STYLES.get(_result(row), "unknown")))
        yield from _with_reason(styled, piece("" if row.problem in reasons else _reason(row), "dim"), room)
        reasons |= {row.problem} - {""}


def _with_reason(row: Line, reason: Piece, room: int) -> Iterator[Line]:
    if width_of((*row, reason)) <= room:
        yield (*row, reason)
        return
    yield from fit(row, room)
    yield from hang((), prose(reason.text, room - 2, reason.style), 2)


def _result(row: Coverage) -> str:
    return row.result if row.result and row.address else "unknown"


def _reason(row: Coverage) -> str:
    if row.problem:
        return row.problem
    if row.failures:
        return f"{row.failures[0].owner} {row.failures[0].rdtype} could not be asked"
    return row.term or "by default"
