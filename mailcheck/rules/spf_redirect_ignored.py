"""The SPF record has a redirect beside `all`.

A redirect counts only if nothing in the record matches, and `all` matches always. So receivers have to
ignore a redirect wherever an `all` stands, before or after it (RFC 7208 section 6.1).

## Fails

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx redirect=_spf.example.net -all"
_spf.example.net. TXT "v=spf1 ip4:9.9.9.26 -all"
```

## Passes

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx redirect=_spf.example.net"
_spf.example.net. TXT "v=spf1 ip4:9.9.9.26 -all"
```

## Remedy

Remove the redirect to keep what the record does now. If the other domain's record was to count, remove
`all`, or list the other domain with `include:`.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.spf.mistakes import shown
from mailcheck.records.spf.record import SpfRecord
from mailcheck.records.spf.repair import alls, rewritten
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 7208 section 6.1")
def check(record: SpfRecord) -> Iterator[Problem]:
    ignored = record.modifier("redirect")
    ends = alls(record) if ignored else ()
    if ignored and ends:
        message = (
            f"{shown(record.text_of(ignored))} is ignored for `{record.text_of(ends[0])}` in the record; "
            "a record ends in one or the other"
        )
        yield Problem(message, record.source, ignored.span, replacement=rewritten(record, {ignored.span: ""}))
