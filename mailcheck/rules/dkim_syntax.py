r"""A key record is not written as verifiers read it.

A key record is a list of `name=value` pairs with `;` between them (RFC 6376 section 3.2). A verifier
ignores a record that does not keep to that, and the signature fails. Most mistakes happen on the way from
the file that the key generator wrote to the form of a DNS provider: the quotation marks, parentheses and
backslashes of the zone file are pasted along, or the record arrives twice. Mistakes that verifiers pass over
are warnings.

## Fails

The quotation marks of a zone file became part of the value.

```zone
main1._domainkey  TXT  "\"v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc=\""
```

So did the backslashes.

```zone
main1._domainkey  TXT  "v=DKIM1\\; k=ed25519\\; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

Commas stand where semicolons must.

```zone
main1._domainkey  TXT  "v=DKIM1, k=ed25519, p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

A tag stands twice.

```zone
main1._domainkey  TXT  "v=DKIM1; k=ed25519; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

One semicolon too many is a warning.

```zone
main1._domainkey  TXT  "v=DKIM1;; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

## Passes

```zone
main1._domainkey  TXT  "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

Blanks around names and values, and one semicolon at the end, are allowed.

```zone
main1._domainkey  TXT  "v = DKIM1 ; k = ed25519 ; p = n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc=;"
```

## Remedy

Publish the record as shown. In a provider's form, paste the text alone: no quotation marks, parentheses
or backslashes.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.dkim.record import DkimRecord
from mailcheck.records.dkim.repair import repair
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 6376 section 3.2")
def check(record: DkimRecord) -> Iterator[Problem]:
    if not record.flaws:
        return
    text = repair(record)
    for flaw in record.flaws:
        severity = Severity.ERROR if flaw.fatal else Severity.WARNING
        yield Problem(flaw.message, record.source, flaw.span, severity, text)
