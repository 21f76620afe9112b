"""A semicolon outside quotes makes the rest of a text a comment.

In a zone file, a semicolon begins a comment wherever it does not stand in quotes (RFC 1035 section 5.1).
Name servers load such a record without a word and serve what stands before the semicolon; of a DMARC
record that is `v=DMARC1`, which has no policy. The finding is an error where mail is concerned, else a
warning.

## Fails

```zone
_dmarc  TXT  v=DMARC1; p=reject; rua=mailto:dmarc@example.com
```

## Passes

```zone
_dmarc  TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
```

A comment after the closing quote is one that was meant:

```zone
@  TXT  "v=spf1 -all" ; no mail from here
```

## Remedy

Put quotes around the whole text.
"""

from collections.abc import Iterator

from mailcheck.dns.zonefile.words import UNQUOTED_SEMICOLON
from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.rules._zone import loadable
from mailcheck.survey.domain import ZoneFlaws
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 1035 section 5.1")
def check(zone: ZoneFlaws) -> Iterator[Problem]:
    yield from loadable(zone, UNQUOTED_SEMICOLON)
