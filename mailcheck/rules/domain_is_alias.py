"""The domain itself is an alias.

Senders follow the CNAME and take the MX, SPF and other records from the name that it leads to (RFC 5321
section 5.1), so whoever runs that name decides over the domain's mail. Names below, such as `_dmarc`, are
not led anywhere. When the chain loops or ends at a name that does not exist, the domain has no records at
all.

## Fails

```zone
@  CNAME  shop.example.net.
shop.example.net.  MX  10 mx.example.net.
mx.example.net.    A   9.9.9.25
```

The alias of a name that does not exist is an error:

```zone
@  CNAME  gone.example.net.
```

So is a chain that leads back to itself:

```zone
@  CNAME  a.example.net.
a.example.net.  CNAME  b.example.net.
b.example.net.  CNAME  a.example.net.
```

## Passes

```zone
@     MX     10 mail
mail  A      9.9.9.25
www   CNAME  shop.example.net.
```

## Remedy

Publish MX, TXT and address records at the domain itself, without a CNAME.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import Answer, Failure, Source, Status
from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.apex import Apex
from mailcheck.survey.request import Severity


@rule(Severity.NOTE, "RFC 5321 section 5.1")
def check(apex: Apex) -> Iterator[Problem | CannotTell]:
    answers = apex.answers
    led = [answer for answer in answers if answer.aliases]
    if led:
        yield _problem(apex.domain, led[0])
    elif not [answer for answer in answers if not answer.failed]:
        yield CannotTell(apex.mx)


def _problem(domain: str, answer: Answer) -> Problem:
    source = Source(domain, "CNAME", f"{answer.aliases[0]}.", server=answer.server)
    end = answer.aliases[-1]
    if answer.failure is Failure.MALFORMED:
        chain = " -> ".join(f"`{name}`" for name in (domain, *answer.aliases[:8]))
        message = f"the alias leads in a circle: {chain}; a chain must end"
        return Problem(message, source, severity=Severity.ERROR)
    if answer.status is Status.NO_NAME:
        message = f"`{domain}` is an alias of `{end}`, which does not exist; its end must exist"
        return Problem(message, source, severity=Severity.ERROR)
    return Problem(f"`{domain}` is an alias of `{end}`, whose MX and TXT records count for it", source)
