"""What an include or redirect leads to is broken itself.

A permerror in an included record is a permerror for every record that includes it (RFC 7208 section 5.2),
and so it is for a redirect (section 6.1). Receivers that come to the term get no answer at all.

## Fails

A syntax error in the record of a provider:

```zone
@                  TXT  "v=spf1 include:_spf.example.net -all"
_spf.example.net.  TXT  "v=spf1 ipv4:9.9.9.0/24 -all"
```

Two records at the target:

```zone
@     TXT  "v=spf1 redirect=_spf.example.com"
_spf  TXT  "v=spf1 ip4:9.9.9.0/24 -all"
_spf  TXT  "v=spf1 ip4:9.9.10.0/24 -all"
```

The flaw may be further down:

```zone
@                   TXT  "v=spf1 include:_spf.example.net -all"
_spf.example.net.   TXT  "v=spf1 include:gone.example.net -all"
```

## Passes

```zone
@                  TXT  "v=spf1 include:_spf.example.net -all"
_spf.example.net.  TXT  "v=spf1 ip4:9.9.9.0/24 -all"
```

## Remedy

If the record is yours, repair it. Otherwise tell whoever publishes it, and list the addresses with `ip4:`
and `ip6:` until it works again.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import Answer
from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.spf.record import Invalid, SpfRecord
from mailcheck.rules import rule
from mailcheck.survey.request import Severity
from mailcheck.survey.spf.tree import ReachedTerm, SpfNode, SpfTree


@rule(Severity.ERROR, "RFC 7208 section 5.2")
def check(tree: SpfTree) -> Iterator[Problem | CannotTell]:
    if tree.sound:
        return
    for term in tree.root.queries:
        if term.node is None:
            continue
        cause = _cause(term.node)
        if cause:
            message = f"`{term.text}` ends in a permerror: {cause}"
            yield Problem(message, term.record.source, term.term.span)
        else:
            yield from map(CannotTell, _failures(term.node))


def _cause(node: SpfNode) -> str:
    """What is wrong at *node* or below; a loop and a missing first record have rules of their own."""
    if len(node.records) > 1:
        return f"`{node.domain}` has {len(node.records)} SPF records; one is allowed"
    if node.record and not node.record.valid:
        return f"in the record of `{node.domain}`, {_mistake(node.record)}"
    return next(filter(None, map(_cause_below, node.queries)), "")


def _cause_below(term: ReachedTerm) -> str:
    if term.leads_nowhere:
        owner = term.record.source.owner
        return f"in the record of `{owner}`, `{term.text}` leads to a name without an SPF record"
    return _cause(term.node) if term.node else ""


def _mistake(record: SpfRecord) -> str:
    return next(term.message for term in record.terms if isinstance(term, Invalid))


def _failures(node: SpfNode) -> Iterator[Answer]:
    if node.answer.failed:
        yield node.answer
    for child in node.children:
        yield from _failures(child)
