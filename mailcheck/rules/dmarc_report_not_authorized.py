"""A report destination outside the organization has not agreed to take the reports.

Reports go to another organization only if that publishes a record with `v=DMARC1` at
`<domain>._report._dmarc.<host>`, or a wildcard in place of the domain (RFC 9990 section 4; for failure
reports RFC 9991 section 5). Without it receivers ignore the URI. The record may name another address, but
only at the same host.

## Fails

```zone
_dmarc        TXT  "v=DMARC1; p=none; rua=mailto:x@example.net"
example.net.  MX   10 mail.example.net.
```

The destination sends the reports elsewhere, which ends them:

```zone
_dmarc                                   TXT  "v=DMARC1; p=none; rua=mailto:x@example.net"
example.com._report._dmarc.example.net.  TXT  "v=DMARC1; rua=mailto:y@example.org"
```

## Passes

```zone
_dmarc                                   TXT  "v=DMARC1; p=none; rua=mailto:x@example.net"
example.com._report._dmarc.example.net.  TXT  "v=DMARC1"
```

A wildcard agrees for every domain:

```zone
_dmarc                         TXT  "v=DMARC1; p=none; rua=mailto:x@example.net"
*._report._dmarc.example.net.  TXT  "v=DMARC1;"
```

A subdomain of the same organization needs no consent:

```zone
_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:x@reports.example.com"
```

## Remedy

Ask the operator of the destination to publish the record, or have the reports sent to an address of your own.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.dmarc.destinations import ReportDestination, fits
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 9990 section 4")
def check(destination: ReportDestination) -> Iterator[Problem | CannotTell]:
    status = destination.status
    if status == "temperror":
        yield from map(CannotTell, destination.failures)
    if status != "unauthorized":
        return
    message, mendable = _reason(destination)
    yield Problem(
        message,
        destination.record.source,
        destination.uses[0].uri.span,
        replacement="v=DMARC1" if mendable else None,
        publish_at=(destination.consent_name, "TXT") if mendable else None,
    )


def _reason(destination: ReportDestination) -> tuple[str, bool]:
    """What is wrong, and whether publishing the consent mends it."""
    name, host = destination.consent_name, destination.host
    if destination.misdirected:
        other = destination.misdirected[0].host
        return (
            f"`{host}` passes the reports on to `{other}`; only the same host is allowed",
            False,
        )
    if not fits(name):
        return f"`{name}` is {len(name)} characters long and cannot be asked for; 253 are allowed", False
    found = (
        "holds no record with `v=DMARC1`"
        if destination.consent and destination.consent.found
        else "does not exist"
    )
    return f"`{name}` {found}; without it no reports are sent to `{host}`", True
