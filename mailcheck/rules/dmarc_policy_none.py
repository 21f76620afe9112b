"""The DMARC policy is none: monitoring only.

Mail that fails both checks is delivered like any other; only reports are sent (RFC 9989 section 3.2.12). That
is the right way to begin and no protection: whoever forges the domain succeeds.

## Fails

```zone
_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
```

## Passes

```zone
_dmarc  TXT  "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com"
```

## Remedy

When the reports show that all legitimate mail passes, publish `p=quarantine`, and later `p=reject` if your
users do not post to mailing lists (RFC 9989 section 7.4).
"""

from collections.abc import Iterator

from mailcheck.dns.answers import Span
from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.survey.dmarc.discovery import AppliedRecord
from mailcheck.survey.request import Severity


@rule(Severity.NOTE, "RFC 9989 section 3.2.12")
def check(applied: AppliedRecord) -> Iterator[Problem]:
    record, found = applied
    if found.policy != "none" or record.degraded or not record.rua.usable:
        return
    whose = f" of `{found.domain}` itself" if found.is_own_record and record.enforces else ""
    message = f"monitoring only: nothing{whose} is quarantined or rejected"
    yield Problem(message, record.source, _span(applied))


def _span(applied: AppliedRecord) -> Span | None:
    """The tag that says none for this domain."""
    record, found = applied
    tags = (record.p.tag,) if found.is_own_record else (record.sp.tag, record.p.tag)
    return next((tag.span for tag in tags if tag is not None), None)
