"""A null MX has a preference other than 0.

The record that says that a domain takes no mail is `MX 0 .` exactly (RFC 7505 section 3). Senders that do
not recognise another form look for an address of the root, and mail waits in their queues.

## Fails

```zone
@  MX  10 .
```

## Passes

```zone
@  MX  0 .
```

## Remedy

Publish `MX 0 .` if the domain takes no mail; otherwise name a host.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import Span
from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.survey.mx import MxSet
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 7505 section 3")
def check(mx: MxSet) -> Iterator[Problem]:
    for host in mx.hosts:
        if not host.name and host.preference != 0:
            message = f"a null MX with preference {host.preference}; the preference of a null MX is 0"
            yield Problem(message, host.source, Span(0, len(str(host.preference))), replacement="0 .")
