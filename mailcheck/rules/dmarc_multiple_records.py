"""Several DMARC records stand at one name.

Receivers discard all of them and go on looking at the names above (RFC 9989 section 4.10, step 2); those that
follow RFC 7489 stop there and apply nothing. Other TXT records beside a single DMARC record do no harm.

## Fails

```zone
_dmarc  TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
_dmarc  TXT  "v=DMARC1; p=none"
```

## Passes

```zone
_dmarc  TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
_dmarc  TXT  "some-verification=1234"
```

## Remedy

Keep one record and remove the others.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.dmarc.discovery import DmarcDiscovery
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 9989 section 4.10")
def check(found: DmarcDiscovery) -> Iterator[Problem | CannotTell]:
    if not [step for step in found.walk.steps if step.answer.failed or len(step.kept) > 1]:
        return
    for step in found.examined:
        if step.answer.failed:
            yield CannotTell(step.answer)
        if len(step.kept) > 1:
            yield Problem(
                f"{len(step.kept)} DMARC records at `{step.answer.owner}`; one is allowed, all are discarded",
                step.kept[1].source,
                remedy=f"Keep one of the {len(step.kept)} records and remove the others: "
                + ", ".join(f"`{record.text}`" for record in step.kept[:5]),
            )
