"""A quote or a parenthesis is never closed.

A quote ends on its line, and what a `(` opens goes on over the ends of lines up to the `)` (RFC 1035
section 5.1). Where one is missing, no name server loads the file, and the zone stays at its last state. A
`)` after a semicolon is part of a comment and closes nothing.

## Fails

```zone
@  TXT  "v=spf1 mx -all
```

```zone
main1._domainkey  TXT  ( "v=DKIM1; k=ed25519; "
                         "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=" ; )
```

## Passes

```zone
@                 TXT  "v=spf1 mx -all"
main1._domainkey  TXT  ( "v=DKIM1; k=ed25519; "
                         "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=" ) ; the end
```

## Remedy

Close it where the text or the record ends.
"""

from collections.abc import Iterator

from mailcheck.dns.zonefile.words import UNCLOSED
from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.rules._zone import fatal
from mailcheck.survey.domain import ZoneFlaws
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 1035 section 5.1")
def check(zone: ZoneFlaws) -> Iterator[Problem]:
    yield from fatal(zone, UNCLOSED)
