"""A report destination of the DMARC record takes no mail.

The host in the address has neither an MX record nor an address of its own, or says by a null MX that it takes
no mail (RFC 5321 section 5.1, RFC 7505): the reports cannot be delivered.

## Fails

```zone
_dmarc   TXT  "v=DMARC1; p=none; rua=mailto:dmarc@reports.example.com"
@        MX   10 mail
mail     A    9.9.9.10
```

## Passes

```zone
_dmarc   TXT  "v=DMARC1; p=none; rua=mailto:dmarc@reports.example.com"
reports  MX   10 mail
mail     A    9.9.9.10
```

An address is enough:

```zone
_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@mail.example.com"
mail    A    9.9.9.10
```

## Remedy

Correct the address, or give the host an MX record.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.dmarc.destinations import ReportDestination
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 5321 section 5.1")
def check(destination: ReportDestination) -> Iterator[Problem | CannotTell]:
    if destination.takes_mail:
        return
    if destination.mail_failures:
        yield from map(CannotTell, destination.mail_failures)
    else:
        why = "has a null MX" if destination.refuses_mail else "has no MX, A or AAAA record"
        message = f"`{destination.host}` {why}; a report destination has to take mail"
        yield Problem(message, destination.record.source, destination.uses[0].uri.span)
