"""The record needs almost as many DNS lookups as receivers make.

At most 10 terms may query the DNS, included records counted in (RFC 7208 section 4.6.4). At 9 or 10, one
more include at a provider is enough to break the record, and providers do not announce it.

## Fails

```zone
@   TXT  "v=spf1 include:a.example.com a:h1.example.com/25 a:h1.example.com/26 a:h1.example.com/27 -all"
a   TXT  "v=spf1 a:h1.example.com/28 a:h1.example.com/29 a:h1.example.com/30 a:h1.example.com mx -all"
a   MX   10 h1
@   MX   10 h1
h1  A    9.9.9.10
```

## Passes

```zone
@   TXT  "v=spf1 mx include:a.example.com -all"
a   TXT  "v=spf1 ip4:9.9.9.0/24 -all"
@   MX   10 h1
h1  A    9.9.9.10
```

## Remedy

Make room: remove includes of services that are no longer used, and write `ip4:` and `ip6:`, which cost
nothing, for hosts whose addresses you control.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.spf.limits import LOOKUP_LIMIT
from mailcheck.rules import rule
from mailcheck.survey.request import Severity
from mailcheck.survey.spf.tree import SpfTree

NEAR = 9


@rule(Severity.WARNING, "RFC 7208 section 4.6.4")
def check(tree: SpfTree) -> Iterator[Problem | CannotTell]:
    if tree.record is None or tree.lookups > LOOKUP_LIMIT:
        return
    if tree.lookups < NEAR:
        yield from map(CannotTell, tree.record_failures)
        return
    message = f"{tree.lookups} terms query the DNS; the limit is {LOOKUP_LIMIT}"
    yield Problem(message, tree.record.source)
