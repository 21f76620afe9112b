"""A public suffix above publishes a DMARC record without `psd=y`, and so becomes the domain's organization.

The tree walk takes the highest record for the organization's (RFC 9989 section 4.10.2), unless `psd=y` says
that it is a registry's. Without it, every domain below counts as one organization: under relaxed alignment a
stranger's signature aligns with your mail (section 11.8). The tree walk is yours to stop, with `psd=n`.

With `--offline` nobody is asked about what stands above the domain, and the rule is skipped.

## Fails

```zone
_dmarc       TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
_dmarc.com.  TXT  "v=DMARC1; p=none"
```

## Passes

```zone
_dmarc       TXT  "v=DMARC1; p=reject; psd=n; rua=mailto:dmarc@example.com"
_dmarc.com.  TXT  "v=DMARC1; p=none"
```

The registry says that it is one:

```zone
_dmarc       TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
_dmarc.com.  TXT  "v=DMARC1; p=none; psd=y"
```

## Remedy

Add `psd=n` to the record of your organizational domain.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import nowhere
from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.dmarc.record import DmarcRecord
from mailcheck.records.dmarc.repair import repair
from mailcheck.rules import rule
from mailcheck.survey.dmarc.discovery import Ancestry
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 9989 section 11.8")
def check(above: Ancestry) -> Iterator[Problem | CannotTell]:
    found = above.found
    if not found.may_be_captured:
        return
    if found.walk.failures:
        yield from map(CannotTell, found.walk.failures)
        return
    organization = found.organization
    captor = found.walk.step(organization)
    if captor is None or captor.record is None:
        return
    own = found.walk.steps[0]
    yield Problem(
        f"`{captor.answer.owner}` has no `psd=y`, so `{organization}` is taken for your organization; "
        "`psd=n` in your record prevents it",
        own.record.source if own.record is not None else nowhere(own.answer),
        replacement=_claim(own.record) if own.record is not None else None,
    )


def _claim(record: DmarcRecord) -> str | None:
    tag = record.psd.tag
    if tag is None:
        return repair(f"{record.text}; psd=n")
    return repair(record.text[: tag.value_span.start] + "n" + record.text[tag.value_span.end :])
