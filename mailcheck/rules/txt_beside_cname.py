"""A name carries a CNAME and other records.

A CNAME says that the name has no records of its own, so nothing may stand beside it (RFC 2181 section
10.1). Name servers refuse to load such a zone; where one serves it all the same, resolvers see the alias at
one time and the records at another.

## Fails

```zone
@       MX     10 mail
mail    A      9.9.9.25
_dmarc  CNAME  _dmarc.example.net.
_dmarc  TXT    "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
_dmarc.example.net.  TXT  "v=DMARC1; p=none"
```

A CNAME at the domain itself stands beside its other records in any case:

```zone
@  CNAME  shop.example.net.
@  MX     10 mail
@  TXT    "v=spf1 mx -all"
mail              A  9.9.9.25
shop.example.net. A  9.9.9.80
```

## Passes

```zone
@       MX     10 mail
mail    A      9.9.9.25
_dmarc  CNAME  _dmarc.example.net.
_dmarc.example.net.  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.net"
```

## Remedy

Remove the CNAME, or all the other records at the name. At the domain itself, where there are always others,
publish address records instead of the CNAME.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import Answer, Source
from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.survey.domain import Survey
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 2181 section 10.1")
def check(survey: Survey) -> Iterator[Problem]:
    names = _names(survey)
    if not [answer for answers in names for answer in answers if answer.aliases or answer.beside_alias]:
        return
    seen: set[str] = set()
    for answers in names:
        if (target := _target(answers)) and answers[0].owner not in seen:
            seen.add(answers[0].owner)
            yield _problem(answers, target)


def _names(survey: Survey) -> list[tuple[Answer, ...]]:
    """The answers for each name that was asked about."""
    own = [survey.apex.answers, (survey.dmarc.walk.steps[0].answer,)]
    keys = [(key.answer,) for key in survey.dkim.keys]
    return [*own, *keys, *[host.answers for host in survey.mx.hosts if host.answers]]


def _target(answers: tuple[Answer, ...]) -> str:
    """Where the CNAME leads that stands beside records; empty if there is none."""
    if not any(answer.aliases or answer.beside_alias for answer in answers):
        return ""
    own = [answer for answer in answers if answer.found and not answer.aliases]
    if not own:
        return ""
    led = (answer.aliases[0] for answer in answers if answer.aliases)
    return next((answer.beside_alias for answer in own if answer.beside_alias), "") or next(led, "")


def _problem(answers: tuple[Answer, ...], target: str) -> Problem:
    owner = answers[0].owner
    types = [answer.rdtype for answer in answers if answer.found and not answer.aliases]
    kinds = " and ".join((", ".join(types[:-1]), types[-1])) if len(types) > 1 else types[0]
    message = f"`{owner}` has a CNAME to `{target}` and {kinds} records; nothing may stand beside a CNAME"
    return Problem(message, Source(owner, "CNAME", f"{target}.", server=answers[0].server))
