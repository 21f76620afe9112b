"""No DKIM key was looked at, although the domain must have one.

The large mailbox providers want mail from bulk senders signed. Keys cannot be listed (RFC 6376 section 3.1),
so without a selector nothing can be said about them: a gate for such a domain has to be told one.

## Fails

```zone
; profile bulk-sender
@     MX   10 mail
mail  A    9.9.9.25
```

## Passes

```zone
; profile bulk-sender
main1._domainkey  TXT  "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

## Remedy

Name the selectors that the domain signs with: `-s SEL` on the command line, or `selectors` in the
configuration.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import Source
from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.survey.dkim import NeededKeys
from mailcheck.survey.request import Severity


@rule(Severity.NOTE, "RFC 6376 section 3.1")
def check(needed: NeededKeys) -> Iterator[Problem]:
    if not needed.dkim.keys:
        domain = needed.dkim.domain
        message = "no selector was given, so no DKIM key was looked at; bulk senders must sign their mail"
        yield Problem(message, Source(f"_domainkey.{domain}", "TXT"))
