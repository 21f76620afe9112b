"""Clients of one address family get a permerror because the hosts have addresses of the other only.

For an IPv6 client, `a` and `mx` ask for AAAA records. Each host that has none is a void lookup, and after
two of them receivers answer permerror (RFC 7208 section 4.6.4), whatever the rest of the record says. The
same holds for IPv4 clients where the hosts have IPv6 addresses only.

## Fails

```zone
@   TXT  "v=spf1 mx ip6:2a00:1450::/32 -all"
@   MX   10 h1
@   MX   20 h2
@   MX   30 h3
h1  A    9.9.9.10
h2  A    9.9.9.11
h3  A    9.9.9.12
```

## Passes

```zone
@   TXT  "v=spf1 ip4:9.9.9.0/24 ip6:2a00:1450::/32 -all"
@   MX   10 h1
@   MX   20 h2
@   MX   30 h3
h1  A    9.9.9.10
h2  A    9.9.9.11
h3  A    9.9.9.12
```

## Remedy

Put the `ip4:` and `ip6:` terms that clients of this family need before `a` and `mx`, or list the hosts'
addresses instead of their names.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.spf.limits import VOID_LOOKUP_LIMIT
from mailcheck.rules import _voids, rule
from mailcheck.survey.request import Severity
from mailcheck.survey.spf.tree import SpfTree


@rule(Severity.WARNING, "RFC 7208 section 4.6.4")
def check(tree: SpfTree) -> Iterator[Problem | CannotTell]:
    voids = tree.void_lookups
    if _voids.exceeds(min(voids)):
        return
    if not _voids.exceeds(max(voids)):
        yield from _voids.cannot_tell(tree)
        return
    six = voids.ipv6 > voids.ipv4
    terms = [term for term in tree.queries if (term.voids.ipv6 if six else term.voids.ipv4)]
    family, rdtype = ("IPv6", "AAAA") if six else ("IPv4", "A")
    yield _voids.problem(
        terms,
        f"{max(voids)} lookups find nothing for {family} clients; the limit is {VOID_LOOKUP_LIMIT}: "
        f"hosts without {rdtype} records in {_voids.name_terms(terms)}",
    )
