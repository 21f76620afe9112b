"""The domain has more than one SPF record.

Receivers cannot tell which one counts, and answer permerror for every sender (RFC 7208 section 4.5). The
usual cause is a second service whose manual says to add a record, when its term was to be added to the
record that is there.

## Fails

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx -all"
@     TXT  "v=spf1 include:_spf.example.net ~all"
_spf.example.net. TXT "v=spf1 ip4:9.9.9.26 -all"
```

## Passes

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx include:_spf.example.net ~all"
@     TXT  "site-verification=1234"
_spf.example.net. TXT "v=spf1 ip4:9.9.9.26 -all"
```

## Remedy

Publish one record with the terms of all of them, and remove the others. In the record that is shown
every term stands once, and of several `all` terms the gentler `~all` is kept, so that no sender fails
which one of the records only marked.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.spf.parser import spf_records
from mailcheck.records.spf.record import SpfRecord
from mailcheck.records.spf.repair import merge
from mailcheck.rules import rule
from mailcheck.survey.apex import Apex
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 7208 section 4.5")
def check(apex: Apex) -> Iterator[Problem | CannotTell]:
    if apex.txt.failed:
        yield CannotTell(apex.txt)
    records = spf_records(apex.txt)
    if len(records) > 1:
        message = (
            f"{len(records)} SPF records stand at `{apex.domain}`, and receivers use none of them; "
            "one is allowed, with the terms of all"
        )
        yield _problem(records, message)


def _problem(records: tuple[SpfRecord, ...], message: str) -> Problem:
    """Offer the merged record; where it is published already, the others only have to go."""
    whole = merge(records)
    place = next((index for index, record in enumerate(records) if record.text == whole), None)
    other = records[1 if place != 1 else 0]
    return Problem(message, other.source, replacement=whole if place is None else "")
