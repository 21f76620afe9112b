"""The redirect is not the last term of the SPF record.

Receivers come to the redirect after every mechanism, wherever it stands. People read it where it stands,
and take what follows for part of the other record; so it should be the last term (RFC 7208 section 6.1).

## Fails

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 redirect=_spf.example.net mx"
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

Move the redirect to the end.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.spf.mistakes import shown
from mailcheck.records.spf.record import SpfRecord
from mailcheck.records.spf.repair import rewritten
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.NOTE, "RFC 7208 section 6.1")
def check(record: SpfRecord) -> Iterator[Problem]:
    early = record.modifier("redirect")
    if early is None or "all" in record.names or record.terms[-1] is early or not record.valid:
        return
    written = record.text_of(early)
    rest = rewritten(record, {early.span: ""})
    message = f"{shown(written)} stands before other terms, which are evaluated first; it belongs at the end"
    yield Problem(message, record.source, early.span, replacement=rest and f"{rest} {written}")
