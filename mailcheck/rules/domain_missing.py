"""The domain does not exist.

The name servers above deny the name (NXDOMAIN, RFC 8020), so there is nothing to judge: it was never
registered, has expired, is not delegated, or is misspelt.

## Fails

```zone
example.net.  TXT  "a world in which example.com is not"
```

## Passes

```zone
@     MX  10 mail
mail  A   9.9.9.25
```

A domain that only holds other names exists:

```zone
www  A  9.9.9.80
```

## Remedy

Check the spelling. If the domain is yours, see whether its registration has lapsed and whether its zone is
delegated.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import nowhere
from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.apex import Apex
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 8020 section 2")
def check(apex: Apex) -> Iterator[Problem | CannotTell]:
    if apex.mx.found or apex.txt.found:
        return
    if apex.missing:
        message = f"`{apex.domain}` does not exist (NXDOMAIN); nothing else can be judged"
        yield Problem(message, nowhere(apex.mx))
    elif all(answer.failed and not answer.aliases for answer in apex.answers):
        yield CannotTell(apex.mx)
