"""The SPF record uses the macro `p`.

`%{p}` stands for the name that the reverse DNS gives to the client's address. It costs every receiver
the lookups of `ptr`, comes out as `unknown` when they fail, and should not be published (RFC 7208
section 7.3).

## Fails

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx exists:%{p}._spf.example.com -all"
```

## Passes

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx exists:%{ir}._spf.example.com -all"
10.9.9.9._spf A 127.0.0.2
```

## Remedy

Use `%{ir}`, the client's address, and publish names made from addresses.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.spf.record import SpfRecord
from mailcheck.records.spf.repair import terms_with_domains
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 7208 section 7.3")
def check(record: SpfRecord) -> Iterator[Problem]:
    if "%" not in record.text:
        return
    for _, target in terms_with_domains(record):
        for macro in target.macros:
            if macro.letter == "p":
                written = record.text[macro.span.start : macro.span.end]
                message = (
                    f"`{written}` hangs on the reverse DNS of whoever connects; `%{{i}}` and `%{{d}}` do not"
                )
                yield Problem(message, record.source, macro.span)
