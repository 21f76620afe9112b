"""The DMARC record has no `p`.

Receivers then act as if it said `p=none`, provided that `rua` holds a usable URI; otherwise they do not
process the domain's mail by DMARC at all (RFC 9989 section 4.10.1). Receivers that follow RFC 7489, where `p`
was required, may discard the record.

## Fails

```zone
_dmarc  TXT  "v=DMARC1; rua=mailto:dmarc@example.com"
```

Without reports the record is not even processed:

```zone
_dmarc  TXT  "v=DMARC1; adkim=s"
```

## Passes

```zone
_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
```

## Remedy

State the policy: `p=none`, `p=quarantine` or `p=reject`, right after `v=DMARC1`.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import Span
from mailcheck.judge.model import Problem
from mailcheck.records.dmarc.record import DmarcRecord
from mailcheck.records.dmarc.repair import repair
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 9989 section 4.10.1")
def check(record: DmarcRecord) -> Iterator[Problem]:
    if record.p.tag is not None:
        return
    first = record.tags.entries[0].span if record.tags.entries else Span(0, len(record.text))
    effect = (
        "act on `p=none`"
        if record.rua.usable
        else "apply no DMARC at all, since `rua` names no destination either"
    )
    yield Problem(
        f"no `p` tag; a policy is expected after `v=DMARC1`, and without it receivers {effect}",
        record.source,
        first,
        severity=None if record.rua.usable else Severity.ERROR,
        replacement=repair(record.text),
    )
