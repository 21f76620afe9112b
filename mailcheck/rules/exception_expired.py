"""An exception is past its last day.

Somebody decided to live with a finding until a day, and that day is over. The exception has no effect any
more: what it covered counts again.

## Fails

```zone
; mailcheck: ignore mx-single until=2020-01-31 the second host comes in January
@     MX  10 mail
mail  A   9.9.9.25
```

## Passes

```zone
; mailcheck: ignore mx-single until=9999-12-31 one host is enough for us
@     MX  10 mail
mail  A   9.9.9.25
```

## Remedy

Mend what the exception covered and remove it, or give it a new day and the reason for that.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.survey.exceptions import ExceptionUse
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "docs/configuration.md")
def check(use: ExceptionUse) -> Iterator[Problem]:
    exception = use.exception
    if use.expired:
        message = f"the exception for `{exception.rule}` ended on {exception.until}: {exception.reason}"
        yield Problem(message, exception.source)
