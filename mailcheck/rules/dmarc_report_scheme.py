"""A report URI of the DMARC record is no mail address.

Receivers have to support `mailto:` only, and ignore URIs with a scheme that they do not know (RFC 9989
section 4.7); hardly any sends reports in another way.

## Fails

```zone
_dmarc  TXT  "v=DMARC1; p=none; rua=https://example.com/reports"
```

## Passes

```zone
_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
```

## Remedy

Add a `mailto:` URI.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.dmarc.record import DmarcRecord
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.NOTE, "RFC 9989 section 4.7")
def check(record: DmarcRecord) -> Iterator[Problem]:
    for _, listed in record.report_lists:
        for uri in listed.usable:
            if not uri.is_mailto:
                message = f"`{uri.scheme}:` is a scheme that receivers may ignore; all support `mailto:`"
                yield Problem(message, record.source, uri.span)
