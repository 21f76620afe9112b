"""The SPF record uses `ptr`.

`ptr` makes every receiver ask for the names of the client's address, and for the addresses of those
names. That is slow, loads the servers of the reverse tree, and breaks when somebody else's reverse zone
does; `ptr` should not be published (RFC 7208 section 5.5). Large receivers pass it over.

## Fails

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 ptr -all"
```

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ptr:example.com -all"
```

## Passes

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx -all"
```

## Remedy

List the senders with `ip4:`, `ip6:`, `a:` or `mx`, and remove `ptr`.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.spf.mistakes import shown
from mailcheck.records.spf.record import SpfRecord
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 7208 section 5.5")
def check(record: SpfRecord) -> Iterator[Problem]:
    if "ptr" not in record.names:
        return
    for term in record.mechanisms:
        if term.name == "ptr":
            written = shown(record.text_of(term))
            message = (
                f"{written} hangs on the reverse DNS of whoever connects; "
                "`ip4`, `ip6`, `a` and `mx` list senders"
            )
            yield Problem(message, record.source, term.span)
