"""The SPF record as text: what it means for everybody else, what it costs, and who may send."""

from collections.abc import Iterator, Mapping, Sequence

from mailcheck.dns.source import Span
from mailcheck.render.text.lines import (
    Line,
    Piece,
    View,
    fitted,
    hung,
    marked,
    piece,
    prose,
    table,
    unpublished,
    width_of,
)
from mailcheck.survey.spf.covered import Coverage
from mailcheck.survey.spf.tree import SpfNode, SpfTree

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
        yield from marked(record.text, faults.get(record.text, ()), view.room)
        yield from unpublished(record.source)
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
    said: set[str] = set()
    for row, line in zip(coverage, table(rows), strict=True):
        host, address, result, _ = line
        styled = (host, address, result._replace(style=_RESULT_STYLES.get(_result(row), "unknown")))
        yield from _with_reason(styled, piece("" if row.problem in said else _reason(row), "dim"), room)
        said |= {row.problem} - {""}


def _with_reason(row: Line, reason: Piece, room: int) -> Iterator[Line]:
    if width_of((*row, reason)) <= room:
        yield (*row, reason)
        return
    yield from fitted(row, room)
    yield from hung((), prose(reason.text, room - 2, reason.style), 2)


def _result(row: Coverage) -> str:
    return row.result if row.result and row.address else "unknown"


def _reason(row: Coverage) -> str:
    if row.problem:
        return row.problem
    if row.failures:
        return f"{row.failures[0].owner} {row.failures[0].rdtype} could not be asked"
    return row.term or "by default"
