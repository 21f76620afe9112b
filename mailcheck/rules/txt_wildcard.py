"""A wildcard TXT record answers where a record of its own was looked for.

A record at `*.example.com` answers for every name below that has no records of its own, `_dmarc` and DKIM
selectors included (RFC 7208 section 3.5, RFC 6376 section 6.1.2). The record is missing there, although the
DNS seems to have one; receivers that read the wrong record as a broken key or policy may treat the mail
accordingly.

## Fails

```zone
@       MX   10 mail
mail    A    9.9.9.25
*       TXT  "v=spf1 -all"
```

## Passes

```zone
@       MX   10 mail
mail    A    9.9.9.25
*       TXT  "v=spf1 -all"
_dmarc  TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
```

## Remedy

Publish the record that is missing at its own name, or remove the wildcard.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import Answer, Source, txt_sources
from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.domain import Survey
from mailcheck.survey.gather import needs_probe, same_records
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 7208 section 3.5")
def check(survey: Survey) -> Iterator[Problem | CannotTell]:
    own = survey.dmarc.walk.steps[0].answer
    if own.failed:
        yield CannotTell(own)
    for answer, probe in _suspects(survey):
        if probe.failed:
            yield CannotTell(probe)
        elif same_records(answer, probe):
            yield _problem(answer, txt_sources(answer)[0])


def _suspects(survey: Survey) -> Iterator[tuple[Answer, Answer]]:
    """The answers that may come from a wildcard, each with the answer for a name that nobody published."""
    if needs_probe(survey):
        yield from ((survey.dmarc.walk.steps[0].answer, probe) for probe in _probes(survey))
    for key in survey.dkim.keys:
        if key.wildcard is not None:
            yield key.answer, key.wildcard


def _probes(survey: Survey) -> Iterator[Answer]:
    return (probe for probe in survey.apex.wildcards if probe.rdtype == "TXT")


def _problem(answer: Answer, found: Source) -> Problem:
    message = f"a wildcard answers for `{answer.owner}`; a record of its own is needed there"
    return Problem(message, found)
