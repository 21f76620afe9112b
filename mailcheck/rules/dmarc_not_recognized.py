"""A TXT record is meant as DMARC, but receivers discard it.

A record counts only if it begins with `v=DMARC1`, in these letters and this case, followed by a semicolon or
by nothing (RFC 9989 sections 4.7 and 4.8). Blanks may surround `=` and `;` but not precede the `v`.
Everything else at the name is ignored as if it were not there, so a single character turns the policy off.

## Fails

```zone
_dmarc  TXT  "v=dmarc1; p=reject; rua=mailto:dmarc@example.com"
```

A blank stands first:

```zone
_dmarc  TXT  " v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
```

The separator is missing:

```zone
_dmarc  TXT  "v=DMARC1 p=reject"
```

The version is not the first tag:

```zone
_dmarc  TXT  "p=reject; v=DMARC1"
```

Quotes became part of the text:

```zone
_dmarc  TXT  "\\"v=DMARC1; p=reject\\""
```

## Passes

```zone
_dmarc  TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
```

Blanks around the signs are fine:

```zone
_dmarc  TXT  "v = DMARC1 ; p = reject ; rua = mailto:dmarc@example.com"
```

Other texts are not meant as DMARC:

```zone
_dmarc  TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
_dmarc  TXT  "some-verification=1234"
```

## Remedy

Begin the record with `v=DMARC1;` and separate the tags with semicolons.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.dmarc.mistakes import near_miss
from mailcheck.rules import rule
from mailcheck.survey.dmarc.discovery import DmarcDiscovery
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 9989 section 4.7")
def check(found: DmarcDiscovery) -> Iterator[Problem | CannotTell]:
    if not [step for step in found.walk.steps if step.answer.failed or step.others]:
        return
    for step in found.examined:
        if step.answer.failed:
            yield CannotTell(step.answer)
        for source in step.others:
            near = near_miss(source.text)
            if near is not None:
                yield Problem(near.message, source, near.span, replacement=near.replacement)
