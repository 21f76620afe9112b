"""The record needs more DNS lookups than receivers make.

The terms `include`, `a`, `mx`, `ptr`, `exists` and `redirect` query the DNS. Receivers evaluate at most 10
of them, those in included records counted in, and then answer permerror (RFC 7208 section 4.6.4). Clients
that an early term admits may still pass; what counts here is the worst case, a client that no term admits.

## Fails

```zone
@   TXT  "v=spf1 include:a.example.com include:b.example.com mx -all"
a   TXT  "v=spf1 a:h1.example.com a:h1.example.com/25 a:h1.example.com/26 a:h1.example.com/27 -all"
b   TXT  "v=spf1 a:h1.example.com/28 a:h1.example.com/29 a:h1.example.com/30 a:h1.example.com/31 -all"
@   MX   10 h1
h1  A    9.9.9.10
```

## Passes

```zone
@   TXT  "v=spf1 ip4:9.9.9.0/24 ip4:9.9.10.0/24 mx include:a.example.com -all"
@   MX   10 h1
h1  A    9.9.9.10
a   TXT  "v=spf1 ip4:9.9.11.0/24 -all"
```

## Remedy

Remove includes of services that are no longer used, `mx` and `a` where an include already covers the hosts,
and terms that stand twice. Write `ip4:` and `ip6:`, which cost nothing, for hosts whose addresses you
control. Move bulk mail to a subdomain with a record of its own.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.spf.limits import LOOKUP_LIMIT
from mailcheck.rules import rule
from mailcheck.survey.request import Severity
from mailcheck.survey.spf.tree import SpfTree


@rule(Severity.ERROR, "RFC 7208 section 4.6.4")
def check(tree: SpfTree) -> Iterator[Problem | CannotTell]:
    crossing = tree.crossing
    if crossing is None:
        yield from map(CannotTell, tree.record_failures)
        return
    count = f"more than {LOOKUP_LIMIT}" if tree.is_lower_bound else str(tree.lookups)
    where = "" if crossing.record is tree.record else f" in the record of `{crossing.record.source.owner}`"
    message = (
        f"{count} terms query the DNS; the limit is {LOOKUP_LIMIT}, and `{crossing.text}`{where} crosses it"
    )
    yield Problem(message, crossing.record.source, crossing.term.span)
