"""One host is listed in two MX records.

The second record adds nothing: senders try each host once, or waste time on trying it twice.

## Fails

```zone
@     MX  10 mail
@     MX  20 mail
mail  A   9.9.9.25
```

## Passes

```zone
@       MX  10 mail
@       MX  20 backup
mail    A   9.9.9.25
backup  A   9.9.10.25
```

## Remedy

Remove the record with the higher preference, or let it name another host.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.survey.mx import MxSet
from mailcheck.survey.request import Severity


@rule(Severity.NOTE, "RFC 5321 section 5.1")
def check(mx: MxSet) -> Iterator[Problem]:
    if len({host.name for host in mx.hosts}) == len(mx.hosts):
        return
    seen: dict[str, int] = {}
    for host in mx.hosts:
        if host.name and host.name in seen:
            message = f"`{host.name}` is listed with preference {seen[host.name]} already; once is enough"
            yield Problem(message, host.source, host.span, replacement="")
        seen.setdefault(host.name, host.preference)
