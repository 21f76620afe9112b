"""A text without quotes is split at its blanks, and the blanks are lost.

Words that are not quoted are strings of their own (RFC 1035 section 5.1), and who reads the record joins
them with nothing between (RFC 7208 section 3.3): `v=spf1 mx -all` becomes `v=spf1mx-all`, which is no SPF
record. The finding is an error where mail is concerned, else a warning.

## Fails

```zone
@  TXT  v=spf1 mx -all
```

A quote that opens too late does the same:

```zone
@  TXT  v=spf1 "mx -all"
```

## Passes

```zone
@  TXT  "v=spf1 mx -all"
```

One word needs no quotes:

```zone
@  TXT  google-site-verification=abc
```

## Remedy

Put quotes around the whole text.
"""

from collections.abc import Iterator

from mailcheck.dns.zonefile.words import UNQUOTED_TEXT
from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.rules._zone import loadable
from mailcheck.survey.domain import ZoneFlaws
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 1035 section 5.1")
def check(zone: ZoneFlaws) -> Iterator[Problem]:
    yield from loadable(zone, UNQUOTED_TEXT)
