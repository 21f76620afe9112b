"""The DMARC record does nothing: `p=none` and no reports.

Nothing is quarantined or rejected, and nobody is told what fails (RFC 9989 section 3.2.12). Such a record
meets a formal demand and nothing else.

## Fails

```zone
_dmarc  TXT  "v=DMARC1; p=none"
```

A destination that no receiver understands is none:

```zone
_dmarc  TXT  "v=DMARC1; p=none; rua=dmarc@example.com"
```

## Passes

```zone
_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
```

A strict policy for subdomains is an effect:

```zone
_dmarc  TXT  "v=DMARC1; p=none; sp=reject"
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


@rule(Severity.WARNING, "RFC 9989 section 3.2.12")
def check(applied: AppliedRecord) -> Iterator[Problem]:
    record = applied.record
    if record.rua.usable or record.degraded or record.enforces:
        return
    tag = record.p.tag
    yield Problem(
        "`p=none` and no usable `rua`: the record neither stops nor reports anything",
        record.source,
        tag.span if tag is not None else None,
        replacement=with_reports(record, applied.discovery.record_domain or applied.discovery.domain),
    )
