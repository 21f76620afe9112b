"""The SPF record has a syntax error.

A receiver checks the whole record before it looks at the first term, also what stands after `all`, and
answers permerror to any error (RFC 7208 section 4.6). So one wrong character takes SPF away from every
sender, and DMARC with it where nothing but SPF passes.

## Fails

A space is missing:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ip4:9.9.9.26~all"
```

An address family has a name that SPF does not know:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 ipv4:9.9.9.26 -all"
```

Punctuation follows the last term:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ~all;"
```

A modifier that may stand once stands twice:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 redirect=a.example.net redirect=b.example.net"
```

## Passes

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ip4:9.9.9.26 ~all"
```

## Remedy

Correct the marked characters. Where a record to publish is shown, it is the same record with every term
put right.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.spf.record import Invalid, SpfRecord
from mailcheck.records.spf.repair import repair
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 7208 section 4.6")
def check(record: SpfRecord) -> Iterator[Problem]:
    if record.valid:
        return
    replacement = repair(record)
    for term in record.terms:
        if isinstance(term, Invalid):
            yield Problem(term.message, record.source, term.fault, replacement=replacement)
