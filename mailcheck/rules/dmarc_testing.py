"""`t=y` weakens the DMARC policy by one level.

Receivers that follow RFC 9989 apply `quarantine` where the record says `reject`, and nothing where it says
`quarantine` (section 4.7); reports are sent as ever. Receivers that follow RFC 7489 do not know the tag and
apply the policy in full. It is meant for the time before a stricter policy and is easily forgotten.

## Fails

```zone
_dmarc  TXT  "v=DMARC1; p=reject; t=y; rua=mailto:dmarc@example.com"
```

## Passes

```zone
_dmarc  TXT  "v=DMARC1; p=reject; t=n; rua=mailto:dmarc@example.com"
```

It has no effect on none:

```zone
_dmarc  TXT  "v=DMARC1; p=none; t=y; rua=mailto:dmarc@example.com"
```

## Remedy

Remove `t=y` when the reports show that all legitimate mail passes.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.dmarc.record import DmarcRecord
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 9989 section 4.7")
def check(record: DmarcRecord) -> Iterator[Problem]:
    if record.t.tag is None or not record.testing or record.degraded:
        return
    weakened = [
        f"`{name}={setting.value}` is applied as `{record.effective(setting.value)}`"
        for name, setting in (("p", record.p), ("sp", record.sp), ("np", record.np))
        if setting.value not in ("", "none")
    ]
    if weakened:
        message = (
            f"`t=y` is a test mode: {' and '.join(weakened)}; only `t=n`, or no `t`, applies policies in full"
        )
        yield Problem(message, record.source, record.t.tag.span)
