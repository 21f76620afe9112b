"""A file that the zone file includes cannot be read.

What the other file holds is not known, and a name server does not load the zone without it. mailcheck
reads files in the folder of the zone file and below, so that a zone from somewhere else cannot show what
is none of its business; with `--allow-include` it reads all others as well.

## Fails

```zone
@  MX  10 mail
$INCLUDE no-such-file.zone
```

## Passes

```zone
@  MX  10 mail
```

## Remedy

Correct the path, which is relative to the including file's folder; or give `--allow-include` for a file
outside the folder of the zone.
"""

from collections.abc import Iterator

from mailcheck.dns.zonefile.words import INCLUDE
from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.rules._zone import fatal
from mailcheck.survey.domain import ZoneFlaws
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 1035 section 5.1")
def check(zone: ZoneFlaws) -> Iterator[Problem]:
    yield from fatal(zone, INCLUDE)
