"""A name has a CNAME record and others.

An alias stands alone: all questions for its name are answered at its target (RFC 1034 section 3.6.2).
Most name servers refuse to load a zone in which other records stand beside it, and the whole zone is then
gone, or stays at its last state.

## Fails

```zone
www  CNAME  web
www  TXT    "a note"
web  A      9.9.9.10
```

## Passes

```zone
www  CNAME  web
web  A      9.9.9.10
web  TXT    "a note"
```

## Remedy

Remove the CNAME record, or move the others to its target.
"""

from collections.abc import Iterator

from mailcheck.dns.zonefile.words import BESIDE_CNAME
from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.rules._zone import fatal
from mailcheck.survey.domain import ZoneFlaws
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 2181 section 10.1")
def check(zone: ZoneFlaws) -> Iterator[Problem]:
    yield from fatal(zone, BESIDE_CNAME)
