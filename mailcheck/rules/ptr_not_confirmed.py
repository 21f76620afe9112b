"""The name of an address that sends does not lead back to it.

A PTR record proves nothing alone: whoever runs a network can name any host there. Receivers look whether the
name has the address (RFC 8601 section 2.7.3), and the large mailbox providers refuse mail where it has not.

## Fails

```zone
; profile bulk-sender
@     MX   10 mail
mail  A    9.9.9.25
25.9.9.9.in-addr.arpa.  PTR  other.example.com.
other  A   9.9.9.26
```

## Passes

```zone
; profile bulk-sender
@     MX   10 mail
mail  A    9.9.9.25
25.9.9.9.in-addr.arpa.  PTR  mail.example.com.
```

## Remedy

Give the name in the PTR record the address, or have the PTR record name the host that has it.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.request import Severity
from mailcheck.survey.spf.coverage import ReverseName


@rule(Severity.WARNING, "RFC 8601 section 2.7.3")
def check(name: ReverseName) -> Iterator[Problem | CannotTell]:
    failures = [answer for answer in (name.answer, *name.forward) if answer.failed]
    if name.confirmed or name.answer.void:
        return
    if failures:
        yield from map(CannotTell, failures)
    else:
        names = ", ".join(f"`{each}`" for each in name.answer.names[:3])
        yield Problem(f"`{name.address}` is named {names}, which does not have that address", name.source)
