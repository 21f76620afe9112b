"""A name server does not serve the zone.

It is named in the zone's NS records, or was given, but refuses, fails, or answers without authority. Who
comes to it has to go on to the next one, if there is one; while the others are down, or where all are like
this, the domain's records cannot be found at all, and mail is deferred or fails its checks. Where all are
like this it is an error.

## Fails

```zone
; server 9.9.9.53
@  TXT  "v=spf1 -all"
; server 9.9.10.53 refused
```

## Passes

```zone
; server 9.9.9.53
@  TXT  "v=spf1 -all"
; server 9.9.10.53
@  TXT  "v=spf1 -all"
```

## Remedy

Configure the zone at that server, or take the server out of the zone's NS records and of the delegation at
the registrar.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.survey.nameservers import ServedZone, ServerAnswer
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 1912 section 2.8")
def check(zone: ServedZone) -> Iterator[Problem]:
    alone = not (zone.serving or zone.lost or zone.unasked)
    severity = Severity.ERROR if alone else None
    for soa in zone.lame:
        message = f"{soa.server.label} does not serve the zone `{zone.name}`: it answers with {_what(soa)}"
        yield Problem(message, zone.source, severity=severity, about=soa.server.address)


def _what(soa: ServerAnswer) -> str:
    if not soa.answer.failed:
        return "no SOA record"
    return soa.answer.detail.partition(" from ")[0] or "nothing of use"
