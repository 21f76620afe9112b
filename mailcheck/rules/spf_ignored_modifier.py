"""The SPF record has a modifier that receivers ignore.

Any `name=value` whose name is not known is taken for a modifier of some future standard, and is passed
over without an error (RFC 7208 section 6). So a mechanism that is written with `=` instead of `:`
authorises nobody.

## Fails

A mechanism has lost its colon:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ip4=9.9.9.26 -all"
```

The version stands a second time:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx v=spf1 ip4:9.9.9.26 -all"
```

Something else has strayed into the record:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx verification=1234 -all"
```

## Passes

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ip4:9.9.9.26 -all"
```

The modifiers of RFC 6652 are known:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ra=postmaster rp=10 rr=e:f -all"
```

## Remedy

Write a mechanism with a colon, `ip4:9.9.9.26`. Remove a modifier that serves no purpose.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.spf.mistakes import meant_by_modifier, shown
from mailcheck.records.spf.parser import VERSION
from mailcheck.records.spf.record import Modifier, SpfRecord
from mailcheck.records.spf.repair import rewritten
from mailcheck.rules import rule
from mailcheck.survey.request import Severity

KNOWN = frozenset({"redirect", "exp", "ra", "rp", "rr"})  # RFC 7208 section 6, RFC 6652 section 3


@rule(Severity.WARNING, "RFC 7208 section 6")
def check(record: SpfRecord) -> Iterator[Problem]:
    if len(record.mechanisms) == len(record.terms):
        return
    ignored = [term for term in record.terms if isinstance(term, Modifier) and term.name not in KNOWN]
    meant = {term.span: text for term in ignored if (text := _correct(record.text_of(term))) is not None}
    replacement = rewritten(record, meant) if meant else None
    for term in ignored:
        message = _message(record.text_of(term), meant.get(term.span))
        yield Problem(
            message, record.source, term.span, replacement=replacement if term.span in meant else None
        )


def _correct(written: str) -> str | None:
    """Return what to write instead: nothing for a second version, None where there is no telling."""
    return "" if written.lower() == VERSION else meant_by_modifier(written)


def _message(written: str, meant: str | None) -> str:
    if meant == "":
        return (
            f"`{VERSION}` stands a second time, where it is an unknown modifier that receivers ignore; "
            "it begins the record"
        )
    allowed = f"{shown(meant)} is meant" if meant else "`redirect=` and `exp=` are known"
    return f"{shown(written)} is an unknown modifier, which receivers ignore; {allowed}"
