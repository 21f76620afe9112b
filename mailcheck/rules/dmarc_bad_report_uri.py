"""Receivers cannot use a report URI of the DMARC record.

`rua` and `ruf` hold absolute URIs, separated by commas: a mail address needs `mailto:` before it (RFC 9989
sections 4.7 and 4.8). A comma or exclamation mark inside a URI is percent-encoded, and addresses are in ASCII
(RFC 8616 section 6). Receivers ignore what does not fit, so these reports never arrive.

## Fails

```zone
_dmarc  TXT  "v=DMARC1; p=none; rua=dmarc@example.com"
```

Only a warning, since one URI of the tag is left:

```zone
_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.com,reports@example.com"
```

The tag is empty:

```zone
_dmarc  TXT  "v=DMARC1; p=none; rua="
```

## Passes

```zone
_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.com , mailto:reports@example.com"
```

## Remedy

Write `mailto:` and the address; separate two with a comma.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.dmarc.record import DmarcRecord, UriList
from mailcheck.records.dmarc.repair import repair
from mailcheck.rules import rule
from mailcheck.survey.request import Severity

_NONE_LEFT = "; receivers ignore it, and no other is left"


@rule(Severity.ERROR, "RFC 9989 section 4.8")
def check(record: DmarcRecord) -> Iterator[Problem]:
    for name, listed in record.report_lists:
        if listed.tag is not None and not listed.uris:
            message = f"`{name}=` is empty; a URI such as `mailto:dmarc@example.com` is expected"
            yield Problem(message, record.source, listed.tag.span)
        elif len(listed.usable) < len(listed.uris):
            yield from _flaws(record, listed)


def _flaws(record: DmarcRecord, listed: UriList) -> Iterator[Problem]:
    left = bool(listed.usable)
    for uri in listed.uris:
        if not uri.valid:
            yield Problem(
                uri.flaw,
                record.source,
                uri.fault if uri.text and uri.fault is not None else listed.tag.span if listed.tag else None,
                severity=Severity.WARNING if left else None,
                replacement=repair(record.text),
            )
