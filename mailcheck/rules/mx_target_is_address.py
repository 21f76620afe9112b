"""An MX record holds an address where the name of a host must stand.

The data of an MX record is a domain name (RFC 1035 section 3.3.9, RFC 5321 section 5.1). `10 9.9.9.25` is
read as a host called `9.9.9.25`, or `9.9.9.25.example.com` where the final dot is missing, and no such host
exists.

## Fails

```zone
@  MX  10 9.9.9.25
```

The final dot does not help:

```zone
@  MX  10 9.9.9.25.
```

## Passes

```zone
@     MX  10 mail
mail  A   9.9.9.25
```

## Remedy

Give the address a name with an A or AAAA record, and put that name into the MX record.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.survey.mx import MxHost
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 5321 section 5.1")
def check(host: MxHost) -> Iterator[Problem]:
    if host.name[0] not in "0123456789" and ":" not in host.name:
        return
    if address := host.literal:
        message = f"`{address}` is an address; an MX record names a host, and the host has the address"
        rdtype = "AAAA" if ":" in address else "A"
        name = f"mail.{host.source.owner}."
        remedy = f"Publish `{name} {rdtype} {address}`, and `{host.preference} {name}` as the MX record"
        yield Problem(message, host.source, host.span, remedy=remedy)
