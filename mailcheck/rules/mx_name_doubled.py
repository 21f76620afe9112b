"""The name of an MX host ends in the zone's name twice.

In a zone file, a name without a final dot is relative: `mail.example.com` in the zone of example.com means
`mail.example.com.example.com` (RFC 1035 section 5.1). Web forms that append the zone do the same to a full
name.

## Fails

```zone
@     MX  10 mail.example.com
mail  A   9.9.9.25
```

## Passes

```zone
@     MX  10 mail.example.com.
mail  A   9.9.9.25
```

A relative name is as good:

```zone
@     MX  10 mail
mail  A   9.9.9.25
```

## Remedy

End the name with a dot in the zone file. In a web form that appends the zone, enter the part before it
only.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.survey.mx import MxHost
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 1035 section 5.1")
def check(host: MxHost) -> Iterator[Problem]:
    if f"{host.source.owner.rpartition('.')[2]}." not in host.name:
        return  # the zone's name does not stand before its end
    if name := host.undoubled:
        message = f"`{host.name}` repeats the zone's name; a full name ends with a dot in the zone: `{name}.`"
        yield Problem(message, host.source, host.span, replacement=f"{host.preference} {name}.")
