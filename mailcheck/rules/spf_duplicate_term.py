"""A term stands twice.

The second one changes nothing: whoever it admits, the first one has admitted. But each `include`, `a`, `mx`,
`ptr` and `exists` counts again, with everything below it, towards the limit of 10 (RFC 7208 section 4.6.4).

## Fails

```zone
@  TXT  "v=spf1 ip4:9.9.9.9 mx ip4:9.9.9.9 -all"
@  MX   10 mail
mail  A  9.9.9.10
```

Through two includes:

```zone
@  TXT  "v=spf1 include:a.example.com include:b.example.com -all"
a  TXT  "v=spf1 include:c.example.com -all"
b  TXT  "v=spf1 include:c.example.com -all"
c  TXT  "v=spf1 ip4:9.9.9.9 -all"
```

## Passes

```zone
@  TXT  "v=spf1 ip4:9.9.9.9 ip4:9.9.9.10 mx -all"
@  MX   10 mail
mail  A  9.9.9.10
```

## Remedy

Remove the second one.
"""

from collections.abc import Iterator
from itertools import islice

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.spf.record import Mechanism
from mailcheck.records.spf.repair import without
from mailcheck.rules import rule
from mailcheck.survey.request import Severity
from mailcheck.survey.spf.tree import ReachedTerm, SpfNode, SpfTree

Key = tuple[object, ...]

FINDING_LIMIT = 64  # a record of 64 KiB can repeat a term thousands of times


@rule(Severity.WARNING, "RFC 7208 section 4.6.4")
def check(tree: SpfTree) -> Iterator[Problem | CannotTell]:
    yield from map(CannotTell, tree.record_failures)
    if _may_repeat(tree):
        yield from islice(_repetitions(tree.root, {}), FINDING_LIMIT)


def _may_repeat(tree: SpfTree) -> bool:
    """Say whether a record holds a term twice, or two terms of the tree ask for the same."""
    if [node for node in tree.nodes if node.record is not None and node.record.repeats]:
        return True
    asked = [(term.term.name, term.target) for term in tree.queries if term.target]
    return len(set(asked)) < len(asked)


def _repetitions(node: SpfNode, seen: dict[Key, ReachedTerm]) -> Iterator[Problem]:
    """Look through the tree in the order of evaluation, but not below what is repeated as a whole."""
    for term in node.terms:
        if not isinstance(term.term, Mechanism) or term.term.name == "all":
            continue
        first = seen.setdefault(_key(node, term, term.term), term)
        if first is not term:
            yield _problem(first, term)
        elif term.node and not term.node.loop:
            yield from _repetitions(term.node, seen)


def _key(node: SpfNode, term: ReachedTerm, mechanism: Mechanism) -> Key:
    """What makes a term the same: for what costs nothing, only within one record."""
    lengths = (mechanism.prefix4, mechanism.prefix6)
    if mechanism.network is not None:
        return (node.domain, mechanism.name, mechanism.network, *lengths)
    if term.target:
        return (mechanism.name, term.target, *lengths)
    return (node.domain, term.text.lstrip("+-?~").lower())


def _problem(first: ReachedTerm, term: ReachedTerm) -> Problem:
    here, there = term.record.source.owner, first.record.source.owner
    where = "" if first.record is term.record else f" in the record of `{there}`"
    cost = f"; it costs {term.cost} of the 10 lookups again" if term.cost else ""
    message = f"`{term.text}` in the record of `{here}` repeats `{first.text}`{where}{cost}"
    own = first.record is term.record
    replacement = without(term.record, term.term) if own else None
    return Problem(message, term.record.source, term.term.span, replacement=replacement)
