"""No MX host has an IPv4 address.

Senders without IPv6, of which there are many, cannot deliver any mail (RFC 5321 section 5.2).

## Fails

```zone
@     MX    10 mail
mail  AAAA  2a00:1450::25
```

## Passes

```zone
@     MX    10 mail
mail  A     9.9.9.25
mail  AAAA  2a00:1450::25
```

One host with IPv4 is enough:

```zone
@       MX    10 mail
@       MX    20 backup
mail    AAAA  2a00:1450::25
backup  A     9.9.9.25
```

## Remedy

Publish an A record for at least one MX host, or add a host that has one.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.mx import MxSet
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 5321 section 5.2")
def check(mx: MxSet) -> Iterator[Problem | CannotTell]:
    ipv4 = [host.ipv4 for host in mx.hosts if host.ipv4 is not None]
    if [answer for answer in ipv4 if answer.found] or mx.unresolved:
        return
    ipv6 = [host.ipv6 for host in mx.hosts if host.ipv6 is not None]
    if all(answer.void for answer in ipv6):
        return
    # There may be an IPv6 address, and no IPv4 address is known: what failed decides.
    failures = [answer for answer in ipv4 if answer.failed]
    if not any(answer.found for answer in ipv6):
        failures += [answer for answer in ipv6 if answer.failed]
    yield from map(CannotTell, failures)
    if not failures:
        hosts = ", ".join(f"`{host.name}`" for host in mx.hosts if host.addresses)
        message = f"only IPv6 addresses at {hosts}; senders without IPv6 need an A record"
        yield Problem(message, mx.hosts[0].source)
