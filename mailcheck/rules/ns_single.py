"""The zone has one name server only.

While it cannot be reached nobody finds any of the domain's records: mail to the domain waits, and mail from
it fails its checks. The standard asks for two servers at least, that do not fail together.

## Fails

```zone
@    NS  ns1
ns1  A   9.9.9.53
; server 9.9.9.53
@    TXT  "v=spf1 -all"
```

Two names of one address:

```zone
@    NS  ns1
@    NS  ns2
ns1  A   9.9.9.53
ns2  A   9.9.9.53
; server 9.9.9.53
@    TXT  "v=spf1 -all"
```

## Passes

```zone
@    NS  ns1
@    NS  ns2
ns1  A   9.9.9.53
ns2  A   9.9.10.53
; server 9.9.9.53
@    TXT  "v=spf1 -all"
; server 9.9.10.53
@    TXT  "v=spf1 -all"
```

## Remedy

Let a second server, in another network, serve the zone as well, and add it to the NS records and to the
delegation at the registrar.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.survey.nameservers import ServedZone
from mailcheck.survey.request import Severity


@rule(Severity.NOTE, "RFC 1034 section 4.1")
def check(zone: ServedZone) -> Iterator[Problem]:
    addresses = {soa.server.address for soa in zone.soas}
    if len(zone.names) == 1:
        what = f"one name server only, `{zone.names[0]}`"
    elif zone.names and len(addresses) == 1 and not zone.homeless and not zone.failures:
        what = f"name servers that all have the one address {addresses.pop()}"
    else:
        return
    yield Problem(f"the zone `{zone.name}` has {what}; two or more are asked for", zone.source)
