"""More than one TXT record stands at a selector.

A selector has one record; with several the result is undefined (RFC 6376 section 3.6.2.2). Verifiers take
the first one, the last one, all of them in turn, or refuse the signature, and the DNS gives the records
in any order. So mail passes at one receiver and fails at the next.

## Fails

The new key was added, and the old one was left.

```zone
main1._domainkey  TXT  "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
main1._domainkey  TXT  "v=DKIM1; k=ed25519; p=41Z9xJp3slPW8x5vKm2dekc2dSPDz6H4Nu3BmXIYyVQ="
```

Something else was published beside the key.

```zone
main1._domainkey  TXT  "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
main1._domainkey  TXT  "verified-by-somebody=12345"
```

## Passes

Each key has a selector of its own.

```zone
main1._domainkey  TXT  "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
main2._domainkey  TXT  "v=DKIM1; k=ed25519; p=41Z9xJp3slPW8x5vKm2dekc2dSPDz6H4Nu3BmXIYyVQ="
```

## Remedy

Keep the record of the key that signs. Publish another key under another selector, and remove what is no
key.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.survey.dkim import DkimKey
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 6376 section 3.6.2.2")
def check(key: DkimKey) -> Iterator[Problem]:
    keys, count = len(key.candidates), len(key.records)
    if not keys or count < 2:
        return
    if keys > 1:
        message = (
            f"{keys} key records stand at one selector; one is allowed, and verifiers may use any of them"
        )
        yield Problem(message, key.candidates[1].source)
    message = "a TXT record that is no key stands beside the key record; a selector has one record"
    for record in key.records:
        if record.foreign:
            yield Problem(message, record.source, replacement="")
