"""The version of a key record is not `DKIM1`, or does not come first.

A key record may leave the version out. If it is there it is the first tag, and exactly `DKIM1`: verifiers
compare it letter by letter and discard a record with another one (RFC 6376 section 3.6.1).

## Fails

Capitals matter.

```zone
main1._domainkey  TXT  "v=dkim1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

So does the place.

```zone
main1._domainkey  TXT  "k=ed25519; v=DKIM1; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

## Passes

```zone
main1._domainkey  TXT  "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

## Remedy

Begin the record with `v=DKIM1;`.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.dkim.record import DkimRecord
from mailcheck.records.dkim.repair import repair
from mailcheck.records.dkim.tags import VERSION
from mailcheck.records.taglist import Tag
from mailcheck.rules import rule
from mailcheck.survey.dkim import DkimKey
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 6376 section 3.6.1")
def check(key: DkimKey) -> Iterator[Problem]:
    if key.from_wildcard:
        return  # a record that was never meant for this name
    for record in key.candidates or key.records:
        tag = record.tags.first("v")
        if tag is not None and (message := _message(record, tag)):
            yield Problem(message, record.source, tag.span, replacement=repair(record))


def _message(record: DkimRecord, tag: Tag) -> str:
    if tag.value == VERSION and record.tags.entries[0] is tag:
        return ""
    value = tag.value.partition(" ")[0][:20]
    if not value or (record.mangled and not value.isalnum() and "\\" not in value):
        return ""  # what is in the way is named by dkim-syntax
    if value.upper() == VERSION != value:
        return f"`v={value}` is not `v={VERSION}`; verifiers compare it to the letter and discard the record"
    if value != VERSION:
        return f"`v={value}` is no version of DKIM that verifiers know; `v={VERSION}` is the only one"
    if record.tags.entries[0] is not tag:
        return f"`v={VERSION}` comes after other tags; it must be the first, or be left out"
    return ""
