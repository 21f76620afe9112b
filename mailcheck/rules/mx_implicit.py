"""There is no MX record; mail goes to the domain's own address.

A sender that finds no MX record tries the domain's A and AAAA records instead (RFC 5321 section 5.1). That
address often belongs to a web server that takes no mail, or stops taking it when the site moves. An MX
record says what is meant.

## Fails

```zone
@  A    9.9.9.10
```

## Passes

```zone
@     A    9.9.9.10
@     MX   10 mail
mail  A    9.9.9.25
```

A domain that takes no mail says so with a null MX:

```zone
@  A    9.9.9.10
@  MX   0 .
```

## Remedy

Publish an MX record that names the host that takes mail for the domain, or `MX 0 .` if none does (RFC
7505).
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.mx import MxSet
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 5321 section 5.1")
def check(mx: MxSet) -> Iterator[Problem | CannotTell]:
    if mx.implicit:
        addresses = ", ".join(f"`{address}`" for address in mx.hosts[0].addresses)
        message = f"no MX record, so mail goes to the domain's own {addresses}; an MX record names the host"
        yield Problem(message, mx.hosts[0].source, replacement=f"10 {mx.domain}.")
    yield from map(CannotTell, mx.undecided)
