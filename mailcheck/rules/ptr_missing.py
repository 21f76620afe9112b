"""An address that sends has no name in the reverse DNS.

The large mailbox providers refuse or defer mail from an address without a PTR record, and many other
receivers distrust it. Looked at are the addresses of the domain's own MX hosts and those given as senders.

## Fails

```zone
; profile bulk-sender
@     MX   10 mail
mail  A    9.9.9.25
```

## Passes

```zone
; profile bulk-sender
@     MX   10 mail
mail  A    9.9.9.25
25.9.9.9.in-addr.arpa.  PTR  mail.example.com.
```

## Remedy

Have whoever owns the network publish a PTR record for the address that names the host; most providers
have a form for it.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.request import Severity
from mailcheck.survey.spf.coverage import ReverseName


@rule(Severity.ERROR, "RFC 1912 section 2.1")
def check(name: ReverseName) -> Iterator[Problem | CannotTell]:
    if name.answer.failed:
        yield CannotTell(name.answer)
    elif not name.answer.found:
        who = f"`{name.address}`" if name.host == name.address else f"`{name.address}` ({name.host})"
        yield Problem(f"{who} has no PTR record; every address that sends has one", name.source)
