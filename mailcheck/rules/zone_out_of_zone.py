"""A record's name is outside the zone.

A server answers for its zone's own name and what is below. Records for any other name are ignored with a
line in the log, or the file is refused (RFC 1035 section 5.2): here, they take no part in the check.
Often the origin changed further up, or a name was copied from another zone. The finding is an error for a
record that mail needs.

## Fails

```zone
@                MX   10 mail
mail             A    9.9.9.10
www.example.net. A    9.9.9.11
```

## Passes

```zone
@     MX  10 mail
mail  A   9.9.9.10
www   A   9.9.9.11
```

## Remedy

Move the record to the file of the zone that its name is in, or correct the name.
"""

from collections.abc import Iterator

from mailcheck.dns.zonefile.words import OUT_OF_ZONE
from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.rules._zone import loadable
from mailcheck.survey.domain import ZoneFlaws
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 1035 section 5.2")
def check(zone: ZoneFlaws) -> Iterator[Problem]:
    yield from loadable(zone, OUT_OF_ZONE)
