"""An exception covers nothing.

What it was made for is mended, or its name or place does not fit. Left where it is, it would hide the next
finding of that rule. An exception whose rule was not judged, or could not be, is not held to be unused.

## Fails

```zone
; mailcheck: ignore mx-single the second host comes in January
@      MX  10 mail
@      MX  20 spare
mail   A   9.9.9.25
spare  A   9.9.10.25
```

## Passes

```zone
@     MX  10 mail  ; mailcheck: ignore mx-single one host is enough for us
mail  A   9.9.9.25
```

## Remedy

Remove the exception, or mend its rule, its domain or its place.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.survey.exceptions import ExceptionUse
from mailcheck.survey.request import Severity


@rule(Severity.NOTE, "docs/configuration.md")
def check(use: ExceptionUse) -> Iterator[Problem]:
    exception = use.exception
    if not (use.used or use.expired):
        yield Problem(
            f"the exception for `{exception.rule}` covers nothing: {exception.reason}", exception.source
        )
