"""The domain has neither an MX record nor an address, so it cannot receive mail.

Replies, bounces and delivery reports to its addresses are lost, and some receivers refuse mail from a
domain that cannot be answered (RFC 5321 section 5.1).

## Fails

```zone
@  TXT  "v=spf1 ip4:9.9.9.25 -all"
```

## Passes

```zone
@     TXT  "v=spf1 mx -all"
@     MX   10 mail
mail  A    9.9.9.25
```

A domain that is not meant to receive mail says so with a null MX:

```zone
@  TXT  "v=spf1 -all"
@  MX   0 .
```

## Remedy

Publish an MX record for the host that takes mail for the domain, or `MX 0 .` if no mail is wanted (RFC
7505).
"""

from collections.abc import Iterator

from mailcheck.dns.answers import nowhere
from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.mx import MxSet
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 5321 section 5.1")
def check(mx: MxSet) -> Iterator[Problem | CannotTell]:
    if mx.hosts:
        return
    yield from map(CannotTell, mx.undecided)
    if not mx.undecided:
        message = "no MX record and no address; mail needs an MX record, or `0 .` where none is wanted"
        yield Problem(message, nowhere(mx.answer))
