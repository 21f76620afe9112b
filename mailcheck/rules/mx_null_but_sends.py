"""A domain with a null MX says that it sends mail.

`MX 0 .` tells the world that nobody can answer mail from the domain. Receivers may refuse mail from such a
domain (RFC 7505 section 4.2), so the SPF record or the DKIM keys that let it send are in vain.

## Fails

```zone
@  MX   0 .
@  TXT  "v=spf1 ip4:9.9.9.25 -all"
```

## Passes

```zone
@  MX   0 .
@  TXT  "v=spf1 -all"
```

A domain that takes mail may send:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx -all"
```

## Remedy

If the domain sends, publish an MX record for a host that takes the replies. If it does not, publish `v=spf1
-all` and remove its DKIM keys.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.domain import Survey
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 7505 section 4.2")
def check(survey: Survey) -> Iterator[Problem | CannotTell]:
    if survey.mx.answer.failed:
        yield CannotTell(survey.mx.answer)
    if not survey.mx.is_null:
        return
    if proof := _proof(survey):
        message = f"a null MX, but {proof}; receivers may refuse mail that cannot be answered"
        yield Problem(message, survey.mx.hosts[0].source)
        return
    if survey.spf.answer.failed:
        yield CannotTell(survey.spf.answer)
    yield from map(CannotTell, survey.dkim.failures)


def _proof(survey: Survey) -> str:
    """What says that the domain sends; empty if nothing does."""
    if survey.spf.sends and survey.spf.record is not None:
        return f"`{survey.spf.record.text}` lets it send"
    selector = next((key.selector for key in survey.dkim.keys if key.usable), None)
    return "" if selector is None else f"the DKIM key `{selector}` is there to sign its mail"
