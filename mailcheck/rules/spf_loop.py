"""An include or redirect leads back to where it came from.

Receivers follow a loop until they have evaluated 10 terms that query the DNS, and then answer permerror
(RFC 7208 section 4.6.4). A record that is reached twice on different ways is no loop.

## Fails

```zone
@     TXT  "v=spf1 include:_spf.example.com -all"
_spf  TXT  "v=spf1 ip4:9.9.9.9 include:example.com -all"
```

A domain that includes itself:

```zone
@  TXT  "v=spf1 mx include:example.com -all"
```

## Passes

Two records that include a third one:

```zone
@  TXT  "v=spf1 include:a.example.com include:b.example.com -all"
a  TXT  "v=spf1 include:c.example.com -all"
b  TXT  "v=spf1 include:c.example.com -all"
c  TXT  "v=spf1 ip4:9.9.9.9 -all"
```

## Remedy

Remove the term that leads back: a domain's own hosts need no include of the domain.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.spf.repair import without
from mailcheck.rules import rule
from mailcheck.survey.request import Severity
from mailcheck.survey.spf.tree import ReachedTerm, SpfTree


@rule(Severity.ERROR, "RFC 7208 section 4.6.4")
def check(tree: SpfTree) -> Iterator[Problem | CannotTell]:
    if tree.sound:
        return
    for term in tree.distinct:
        if term.node and term.node.loop:
            yield _problem(term)
        elif term.node and term.node.answer.failed:
            yield CannotTell(term.node.answer)


def _problem(term: ReachedTerm) -> Problem:
    way = " -> ".join(term.node.loop) if term.node else ""
    message = f"`{term.text}` closes a loop, {way}; a loop ends in a permerror"
    return Problem(message, term.record.source, term.term.span, replacement=without(term.record, term.term))
