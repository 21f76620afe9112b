"""The domain has one MX host only.

While that host is down, senders queue and retry for a few days (RFC 5321 section 4.5.4.1) and then give up.
That is enough for many domains; a second host on another network makes an outage invisible.

## Fails

```zone
@     MX   10 mail
mail  A    9.9.9.10
```

## Passes

```zone
@     MX   10 mail
@     MX   20 backup
mail    A  9.9.9.10
backup  A  9.9.10.10
```

## Remedy

Publish a second MX record for a host in another network, if mail must arrive while the first one is down.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.survey.mx import MxSet
from mailcheck.survey.request import Severity


@rule(Severity.NOTE, "RFC 5321 section 5.1")
def check(mx: MxSet) -> Iterator[Problem]:
    if len(mx.hosts) == 1 and not mx.is_null and not mx.implicit:
        yield Problem("one MX host only; a second one takes mail while it is down", mx.hosts[0].source)
