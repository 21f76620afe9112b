"""A tag of the DMARC record has more than two report URIs.

Receivers should send reports to each (RFC 9990 section 3.5), but RFC 7489 section 6.2 had them support only
two, and many still stop there.

## Fails

```zone
_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:a@example.com,mailto:b@example.com,mailto:c@example.com"
```

## Passes

```zone
_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:a@example.com,mailto:b@example.com; ruf=mailto:c@example.com"
```

## Remedy

Name at most two destinations, the important ones first, and let one of them pass the reports on.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import Span
from mailcheck.judge.model import Problem
from mailcheck.records.dmarc.record import DmarcRecord
from mailcheck.rules import rule
from mailcheck.survey.request import Severity

SUPPORTED = 2  # RFC 7489 section 6.2


@rule(Severity.NOTE, "RFC 7489 section 6.2")
def check(record: DmarcRecord) -> Iterator[Problem]:
    for name, listed in record.report_lists:
        if len(listed.uris) <= SUPPORTED:
            continue
        uris = [uri for uri in listed.uris if uri.text]
        if len(uris) > SUPPORTED:
            yield Problem(
                f"`{name}` has {len(uris)} URIs; some receivers use only the first {SUPPORTED}",
                record.source,
                Span(uris[SUPPORTED].span.start, uris[-1].span.end),
            )
