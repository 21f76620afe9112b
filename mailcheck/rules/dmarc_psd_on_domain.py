"""`psd=y` stands in the record of an ordinary domain.

The tag says that the domain is a public suffix, under which others register names (RFC 9989 section 4.7):
each of its subdomains then counts as an organization of its own, so that mail signed by one does not align
with another. Only operators of public suffixes set it (section 5.2). Such a record must not ask for failure
reports, which would carry mail of other organizations (section 10.2, RFC 9991 section 2).

## Fails

```zone
_dmarc  TXT  "v=DMARC1; p=reject; psd=y; rua=mailto:dmarc@example.com"
```

With failure reports it is an error:

```zone
_dmarc  TXT  "v=DMARC1; p=reject; psd=y; ruf=mailto:dmarc@example.com"
```

## Passes

```zone
_dmarc  TXT  "v=DMARC1; p=reject; psd=n; rua=mailto:dmarc@example.com"
```

## Remedy

Remove `psd`, or write `psd=n` to say that the domain is an organization of its own.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.dmarc.record import DmarcRecord
from mailcheck.records.dmarc.repair import repair
from mailcheck.records.taglist import Tag
from mailcheck.rules import rule
from mailcheck.survey.dmarc.discovery import AppliedRecord
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 9989 section 5.2")
def check(applied: AppliedRecord) -> Iterator[Problem]:
    record, found = applied
    tag = record.psd.tag
    if tag is None or record.psd.value != "y":
        return
    if record.ruf.tag is not None:
        message = "`ruf` stands beside `psd=y`; a public suffix must not ask for failure reports"
        yield Problem(
            message, record.source, record.ruf.tag.span, Severity.ERROR, reference="RFC 9989 section 10.2"
        )
    if not found.is_public_suffix:
        yield Problem(
            "`psd=y` is for public suffixes, under which others register names; other domains leave it out",
            record.source,
            tag.span,
            replacement=_as_organization(record, tag),
        )


def _as_organization(record: DmarcRecord, tag: Tag) -> str | None:
    return repair(record.text[: tag.value_span.start] + "n" + record.text[tag.value_span.end :])
