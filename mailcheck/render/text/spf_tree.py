"""The include tree as text: each term with what it costs, and what it stands for."""

from collections.abc import Iterator
from typing import NamedTuple

from mailcheck.render.text.lines import Line, Piece, hang, piece, prose, table, width_of
from mailcheck.survey.spf.providers import provider
from mailcheck.survey.spf.tree import (
    AddressCounts,
    ReachedTerm,
    SpfNode,
    SpfTree,
    Voids,
    addresses,
    count_addresses,
    networks,
    passing,
)

SHOWN = 4  # addresses named; of more, the number is told
WIDE = 64  # bits of the IPv6 prefix in which large networks are counted


class TreeRow(NamedTuple):
    """A term in its place; *total* is empty where it costs nothing, *crossing* where no limit is crossed."""

    branch: str
    term: ReachedTerm
    total: str
    crossing: str
    note: str


def tree_lines(tree: SpfTree, width: int) -> Iterator[Line]:
    """Return the record, its tree, and the totals."""
    for record in tree.root.records:
        yield from _head(piece(tree.domain, "head"), record.text, width)
    rows = list(_rows(tree))
    cells = table((f"{row.branch}{row.term.text}", row.total, "") for row in rows)
    for row, line in zip(rows, cells, strict=True):
        yield from _with_note(line, row, width)
    if tree.root.records:
        yield ()
    for sentence in summary(tree):
        yield from prose(sentence, width)


def _head(domain: Piece, text: str, width: int) -> Iterator[Line]:
    """Put the record behind the domain, or below it where that leaves less than half of the width."""
    column = width_of((domain,)) + 1
    if column > width // 2:
        yield (domain,)
        yield from hang((), prose(text, width - 2, "record"), 2)
    else:
        yield from hang((domain,), prose(text, width - column, "record"), column)


def _with_note(line: Line, row: TreeRow, width: int) -> Iterator[Line]:
    """Put the note behind the term, or below it where there is no room."""
    text = "; ".join(filter(None, (row.crossing, row.note)))
    note = piece(text, "fail" if row.crossing or row.term.is_error else "dim")
    if width_of((*line, note)) <= width:
        yield (*line, note)
        return
    yield line
    indent = len(row.branch) + 2
    yield from hang((), prose(text, width - indent, note.style), indent)


def _rows(tree: SpfTree) -> Iterator[TreeRow]:
    counted, voids = 0, Voids(0, 0)
    for branch, term in _branches(tree.root, ""):
        counted += term.queries
        before, voids = voids, Voids(voids.ipv4 + term.voids.ipv4, voids.ipv6 + term.voids.ipv6)
        count = f"{counted}/{tree.lookup_limit}" if term.queries else ""
        yield TreeRow(branch, term, count, _crossing(term, tree, before, voids), _note(term))


def _crossing(term: ReachedTerm, tree: SpfTree, before: Voids, after: Voids) -> str:
    """Say which limits are crossed at a term, and for clients of which family."""
    limit = tree.void_lookup_limit
    families = [
        name for name, *n in zip(("IPv4", "IPv6"), before, after, strict=True) if n[0] <= limit < n[1]
    ]
    lookups = f"crosses the limit of {tree.lookup_limit}" if term is tree.crossing else ""
    voids = f"crosses the limit of {limit} voids for {' and '.join(families)}" if families else ""
    return "; ".join(filter(None, (lookups, voids)))


def _branches(node: SpfNode, indent: str) -> Iterator[tuple[str, ReachedTerm]]:
    for index, term in enumerate(node.terms):
        last = index == len(node.terms) - 1
        yield f"{indent}{'`-- ' if last else '|-- '}", term
        if term.node:
            yield from _branches(term.node, f"{indent}{'    ' if last else '|   '}")


def _note(term: ReachedTerm) -> str:
    parts = [_state(term), _voids(term), provider(term.target or ""), _stands_for(term)]
    return "; ".join(filter(None, parts))


def _state(term: ReachedTerm) -> str:
    if term.failures:
        return ", ".join(f"{answer.owner} {answer.rdtype} could not be asked" for answer in term.failures)
    if term.leads_nowhere:
        return "no SPF record there: permerror"
    if term.node and (term.node.broken or term.node.cut):
        return term.node.broken or "not followed: the tree is too large"
    if term.queries and term.target is None:
        return "depends on the client" if term.term.name == "ptr" else "depends on the message"
    return "" if term.asked else "not asked: there are too many terms"


def _voids(term: ReachedTerm) -> str:
    ipv4, ipv6 = term.voids
    if ipv4 == ipv6:
        return f"{ipv4} void" if ipv4 else ""
    return " and ".join(
        f"{count} void for IPv{6 if six else 4}" for six, count in ((0, ipv4), (1, ipv6)) if count
    )


def _stands_for(term: ReachedTerm) -> str:
    if term.term.name == "all":
        return ""
    named = addresses(term)
    lengths = {(network.bits, network.last - network.first) for network in networks(term)}
    if named and len(named) <= SHOWN and all(size == 0 for _, size in lengths):
        return ", ".join(named)
    return address_count(count_addresses(networks(term)))


def address_count(found: AddressCounts) -> str:
    """Say how many addresses there are; large numbers of IPv6 ones in networks."""
    return " and ".join(filter(None, (_number(found.ipv4, "IPv4"), _number_of_ipv6(found.ipv6))))


def _number(count: int, family: str) -> str:
    return f"{count:,} {family} address{'es' if count != 1 else ''}" if count else ""


def _number_of_ipv6(count: int) -> str:
    if count < 1 << WIDE:
        return _number(count, "IPv6")
    networks = count >> WIDE
    return f"{networks:,} IPv6 network{'s' if networks != 1 else ''} of /{WIDE}"


def summary(tree: SpfTree) -> Iterator[str]:
    """Sum the tree up in sentences."""
    if tree.answer.failed:
        yield f"The TXT record of {tree.domain} could not be had: {tree.answer.detail or 'no answer'}."
        return
    if tree.record is None:
        many = len(tree.root.records)
        yield (
            f"{tree.domain} has {many} SPF records; one is needed."
            if many
            else f"{tree.domain} has no SPF record."
        )
        return
    if not tree.record.valid:
        yield "The record has a syntax error; receivers answer permerror for every sender."
        yield from (f"{message}." for message in tree.record.faults)
        return
    least = "at least " if tree.is_lower_bound else ""
    voids = tree.void_lookups
    yield (
        f"Worst case: {least}{tree.lookups} of {tree.lookup_limit} lookups; void lookups {voids.ipv4} of "
        f"{tree.void_lookup_limit} for IPv4 clients, {voids.ipv6} for IPv6 clients."
    )
    yield f"Passes, as far as known: {address_count(passing(tree)) or 'nobody'}."
    if tree.dynamic:
        yield f"Not known beforehand: {', '.join(term.text for term in tree.dynamic)}."
