"""An MX host has an address that senders cannot reach.

Private, loopback, link-local, multicast and other special-purpose addresses (RFC 6890) lead nowhere from
outside, or to the sender's own machine. A zone meant for the inside has probably been published to the
outside. Addresses that are set aside for documentation are only warned about, as an example may have them
on purpose.

## Fails

```zone
@     MX  10 mail
mail  A   10.0.0.25
```

One such address beside a public one costs senders time, and sometimes the mail:

```zone
@     MX    10 mail
mail  A     9.9.9.25
mail  AAAA  fd00::25
```

An address from a manual is not an address either:

```zone
@     MX  10 mail
mail  A   192.0.2.25
```

## Passes

```zone
@     MX    10 mail
mail  A     9.9.9.25
mail  AAAA  2a00:1450::25
```

## Remedy

Publish the public address of the host. Remove the record that holds the special one, or serve it to the
inside only.
"""

from collections.abc import Iterator

from mailcheck.dns.addresses import Special, special
from mailcheck.dns.answers import Answer, Span, source
from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.mx import MxHost
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 6890 section 2.2")
def check(host: MxHost) -> Iterator[Problem | CannotTell]:
    failures = host.failures
    yield from map(CannotTell, failures)
    kinds = [special(address) for address in host.addresses]
    if not any(kinds):
        return
    unreachable = not failures and all(kinds)
    for answer in host.answers:
        for index, address in enumerate(answer.addresses):
            if kind := special(address):
                yield _problem(host, answer, index, kind, unreachable=unreachable)


def _problem(host: MxHost, answer: Answer, index: int, kind: Special, *, unreachable: bool) -> Problem:
    address = answer.addresses[index]
    message = f"`{address}` of `{host.name}` is {kind.kind}; senders need a public one"
    severity = Severity.ERROR if unreachable and not kind.documentation else Severity.WARNING
    place = source(answer, index, address)
    return Problem(message, place, Span(0, len(address)), severity, reference=kind.reference)
