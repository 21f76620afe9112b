"""A line of the zone file cannot be read.

The message says which word could not be read, and what may stand there. No name server loads a file with
such a line, and the zone stays at its last state. mailcheck reads on after it, so that all mistakes come
at once.

## Fails

```zone
@  TEXT  "v=spf1 mx -all"
```

```zone
@     MX  mail
mail  A   9.9.9.256
```

## Passes

```zone
@     TXT  "v=spf1 mx -all"
@     MX   10 mail
mail  A    9.9.9.25
```

## Remedy

Correct the word that is marked.
"""

from collections.abc import Iterator

from mailcheck.dns.zonefile.words import SYNTAX
from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.rules._zone import fatal
from mailcheck.survey.domain import ZoneFlaws
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 1035 section 5.1")
def check(zone: ZoneFlaws) -> Iterator[Problem]:
    yield from fatal(zone, SYNTAX)
