"""`h=` allows no hash that verifiers may use.

`h=` restricts the hash algorithms of signatures. sha256 is the only one left: sha1 must not be used any
more (RFC 8301 section 3.1), and unknown names are ignored. A record that does not list sha256 cannot
verify anything.

## Fails

```zone
main1._domainkey  TXT  "v=DKIM1; h=sha1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

## Passes

```zone
main1._domainkey  TXT  "v=DKIM1; h=sha256; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

## Remedy

Publish `h=sha256`, or leave `h=` out.
"""

from collections.abc import Iterator

from mailcheck.dns.phrases import cut
from mailcheck.judge.model import Problem
from mailcheck.records.dkim.record import DkimRecord
from mailcheck.records.dkim.repair import repair
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 8301 section 3.1")
def check(record: DkimRecord) -> Iterator[Problem]:
    tag = record.h
    if tag is None or not tag.value or record.hash_usable:
        return
    why = "sha1 must not be used any more, and " if "sha1" in record.hashes else ""
    message = f"`h={cut(tag.value, 40, '')}` allows no hash that verifiers may use; {why}sha256 is wanted"
    yield Problem(message, record.source, tag.value_span, replacement=repair(record, h="sha256"))
