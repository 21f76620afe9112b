"""Too many terms ask for names that do not exist.

A lookup that finds nothing is a void lookup. After two of them receivers answer permerror (RFC 7208 section
4.6.4), to keep records from making them ask for nothing.

## Fails

```zone
@  TXT  "v=spf1 a:old1.example.com a:old2.example.com mx:old3.example.com ip4:9.9.9.9 -all"
```

## Passes

```zone
@      TXT  "v=spf1 a:mail.example.com a:old1.example.com ip4:9.9.9.9 -all"
mail   A    9.9.9.10
mail   AAAA 2a00:1450::25
```

## Remedy

Remove the terms whose names are gone, or correct the names.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.spf.limits import VOID_LOOKUP_LIMIT
from mailcheck.rules import _voids, rule
from mailcheck.survey.request import Severity
from mailcheck.survey.spf.tree import SpfTree


@rule(Severity.ERROR, "RFC 7208 section 4.6.4")
def check(tree: SpfTree) -> Iterator[Problem | CannotTell]:
    count = min(tree.void_lookups)
    if not _voids.exceeds(count):
        yield from _voids.cannot_tell(tree)
        return
    terms = [term for term in tree.queries if min(term.voids)]
    message = f"{count} lookups find nothing; the limit is {VOID_LOOKUP_LIMIT}: {_voids.name_terms(terms)}"
    yield _voids.problem(terms, message)
