"""The SPF record says nothing about senders it does not list.

`?all` makes everybody else neutral, and receivers have to treat neutral like no record at all (RFC 7208
section 8.2).

## Fails

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ?all"
```

## Passes

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ~all"
```

A neutral term that matches some senders only is in order:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ?ip4:9.9.9.26 -all"
```

## Remedy

End the record in `~all`, which marks mail from everybody else as suspect, and in `-all`, which fails it,
as soon as every sender is listed.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.spf.record import SpfRecord
from mailcheck.records.spf.repair import alls, rewritten
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 7208 section 8.2")
def check(record: SpfRecord) -> Iterator[Problem]:
    for term in alls(record)[:1]:
        if term.qualifier == "?":
            message = (
                f"`{record.text_of(term)}` leaves everybody else neutral, as without SPF; "
                "`-all` or `~all` ends a record"
            )
            yield Problem(
                message, record.source, term.span, replacement=rewritten(record, {term.span: "~all"})
            )
