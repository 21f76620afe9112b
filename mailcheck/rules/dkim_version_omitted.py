"""A key record does not begin with its version.

`v=DKIM1` may be left out (RFC 6376 section 3.6.1), but it is recommended: with it verifiers, and people,
can tell a key record from other text at that name.

## Fails

```zone
main1._domainkey  TXT  "k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

## Passes

```zone
main1._domainkey  TXT  "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

## Remedy

Begin the record with `v=DKIM1;`.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import Span
from mailcheck.judge.model import Problem
from mailcheck.records.dkim.record import DkimRecord
from mailcheck.records.dkim.repair import repair
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.NOTE, "RFC 6376 section 3.6.1")
def check(record: DkimRecord) -> Iterator[Problem]:
    if record.mangled or record.v is not None or record.tags.first("V") is not None:
        return
    message = "no `v=DKIM1`; it may be left out, and is recommended"
    yield Problem(message, record.source, Span(0, min(1, len(record.text))), replacement=repair(record))
