"""An MX record names a host that has no address.

Senders cannot use the record. While others remain, mail is only delayed; without one, it is returned. The
domain's own address is no way out: it must not be used where there is an MX record (RFC 5321 section 5.1).

## Fails

```zone
@     MX   10 gone
@     MX   20 mail
mail  A    9.9.9.25
```

A host that exists, but without an address, is of no use either:

```zone
@     MX   10 mail
mail  TXT  "the new server"
```

## Passes

```zone
@     MX    10 mail
mail  A     9.9.9.25
```

One kind of address is enough:

```zone
@     MX    10 mail
mail  AAAA  2a00:1450::25
```

## Remedy

Publish an A or AAAA record for the host, correct its name in the MX record, or remove the MX record. In a
zone file, a name without a final dot is relative: `mx.example.net` in the zone of example.com means
`mx.example.net.example.com`.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.mx import MxHost
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 5321 section 5.1")
def check(host: MxHost) -> Iterator[Problem | CannotTell]:
    # A name that cannot be right has a rule of its own, and that it has no address adds nothing.
    if host.addresses or not host.answers or host.literal or host.undoubled:
        return
    if host.failures and not host.denied:
        yield from map(CannotTell, host.failures)
        return
    found = "does not exist" if host.denied else "has no A or AAAA record"
    message = f"`{host.name}` {found}; the target of an MX record needs an address"
    yield Problem(message, host.source, host.span, remedy=_remedy(host))


def _remedy(host: MxHost) -> str | None:
    """The likely cause, where another domain's host has got this zone's name appended."""
    meant = host.name.removesuffix(f".{host.source.owner}")
    if meant == host.name or "." not in meant:
        return None
    return (
        f"Publish an address for `{host.name}`. If `{meant}` is meant, its final dot is missing in the zone: "
        f"write `{host.preference} {meant}.`"
    )
