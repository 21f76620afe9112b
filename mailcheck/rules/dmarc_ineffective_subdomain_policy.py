"""A subdomain's DMARC record sets a policy for subdomains, which nobody reads.

Receivers that find no record at a name go to its organization's (RFC 9989 section 4.10.1): records in between
are not applied to the names below them, so their `sp` and `np` have no effect (section 4.7). Only `psd=n`
makes a subdomain an organization of its own.

## Fails

A record above, in the name of all names below it, makes this one a subdomain's:

```zone
_dmarc       TXT  "v=DMARC1; p=reject; sp=reject; rua=mailto:dmarc@example.com"
_dmarc.com.  TXT  "v=DMARC1; p=none"
```

## Passes

```zone
_dmarc  TXT  "v=DMARC1; p=reject; sp=quarantine; rua=mailto:dmarc@example.com"
```

With `psd=n` the record speaks for the names below:

```zone
_dmarc       TXT  "v=DMARC1; p=reject; sp=reject; psd=n; rua=mailto:dmarc@example.com"
_dmarc.com.  TXT  "v=DMARC1; p=none"
```

## Remedy

Set `sp` and `np` in the organization's record, or add `psd=n` if the subdomain is an organization of its own.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.dmarc.discovery import AppliedRecord
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 9989 section 4.7")
def check(applied: AppliedRecord) -> Iterator[Problem | CannotTell]:
    record, found = applied
    if record.sp.tag is None and record.np.tag is None:
        return
    settings = [
        (name, setting.tag) for name, setting in (("sp", record.sp), ("np", record.np)) if setting.tag
    ]
    if not found.is_own_record or record.psd.value == "y":
        return
    if found.sets_subdomains_in_vain:
        for name, tag in settings:
            yield Problem(
                f"`{name}` has no effect; names below follow the organization's record at "
                f"`_dmarc.{found.organization}`",
                record.source,
                tag.span,
            )
    elif found.organizational_domain is None:
        yield from map(CannotTell, found.walk.failures)
