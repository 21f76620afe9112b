"""A key is revoked.

An empty `p=` says that the selector was in use and is no longer: signatures made with it fail (RFC 6376
sections 3.6.1 and 6.1.2, step 7). That is right for an old key, and wrong for one that still signs. A
wildcard that revokes every selector is a good choice for a domain that sends no mail.

## Fails

```zone
main1._domainkey  TXT  "v=DKIM1; p="
```

## Passes

```zone
main1._domainkey  TXT  "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

## Remedy

Make sure that nothing signs with this selector any more. Once the mail signed with it has been delivered,
the record may be removed altogether: to verifiers that means the same.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.survey.dkim import DkimKey
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 6376 section 3.6.1")
def check(key: DkimKey) -> Iterator[Problem]:
    for record in key.candidates:
        if record.p is None or not record.revoked:
            continue
        whose = (
            "a wildcard revokes every selector, this one too" if key.from_wildcard else "the key is revoked"
        )
        message = f"`p=` is empty: {whose}, and mail signed with `{key.selector}` fails"
        yield Problem(message, record.source, record.p.span)
