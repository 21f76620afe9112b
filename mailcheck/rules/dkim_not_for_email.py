"""A key is not meant for mail.

`s=` restricts the services that a key is for. Verifiers of mail ignore a record whose `s=` holds neither
`email` nor `*` (RFC 6376 section 3.6.1). Keys for TLS reports have `s=tlsrpt` (RFC 8460 section 3);
ordinary mail signed with them fails. Beside a usable key for mail such a key is as it should be, and a note.

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

from mailcheck.dns.phrases import cut
from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.dkim import DkimKey, DkimSet
from mailcheck.survey.request import Severity

REPORTS = ("tlsrpt",)  # the service of RFC 8460 section 3


@rule(Severity.ERROR, "RFC 6376 section 3.6.1")
def check(keys: DkimSet) -> Iterator[Problem | CannotTell]:
    for key in keys.keys:
        yield from _problems(key, spare=keys.usable)
    yield from map(CannotTell, keys.failures)


def _problems(key: DkimKey, *, spare: bool) -> Iterator[Problem]:
    for record in key.candidates:
        tag = record.s
        if tag is None or not tag.value or record.for_email:
            continue
        if record.services == REPORTS and spare:
            message = "`s=tlsrpt` makes this a key for TLS reports; mail is to be signed with another one"
            yield Problem(message, record.source, tag.value_span, Severity.NOTE)
        else:
            shown = cut(tag.value, 40, "")
            message = f"`s={shown}` keeps verifiers of mail away; `email` or `*` lets them use the key"
            yield Problem(message, record.source, tag.value_span)
