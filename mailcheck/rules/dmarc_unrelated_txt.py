"""Another TXT record stands beside the DMARC record.

Receivers ignore it (RFC 9989 section 4.10, step 2), but some checkers and older filters stumble over it.
Often it is a verification text that belongs at the domain itself, or an answer from a wildcard.

## Fails

```zone
_dmarc  TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
_dmarc  TXT  "some-verification=1234"
```

## Passes

```zone
_dmarc  TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
@       TXT  "some-verification=1234"
```

## Remedy

Move the other text to the name that it is meant for, or remove it.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.dmarc.mistakes import is_meant
from mailcheck.rules import rule
from mailcheck.survey.dmarc.discovery import AppliedRecord
from mailcheck.survey.request import Severity


@rule(Severity.NOTE, "RFC 9989 section 4.10")
def check(applied: AppliedRecord) -> Iterator[Problem]:
    step = next(step for step in applied.discovery.walk.steps if step.record is applied.record)
    for source in step.others:
        if not is_meant(source.text):
            yield Problem(
                "a TXT record that is not DMARC stands beside the DMARC record; receivers ignore it", source
            )
