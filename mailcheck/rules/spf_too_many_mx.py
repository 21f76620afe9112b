"""An mx term names a domain with more than 10 MX records.

Receivers look up the addresses of at most 10 MX hosts for one term; where there are more, they answer
permerror (RFC 7208 section 4.6.4).

## Fails

```zone
@  TXT  "v=spf1 mx -all"
@  MX   1 h1
@  MX   2 h2
@  MX   3 h3
@  MX   4 h4
@  MX   5 h5
@  MX   6 h6
@  MX   7 h7
@  MX   8 h8
@  MX   9 h9
@  MX   10 h10
@  MX   11 h11
*  A    9.9.9.10
```

## Passes

```zone
@   TXT  "v=spf1 mx -all"
@   MX   1 h1
@   MX   2 h2
h1  A    9.9.9.10
h2  A    9.9.9.11
```

## Remedy

List the hosts' addresses with `ip4:` and `ip6:` instead, or publish fewer MX records.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.spf.limits import MX_LIMIT
from mailcheck.rules import rule
from mailcheck.survey.request import Severity
from mailcheck.survey.spf.tree import SpfTree


@rule(Severity.ERROR, "RFC 7208 section 4.6.4")
def check(tree: SpfTree) -> Iterator[Problem | CannotTell]:
    yield from map(CannotTell, tree.record_failures)
    for term in tree.distinct:
        if term.term.name != "mx" or term.answer is None:
            continue
        count = len(term.answer.records)
        if term.answer.failed:
            yield CannotTell(term.answer)
        elif count > MX_LIMIT:
            message = (
                f"`{term.text}` stands for {count} MX records of `{term.target}`; the limit is {MX_LIMIT}"
            )
            yield Problem(message, term.record.source, term.term.span)
