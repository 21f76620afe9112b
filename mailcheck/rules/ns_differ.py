"""The zone's name servers do not publish the same records.

Whoever asks gets the answer of one server or another, at random, so that the same mail passes at one receiver
and fails at the next, today and not tomorrow. Usually a change has reached one server only: a zone transfer
that does not work any more, a serial that was not raised, a second provider that was forgotten.

Addresses of mail hosts are sometimes meant to differ from server to server, and are a warning.

## Fails

```zone
; server 9.9.9.53
_dmarc  TXT  "v=DMARC1; p=reject"
; server 9.9.10.53
_dmarc  TXT  "v=DMARC1; p=none"
```

One server lacks what the other one has:

```zone
; server 9.9.9.53
main1._domainkey  TXT  "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
; server 9.9.10.53
main2._domainkey  TXT  "v=DKIM1; p="
```

## Passes

The order of the records means nothing.

```zone
; server 9.9.9.53
@  TXT  "v=spf1 -all"
@  TXT  "owner=0815"
; server 9.9.10.53
@  TXT  "owner=0815"
@  TXT  "v=spf1 -all"
```

## Remedy

Find out why the servers do not hold the same zone: look at the serials, at the log of the zone transfer, and
at whether every provider that is named in the NS records got the change.
"""

from collections.abc import Iterator
from typing import Any

from mailcheck.dns.phrases import cut
from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.nameservers import Group, PublishedSet, texts
from mailcheck.survey.request import Severity

SHOWN = 60  # characters of a record that tell it from another


@rule(Severity.ERROR, "RFC 1034 section 4.3.5")
def check(found: PublishedSet) -> Iterator[Problem | CannotTell]:
    groups = found.groups
    if len(groups) > 1:
        common = frozenset.intersection(*(group.content.records for group in groups))
        differences = "; ".join(_describe(group, common) for group in groups)
        severity = Severity.WARNING if found.rdtype in ("A", "AAAA") else None
        message = f"the name servers differ about {found.name} {found.rdtype}: {differences}"
        yield Problem(message, found.source, severity=severity)
    elif found.untold:
        yield CannotTell(found.untold[0])


def _describe(group: Group, common: frozenset[Any]) -> str:
    """Say what some servers have, but for what all have."""
    records = [f"`{cut(text, SHOWN)}`" for text in texts(group.content, common)]
    nothing = "nothing more" if common else "no record"
    verb = "has" if len(group.servers) == 1 else "have"
    labels = ", ".join(server.label for server in group.servers)
    return f"{labels} {verb} {' and '.join(records) or nothing}"
