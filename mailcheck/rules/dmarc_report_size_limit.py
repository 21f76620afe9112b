"""A report URI of the DMARC record carries a size limit.

`!10m` behind a URI asked for reports of at most that size. RFC 9989 removed it (section 4.8 and appendix
C.4): receivers ignore the limit, and older ones may leave out larger reports altogether.

## Fails

```zone
_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.com!10m"
```

## Passes

```zone
_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
```

## Remedy

Remove the exclamation mark and what follows it.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.dmarc.record import DmarcRecord
from mailcheck.records.dmarc.repair import repair
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 9989 section 4.8")
def check(record: DmarcRecord) -> Iterator[Problem]:
    for _, listed in record.report_lists:
        for uri in listed.usable:
            if uri.size_span is not None:
                yield Problem(
                    f"`!{uri.size}` is an obsolete size limit; RFC 9989 receivers ignore it",
                    record.source,
                    uri.size_span,
                    replacement=repair(record.text),
                )
