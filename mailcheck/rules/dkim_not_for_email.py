"""A key is not meant for mail.

`s=` restricts the services that a key is for. Verifiers of mail ignore a record whose `s=` holds neither
`email` nor `*` (RFC 6376 section 3.6.1). Keys for TLS reports have `s=tlsrpt` (RFC 8460 section 3);
ordinary mail signed with them fails.

## Fails

```zone
main1._domainkey  TXT  "v=DKIM1; k=ed25519; s=tlsrpt; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

## Passes

```zone
main1._domainkey  TXT  (
  "v=DKIM1; k=ed25519; s=email:tlsrpt; "
  "p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc=" )
```

## Remedy

Leave `s=` out, or add `email` to it. If the key is for another service, ask for the selector that signs
mail.
"""

from collections.abc import Iterator

from mailcheck.model import Problem, Severity
from mailcheck.records.dkim import DkimRecord
from mailcheck.rules import rule


@rule(Severity.ERROR, "RFC 6376 section 3.6.1")
def check(record: DkimRecord) -> Iterator[Problem]:
    tag = record.s
    if tag is not None and tag.value and not record.for_email:
        message = f"`s={tag.value[:40]}` keeps verifiers of mail away; `email` or `*` lets them use the key"
        yield Problem(message, record.source, tag.value_span)
