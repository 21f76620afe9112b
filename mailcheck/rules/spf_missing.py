"""The domain has no SPF record.

Without a record SPF says nothing about any sender, and many receivers distrust or refuse such mail;
large ones demand SPF or DKIM from everybody. A domain that sends no mail needs a record too: it is the
one that forgers like to use (RFC 7208 section 10.1.2). Where a null MX says that the domain takes no
mail, and it has no DKIM key, this is a note.

## Fails

```zone
@     MX   10 mail
mail  A    9.9.9.25
```

A domain without mail should say so:

```zone
@  MX  0 .
```

## Passes

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx -all"
```

```zone
@  MX   0 .
@  TXT  "v=spf1 -all"
```

## Remedy

Publish a TXT record at the domain. `v=spf1 mx -all` lets the MX hosts send; add `include:` for each
provider that sends for the domain, and begin with `~all` if you are not sure of them. A domain that
sends nothing publishes `v=spf1 -all`.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import Answer, nowhere
from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.spf.parser import spf_records
from mailcheck.rules import rule
from mailcheck.survey.domain import Survey
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 7208 section 4.5")
def check(survey: Survey) -> Iterator[Problem | CannotTell]:
    txt = survey.apex.txt
    if txt.failed:
        yield CannotTell(txt)
    elif not spf_records(txt):
        doubts = _doubts(survey)
        yield from map(CannotTell, doubts)
        yield _problem(survey, Severity.NOTE if doubts else None)


def _doubts(survey: Survey) -> tuple[Answer, ...]:
    """The failed questions for want of which the domain may be one that neither takes mail nor sends any."""
    if survey.dkim.usable:
        return ()
    if survey.mx.answer.failed:
        return (survey.mx.answer,)
    return survey.dkim.failures if survey.mx.is_null else ()


def _problem(survey: Survey, severity: Severity | None) -> Problem:
    found = f"no TXT record at `{survey.domain}` begins with `v=spf1`"
    if survey.mx.is_null and not survey.dkim.usable:
        message = f"{found}; a domain without mail publishes `v=spf1 -all`"
        return Problem(message, nowhere(survey.apex.txt), None, Severity.NOTE, "v=spf1 -all")
    message = f"{found}; every domain that sends mail has one SPF record"
    return Problem(message, nowhere(survey.apex.txt), None, severity, _record(survey))


def _record(survey: Survey) -> str | None:
    """Return a record that lets the hosts send that receive; None where they are not known."""
    if survey.mx.answer.failed:
        return None
    if survey.mx.implicit:
        return "v=spf1 a -all"
    return "v=spf1 mx -all" if any(host.name for host in survey.mx.hosts) else "v=spf1 -all"
