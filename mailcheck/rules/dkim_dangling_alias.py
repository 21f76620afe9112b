"""A selector is an alias of a name that does not exist.

Providers have their customers publish a CNAME at the selector and keep the key themselves. When the
account is closed or the key is withdrawn the alias is left pointing at nothing: mail signed with that
selector fails, and whoever gets to register the target can sign mail in the domain's name.

## Fails

```zone
main1._domainkey  CNAME  main1.customer.example.net.
```

## Passes

```zone
main1._domainkey             CNAME  main1.customer.example.net.
main1.customer.example.net.  TXT    "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

## Remedy

Take the target from the provider's current instructions, or remove the alias if the provider no longer
sends mail for the domain.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import Source
from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.survey.dkim import DkimKey
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 6376 section 6.1.2")
def check(key: DkimKey) -> Iterator[Problem]:
    if not key.dangles:
        return
    target = key.answer.aliases[0]
    source = Source(key.name, "CNAME", target + ".", server=key.answer.server)
    end = key.answer.aliases[-1]
    if key.loops:
        message = f"the alias leads round in a circle by way of `{end}`; a key record is wanted at its end"
    else:
        message = f"an alias of `{end}`, which does not exist; a key record is wanted there"
    yield Problem(message, source)
