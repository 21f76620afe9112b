"""`fo` stands in the DMARC record without `ruf`.

`fo` says when failure reports are wanted, `ruf` where to send them; without `ruf` receivers ignore `fo` (RFC
9989 section 4.7).

## Fails

```zone
_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.com; fo=1"
```

## Passes

```zone
_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.com; ruf=mailto:dmarc@example.com; fo=1"
```

## Remedy

Remove `fo`, or add `ruf` if you want failure reports; few receivers send them.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.dmarc.record import DmarcRecord
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.NOTE, "RFC 9989 section 4.7")
def check(record: DmarcRecord) -> Iterator[Problem]:
    tag = record.fo.tag
    if tag is not None and record.ruf.tag is None:
        message = f"`{tag.name}={tag.value}` has no effect; it counts only beside `ruf`"
        yield Problem(message, record.source, tag.span)
