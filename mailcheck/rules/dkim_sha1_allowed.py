"""`h=` still allows sha1.

Signatures with sha1 must not be made or accepted any more (RFC 8301 section 3.1). A record that lists it
beside sha256 works, but invites verifiers that have not caught up to accept forged signatures.

## Fails

```zone
main1._domainkey  TXT  (
  "v=DKIM1; h=sha1:sha256; k=ed25519; "
  "p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc=" )
```

## Passes

```zone
main1._domainkey  TXT  "v=DKIM1; h=sha256; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

## Remedy

Publish `h=sha256`, or leave `h=` out.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.dkim.record import DkimRecord
from mailcheck.records.dkim.repair import repair
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 8301 section 3.1")
def check(record: DkimRecord) -> Iterator[Problem]:
    tag = record.h
    if tag is None or not {"sha1", "sha256"} <= set(record.hashes):
        return
    message = "`h=` lists sha1 beside sha256; sha1 must not be used any more"
    yield Problem(message, record.source, tag.value_span, replacement=repair(record, h="sha256"))
