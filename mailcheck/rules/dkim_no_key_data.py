"""A key record has no `p=`.

`p=` holds the key, and is the one tag that a record cannot do without (RFC 6376 section 3.6.1). A record
without it is ignored. An empty `p=` is something else: it revokes the key.

## Fails

Only the first of the strings that the key generator wrote was published.

```zone
main1._domainkey  TXT  "v=DKIM1; k=ed25519; "
```

## Passes

```zone
main1._domainkey  TXT  "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

## Remedy

Publish the whole record. A zone file may hold it as several strings between quotation marks; all of them
belong to one record, joined with nothing between them.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.dkim.record import DkimRecord
from mailcheck.records.dkim.repair import repair
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 6376 section 3.6.1")
def check(record: DkimRecord) -> Iterator[Problem]:
    if record.mangled or record.p is not None or record.tags.first("P") is not None:
        return
    message = "no `p=`; it holds the key, and a record without it is ignored"
    if record.tags.tail is not None:
        message = "no `p=`: the record ends after its first string; the strings that follow it hold the key"
    yield Problem(message, record.source, replacement=repair(record))
