"""Quotes made by a word processor are part of the text.

Only the plain double quote, U+0022, quotes a string in a zone file. Curved quotes, low quotes and
apostrophes are characters like any other: the record begins with one of them, so nobody takes it for an
SPF, DMARC or DKIM record, and its blanks split it. The finding is an error where mail is concerned, else
a warning.

## Fails

```zone
@  TXT  “v=spf1 mx -all”
```

Apostrophes quote in a shell, not in a zone file:

```zone
_dmarc  TXT  'v=DMARC1;p=reject'
```

## Passes

```zone
@  TXT  "v=spf1 mx -all"
```

Within a quoted text such a quote does no harm:

```zone
note  TXT  "the “mail” host"
```

## Remedy

Replace both with plain double quotes.
"""

from collections.abc import Iterator

from mailcheck.dns.zonefile.words import TYPOGRAPHIC_QUOTES
from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.rules._zone import loadable
from mailcheck.survey.domain import ZoneFlaws
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 1035 section 5.1")
def check(zone: ZoneFlaws) -> Iterator[Problem]:
    yield from loadable(zone, TYPOGRAPHIC_QUOTES)
