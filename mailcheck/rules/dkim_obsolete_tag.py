"""A key record has a `g=`, which is obsolete.

`g=` restricted the local part of addresses that a key could sign for. RFC 6376 appendix C.2 dropped it,
and today's verifiers ignore it. Those that still follow RFC 4871 obey it: an empty one matches no
address, so every signature fails there. `g=*` does no harm.

## Fails

```zone
main1._domainkey  TXT  "v=DKIM1; g=; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

`g=*` is a note.

```zone
main1._domainkey  TXT  "v=DKIM1; g=*; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

## Passes

```zone
main1._domainkey  TXT  "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

## Remedy

Remove `g=`.
"""

from collections.abc import Iterator

from mailcheck.dns.phrases import cut
from mailcheck.judge.model import Problem
from mailcheck.records.dkim.record import DkimRecord
from mailcheck.records.dkim.repair import repair
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 6376 appendix C.2")
def check(record: DkimRecord) -> Iterator[Problem]:
    tag = record.g
    if tag is None:
        return
    severity = Severity.NOTE if tag.value == "*" else Severity.WARNING
    effect = (
        "is obsolete and ignored" if tag.value else "is obsolete, and empty it stops verifiers of RFC 4871"
    )
    message = f"`g={cut(tag.value, 40, '')}` {effect}; no `g=` is wanted"
    yield Problem(message, record.source, tag.span, severity, repair(record, g=None))
