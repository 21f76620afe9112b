"""The SPF record does not let a sender send that was given with --sender.

For each address the record is evaluated as a receiver would do it (RFC 7208 section 4). A network passes
only if all of it passes, a host only if all its addresses do.

## Fails

```zone
; sender 9.9.9.9
@     TXT  "v=spf1 mx -all"
@     MX   10 mail
mail  A    9.9.9.10
```

A network of which only a part is listed:

```zone
; sender 9.9.9.0/24
@     TXT  "v=spf1 ip4:9.9.9.0/25 -all"
```

## Passes

```zone
; sender 9.9.9.0/24
@     TXT  "v=spf1 ip4:9.9.9.0/25 ip4:9.9.9.128/25 -all"
```

A host by its name:

```zone
; sender relay.example.com
@      TXT  "v=spf1 a:relay.example.com -all"
relay  A    9.9.9.9
relay  AAAA 2a00:1450::9
```

## Remedy

Add the sender to the record: an address or network with `ip4:` or `ip6:`, a host with `a:`, before any term
that refuses it.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import _coverage, rule
from mailcheck.survey.domain import Survey
from mailcheck.survey.request import Severity
from mailcheck.survey.spf.coverage import Coverage


@rule(Severity.ERROR, "RFC 7208 section 4")
def check(survey: Survey) -> Iterator[Problem | CannotTell]:
    for entry in survey.coverage:
        if not entry.is_sender or entry.result == "pass":
            continue
        if entry.result == "temperror":
            yield from _coverage.cannot_tell(entry)
        else:
            yield _problem(entry, survey)


def _problem(entry: Coverage, survey: Survey) -> Problem:
    if not entry.address:
        message = f"the sender `{entry.host}` has no A or AAAA record; a sender needs an address"
        return _coverage.problem(entry, message, survey)
    given = "" if entry.host == entry.address else f" of `{entry.host}`"
    message = f"the sender `{entry.address}`{given} gets {_coverage.decision(entry)}; it needs a pass"
    return _coverage.problem(
        entry, message, survey, terms=() if entry.result == "permerror" else (_term(entry),)
    )


def _term(entry: Coverage) -> str:
    return _coverage.network_term(entry.host if "/" in entry.host else entry.address)
