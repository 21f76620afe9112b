"""The SPF record authorises the whole internet.

`+all`, or `all` without a qualifier, which means the same (RFC 7208 section 4.6.2), passes every sender
that no term before it matches. Forged mail passes SPF, and DMARC with it, and the domain's name is worth
nothing to receivers.

## Fails

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx +all"
```

A forgotten qualifier is a plus sign:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx all"
```

## Passes

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ~all"
```

## Remedy

End the record in `~all` while you are not sure that every sender is listed, then in `-all`.
"""

from collections.abc import Iterator

from mailcheck.model import Problem, Severity
from mailcheck.records.spf import SpfRecord
from mailcheck.records.spf.repairs import alls, rewritten
from mailcheck.rules import rule


@rule(Severity.ERROR, "RFC 7208 section 5.1")
def check(record: SpfRecord) -> Iterator[Problem]:
    for term in alls(record)[:1]:
        if term.qualifier == "+":
            message = (
                f"`{record.written(term)}` lets every address of the internet send; "
                "`-all` or `~all` ends a record"
            )
            yield Problem(
                message, record.source, term.span, replacement=rewritten(record, {term.span: "~all"})
            )
