"""The DMARC policy is enforced without aggregate reports.

Without a usable `rua` nobody learns which legitimate mail is quarantined or rejected, for instance after a
new server or provider was forgotten in SPF or DKIM (RFC 9989 section 5.1.3).

## Fails

```zone
_dmarc  TXT  "v=DMARC1; p=reject"
```

## Passes

```zone
_dmarc  TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
```

## Remedy

Add `rua=mailto:` with an address that takes the aggregate reports.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.dmarc.repair import with_reports
from mailcheck.rules import rule
from mailcheck.survey.dmarc.discovery import AppliedRecord
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 9989 section 5.1.3")
def check(applied: AppliedRecord) -> Iterator[Problem]:
    record, found = applied
    if record.rua.usable or not record.enforces:
        return
    tag = record.rua.tag or record.p.tag
    yield Problem(
        "failing mail is quarantined or rejected, and without a usable `rua` nobody is told",
        record.source,
        tag.span if tag is not None else None,
        replacement=with_reports(record, found.record_domain or found.domain),
    )
