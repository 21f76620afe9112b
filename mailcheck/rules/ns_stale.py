"""A name server has an older version of the zone.

Its SOA serial is behind that of another server, in the arithmetic of RFC 1982, where 4294967295 is followed
by 0. Right after a change that is how it looks until the transfer is done; if it stays like this, the
transfer does not work, and every further change will be seen by some and not by others.

## Fails

```zone
; server 9.9.9.53
@  SOA  ns1 hostmaster 2026010102 3600 600 86400 300
; server 9.9.10.53
@  SOA  ns1 hostmaster 2026010101 3600 600 86400 300
```

## Passes

```zone
; server 9.9.9.53
@  SOA  ns1 hostmaster 2026010102 3600 600 86400 300
; server 9.9.10.53
@  SOA  ns1 hostmaster 2026010102 3600 600 86400 300
```

## Remedy

Wait for the SOA record's refresh time if the change is fresh. Otherwise see whether the primary notifies that
server and lets it transfer the zone, and whether the serial was raised at the primary with the last change.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.survey.nameservers import ServedZone, serial
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 1034 section 4.3.5")
def check(zone: ServedZone) -> Iterator[Problem]:
    for soa in zone.stale:
        versions = f"serial {serial(soa)} of the zone `{zone.name}`, behind {zone.newest}"
        yield Problem(f"{soa.server.label} has {versions}", zone.source, about=soa.server.address)
