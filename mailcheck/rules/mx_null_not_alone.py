"""A null MX stands beside other MX records.

`MX 0 .` says that the domain takes no mail; it must be the only MX record (RFC 7505 section 3). Beside
others it contradicts them: some senders give up at once, others try them.

## Fails

```zone
@     MX  0 .
@     MX  10 mail
mail  A   9.9.9.25
```

## Passes

```zone
@  MX  0 .
```

Without the null MX, the other records count:

```zone
@     MX  10 mail
mail  A   9.9.9.25
```

## Remedy

Remove the null MX if the domain takes mail; otherwise remove all the other MX records.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.survey.mx import MxSet
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 7505 section 3")
def check(mx: MxSet) -> Iterator[Problem]:
    if len(mx.hosts) < 2:
        return
    nulls = [host for host in mx.hosts if not host.name]
    if not nulls:
        return
    others = len(mx.hosts) - len(nulls)
    count = f"{others} other MX {'record' if others == 1 else 'records'}" if others else "another null MX"
    for host in nulls if others else nulls[1:]:
        message = f"`{host.source.text}` is a null MX beside {count}; it must be the only one"
        yield Problem(message, host.source, replacement="")
