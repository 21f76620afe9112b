"""The domain has a record of the obsolete type SPF.

SPF records are published as type TXT alone; the type SPF (99) was given up, and receivers do not ask for
it (RFC 7208 section 3.1). A copy of the TXT record does no harm but is forgotten at the next change, and
one that differs, or stands alone, says something that nobody reads: that is a warning.

## Fails

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx -all"
@     SPF  "v=spf1 mx -all"
```

Nobody reads the record if there is no other:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     SPF  "v=spf1 mx -all"
```

## Passes

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx -all"
```

## Remedy

Remove the record of type SPF, once its text stands in the TXT record.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import Answer, Source, txt_sources
from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.spf.parser import spf_records
from mailcheck.rules import rule
from mailcheck.survey.apex import Apex
from mailcheck.survey.request import Severity


@rule(Severity.NOTE, "RFC 7208 section 3.1")
def check(apex: Apex) -> Iterator[Problem | CannotTell]:
    if apex.spf.failed:
        yield CannotTell(apex.spf)
    if apex.spf.found and apex.txt.failed:
        yield CannotTell(apex.txt)
    for source in txt_sources(apex.spf):
        yield _problem(source, apex.txt)


def _problem(source: Source, txt: Answer) -> Problem:
    """Judge one record; whether it differs is known only if the TXT records are."""
    published = [record.text for record in spf_records(txt)]
    if txt.failed or source.text in published:
        message = "a record of type SPF (99) is published; receivers read type TXT only"
        return Problem(message, source, replacement="")
    state = "differs from the SPF record of type TXT" if published else "stands without one of type TXT"
    message = f"the record of type SPF (99) {state}; receivers read type TXT only"
    if published:
        return Problem(message, source, None, Severity.WARNING, "")
    return Problem(message, source, None, Severity.WARNING, source.text, (source.owner, "TXT"))
