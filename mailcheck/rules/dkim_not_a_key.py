"""A TXT record at a selector is no key record.

Verifiers ignore it and fail the signature (RFC 6376 section 6.1.2, step 5). Most often it is a wildcard
that was meant for other names and answers for the selector as well, or a record that was published at the
wrong name.

## Fails

A wildcard answers for every selector.

```zone
*                 TXT  "v=spf1 -all"
main1._domainkey  TXT  "v=spf1 -all"
```

A verification token was published at the selector.

```zone
main1._domainkey  TXT  "verified-by-somebody=12345"
```

## Passes

```zone
main1._domainkey  TXT  "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
*                 TXT  "v=spf1 -all"
```

## Remedy

Publish the key record at the selector. A record of its own keeps the wildcard away from that name.
"""

from collections.abc import Iterator

from mailcheck.dns.phrases import cut
from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.survey.dkim import DkimKey
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 6376 section 6.1.2")
def check(key: DkimKey) -> Iterator[Problem]:
    if key.candidates:
        return
    for record in key.records:
        text = record.text.strip()
        shown = f"`{cut(text, 60, '...')}`" if text else "an empty TXT record"
        whence = ", and a wildcard answers with it for every selector" if key.from_wildcard else ""
        yield Problem(f"{shown} is no key record{whence}; one that begins `v=DKIM1` is wanted", record.source)
