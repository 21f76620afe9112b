"""A record that was meant as SPF is passed over.

Receivers take a TXT record for SPF only if it begins with exactly `v=spf1`, followed by a space or
nothing (RFC 7208 section 4.5). A space or a quote before it, another version, or punctuation after it,
and the record is any other text.

## Fails

A space stands before the version:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  " v=spf1 mx -all"
```

Quotes have been published with the record:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "\"v=spf1 mx -all\""
```

Punctuation follows the version:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1; mx -all"
```

The record is one of Sender ID:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "spf2.0/mfrom mx -all"
```

## Passes

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx -all"
```

A record of Sender ID harms nobody beside one of SPF:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx -all"
@     TXT  "spf2.0/pra mx -all"
```

## Remedy

Publish the record so that its first characters are `v=spf1` and a space. Let the zone editor add the
quotes of its file format by itself.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import source
from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.spf.parser import spf_records
from mailcheck.records.spf.repair import near_miss
from mailcheck.rules import rule
from mailcheck.survey.apex import Apex
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 7208 section 4.5")
def check(apex: Apex) -> Iterator[Problem | CannotTell]:
    if apex.txt.failed:
        yield CannotTell(apex.txt)
    for index, record in enumerate(apex.txt.texts):
        text = record.text
        near = near_miss(text)
        if near and not (near.sender_id and spf_records(apex.txt)):
            yield Problem(near.message, source(apex.txt, index, text), near.fault, replacement=near.meant)
