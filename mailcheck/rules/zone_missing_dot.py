"""A name without its final dot has the zone's name appended.

In a zone file, a name that does not end with a dot is relative to the origin (RFC 1035 section 5.1):
`mx.example.net` in the zone of example.com means `mx.example.net.example.com`, which hardly ever exists.
The finding is an error where mail is concerned, else a warning. Where an MX record of the domain itself
repeats the zone's name, `mx-name-doubled` says so instead, and where a record for mail has gone astray,
`record-misplaced`.

## Fails

```zone
@  MX  10 mx.example.net
```

```zone
main1._domainkey  CNAME  main1.dkim.example.net
```

The owner of a record is relative, too:

```zone
_dmarc.sub.example.com  TXT  "v=DMARC1; p=reject"
```

## Passes

```zone
@  MX  10 mx.example.net.
```

```zone
@     MX  10 mail
mail  A   9.9.9.10
```

## Remedy

End the name with a dot.
"""

from collections.abc import Iterator

from mailcheck.dns.zonefile.words import MISSING_DOT
from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.rules._zone import loadable
from mailcheck.survey.domain import ZoneFlaws
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 1035 section 5.1")
def check(zone: ZoneFlaws) -> Iterator[Problem]:
    yield from loadable(zone, MISSING_DOT)
