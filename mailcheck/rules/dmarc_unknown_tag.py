"""The DMARC record has a tag that DMARC does not define.

Receivers ignore it (RFC 9989 section 4.7). That is harmless unless a known tag was meant.

## Fails

```zone
_dmarc  TXT  "v=DMARC1; p=none; ruaa=mailto:dmarc@example.com"
```

## Passes

```zone
_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
```

## Remedy

Remove the tag, or correct its name.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.dmarc.record import KNOWN, DmarcRecord, is_tag_name
from mailcheck.records.dmarc.repair import nearest_tag, repair
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.NOTE, "RFC 9989 section 4.7")
def check(record: DmarcRecord) -> Iterator[Problem]:
    if record.names <= KNOWN:
        return
    for tag in record.leading:
        if tag.name.lower() in KNOWN or not is_tag_name(tag.name):
            continue
        meant = nearest_tag(tag.name)
        fits = meant is not None and meant not in record.names
        hint = f"; `{meant}` is near" if fits else ""
        yield Problem(
            f"`{tag.name}` is no tag of DMARC and receivers ignore it{hint}",
            record.source,
            tag.name_span,
            replacement=repair(record.text) if fits else None,
        )
