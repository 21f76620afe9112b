"""`p` is not the second tag of the DMARC record.

RFC 9989 allows the tags after `v` in any order; RFC 7489 section 6.3 demanded `p` right after `v`, and some
receivers and checkers that follow it refuse the record.

## Fails

```zone
_dmarc  TXT  "v=DMARC1; rua=mailto:dmarc@example.com; p=reject"
```

## Passes

```zone
_dmarc  TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
```

## Remedy

Move `p` to the place after `v=DMARC1`.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.dmarc.record import DmarcRecord
from mailcheck.records.dmarc.repair import repair
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.NOTE, "RFC 7489 section 6.3")
def check(record: DmarcRecord) -> Iterator[Problem]:
    tag = record.p.tag
    if tag is None or record.tags.entries[1] is tag:
        return
    yield Problem(
        f"`{tag.name}={tag.value}` is not the second tag; RFC 7489 readers expect it right after `v=DMARC1`",
        record.source,
        tag.span,
        replacement=repair(record.text),
    )
