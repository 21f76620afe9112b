"""A name server does not answer.

Who asks it waits for seconds and then goes on to the next one. While it is down the others carry on, so this
is a warning; but receivers that give up too soon defer mail, and whether that server will publish the same as
the others cannot be told. Where no server answers at all, nothing is concluded: then the way out of this
network is likely to be closed for DNS.

## Fails

```zone
; server 9.9.9.53
@  TXT  "v=spf1 -all"
; server 9.9.10.53 timeout
```

A server whose name has no address:

```zone
@    NS  ns1
@    NS  ns2
ns1  A   9.9.9.53
; server 9.9.9.53
@    TXT  "v=spf1 -all"
```

## Passes

```zone
; server 9.9.9.53
@  TXT  "v=spf1 -all"
; server 9.9.10.53
@  TXT  "v=spf1 -all"
```

## Remedy

Bring that server back, let DNS pass to it over UDP and TCP, or take it out of the zone's NS records and of
the delegation at the registrar.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.nameservers import ServedZone
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 2182 section 3.1")
def check(zone: ServedZone) -> Iterator[Problem | CannotTell]:
    for name in zone.homeless:
        yield Problem(f"the name server `{name}` has no address", zone.source, about=name)
    if zone.serving or zone.lame:
        for soa in zone.lost:
            message = f"{soa.server.label} does not answer for the zone `{zone.name}`: {soa.answer.detail}"
            yield Problem(message, zone.source, about=soa.server.address)
    yield from map(CannotTell, zone.failures if zone.serving or zone.lame else zone.untold[:1])
