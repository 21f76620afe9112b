"""An MX record names an alias.

The target of an MX record must have addresses of its own and not be a CNAME (RFC 2181 section 10.3, RFC
5321 section 5.1). Many senders follow the alias all the same; others refuse, and a host that knows itself
by the alias's target may not recognise itself in the list and loop mail.

## Fails

```zone
@     MX     10 mail
mail  CNAME  host.example.net.
host.example.net.  A  9.9.9.25
```

An alias that leads nowhere fails too:

```zone
@     MX     10 mail
mail  CNAME  gone.example.net.
```

## Passes

```zone
@  MX  10 host.example.net.
host.example.net.  A  9.9.9.25
```

## Remedy

Name the host that the alias stands for in the MX record, or give the name A and AAAA records instead of the
CNAME.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import Failure
from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.mx import MxHost
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 2181 section 10.3")
def check(host: MxHost) -> Iterator[Problem | CannotTell]:
    if host.implicit:
        return
    if aliases := host.aliases:
        name = aliases[-1]
        circular = any(answer.failure is Failure.MALFORMED for answer in host.failures)
        leads = "that leads in a circle" if circular else f"of `{name}`"
        message = f"`{host.name}` is an alias {leads}; an MX record must name a host with its own addresses"
        replacement = f"{host.preference} {name}." if host.addresses and name != host.name else None
        yield Problem(message, host.source, host.span, replacement=replacement)
    elif not host.addresses and len(host.failures) == len(host.answers):
        yield from map(CannotTell, host.failures)
