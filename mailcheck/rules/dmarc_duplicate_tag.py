"""A tag stands twice in the DMARC record.

RFC 9989 does not say which one counts. RFC 6376 section 3.2, whose syntax DMARC uses, voids the whole list;
programs take the first, the last, or nothing. Two report destinations belong into one tag, separated by a
comma.

## Fails

```zone
_dmarc  TXT  "v=DMARC1; p=none; p=reject; rua=mailto:dmarc@example.com"
```

Two lists of destinations:

```zone
_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.com; rua=mailto:reports@example.com"
```

## Passes

```zone
_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.com,mailto:reports@example.com"
```

## Remedy

Keep each tag once.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.dmarc.record import DmarcRecord
from mailcheck.records.dmarc.repair import repair
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 6376 section 3.2")
def check(record: DmarcRecord) -> Iterator[Problem]:
    if len(record.names) == len(record.tags.tags):
        return
    seen: set[str] = set()
    for tag in record.leading:
        name = tag.name.lower()
        if name in seen:
            yield Problem(
                f"`{name}` stands twice; a tag is allowed once, and receivers differ in which one they take",
                record.source,
                tag.span,
                replacement=repair(record.text),
            )
        seen.add(name)
