"""What the name servers publish is not yet what the resolver sees.

A resolver keeps what it was told for the time to live of the record, and that there is no record for the time
in the zone's SOA record (RFC 2308 section 5). Until then it goes on as before: what has been repaired still
looks broken here, and receivers behind other resolvers may see either. Nothing is wrong with the record.

## Fails

The resolver still denies what is published:

```zone
; resolver
@  SOA  ns1 hostmaster 1 3600 600 86400 2580
; server 9.9.9.53
_dmarc  TXT  "v=DMARC1; p=reject"
```

It still has the old record:

```zone
; resolver
$TTL 720
_dmarc  TXT  "v=DMARC1; p=none"
; server 9.9.9.53
_dmarc  TXT  "v=DMARC1; p=reject"
```

## Passes

```zone
; resolver
$TTL 720
_dmarc  TXT  "v=DMARC1; p=reject"
; server 9.9.9.53
_dmarc  TXT  "v=DMARC1; p=reject"
```

## Remedy

Wait until the time is over that the finding names; `--wait` does that. Nothing but time, or the operator of
the resolver, makes it sooner. Before the next change, lower the record's time to live a day ahead.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.nameservers import PublishedSet
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 2308 section 5")
def check(found: PublishedSet) -> Iterator[Problem | CannotTell]:
    if found.visible.failed:
        yield CannotTell(found.visible)
    elif not found.groups:
        yield from map(CannotTell, found.untold[:1])
    elif not found.is_visible:
        message = f"{found.name} {found.rdtype} is {found.outlook}"
        yield Problem(message, found.source)
