"""A class or type in the first column is taken as the owner name.

A line that begins with a blank belongs to the name above; one that does not begins with an owner name
(RFC 1035 section 5.1). So `TXT "..."` at the beginning of a line is a record of the name `txt`, or a
mistake in what follows. The finding is an error where mail is concerned, else a warning.

## Fails

```zone
@   MX   10 mail
IN  TXT  "v=spf1 mx -all"
```

## Passes

```zone
@   MX   10 mail
    IN  TXT  "v=spf1 mx -all"
mail  A  9.9.9.10
```

## Remedy

Begin the line with a blank, or with the owner name.
"""

from collections.abc import Iterator

from mailcheck.dns.zonefile.words import OWNER_IS_KEYWORD
from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.rules._zone import loadable
from mailcheck.survey.domain import ZoneFlaws
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 1035 section 5.1")
def check(zone: ZoneFlaws) -> Iterator[Problem]:
    yield from loadable(zone, OWNER_IS_KEYWORD)
