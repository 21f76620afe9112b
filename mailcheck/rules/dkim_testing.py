"""A key is marked as being tested.

`t=y` tells receivers to treat mail with a failed signature like mail without one (RFC 6376 section
3.6.1). It was meant for the first days of a new set-up. Some receivers take it further and give no credit
for good signatures either.

## Fails

```zone
main1._domainkey  TXT  "v=DKIM1; k=ed25519; t=y; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

## Passes

```zone
main1._domainkey  TXT  "v=DKIM1; k=ed25519; t=s; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

## Remedy

Remove `t=y` once mail is signed as it should be.
"""

from collections.abc import Iterator

from mailcheck.dns.phrases import cut
from mailcheck.judge.model import Problem
from mailcheck.records.dkim.record import DkimRecord
from mailcheck.records.dkim.repair import repair
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 6376 section 3.6.1")
def check(record: DkimRecord) -> Iterator[Problem]:
    tag = record.t
    if tag is None or "y" not in record.flags:
        return
    rest = ":".join(flag for flag in record.flags if flag != "y")
    message = (
        f"`t={cut(tag.value, 40, '')}` says that DKIM is being tested: a failed signature counts as none"
    )
    yield Problem(message, record.source, tag.span, replacement=repair(record, t=rest or None))
