"""An address stands where a host name must.

MX, CNAME, NS and PTR records hold a name. An address there is read as one, relative to the zone:
`9.9.9.10` in the zone of example.com means `9.9.9.10.example.com`. The finding is an error where mail is
concerned, else a warning. For the MX records of the domain itself, `mx-target-is-address` says so
instead.

## Fails

```zone
www  CNAME  9.9.9.10
```

```zone
news  MX  10 9.9.9.10
```

## Passes

```zone
www  A  9.9.9.10
```

## Remedy

Publish the address in an A or AAAA record, and name that record's owner here.
"""

from collections.abc import Iterator

from mailcheck.dns.zonefile.words import ADDRESS_AS_NAME
from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.rules._zone import loadable
from mailcheck.survey.domain import ZoneFlaws
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 1035 section 3.3")
def check(zone: ZoneFlaws) -> Iterator[Problem]:
    yield from loadable(zone, ADDRESS_AS_NAME)
