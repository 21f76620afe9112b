"""Two selectors publish the same key.

Two selectors for one key gain nothing: when the key is lost both are, and a rotation from one selector to
the other changes nothing. It is mostly a record that was copied and not replaced.

## Fails

```zone
main1._domainkey  TXT  "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
main2._domainkey  TXT  "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

## Passes

```zone
main1._domainkey  TXT  "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
main2._domainkey  TXT  "v=DKIM1; k=ed25519; p=41Z9xJp3slPW8x5vKm2dekc2dSPDz6H4Nu3BmXIYyVQ="
```

## Remedy

Make a key of its own for each selector, or remove the selector that does not sign.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.dkim import DkimSet
from mailcheck.survey.request import Severity


@rule(Severity.NOTE, "RFC 6376 section 3.1")
def check(keys: DkimSet) -> Iterator[Problem | CannotTell]:
    if len(keys.keys) < 2:
        return
    seen: dict[tuple[bytes, int], str] = {}
    for one in keys.keys:
        if one.key is None or one.from_wildcard:
            continue
        first = seen.setdefault((one.key.octets, one.key.exponent), one.selector)
        if first != one.selector:
            message = (
                f"`{one.selector}` publishes the same key as `{first}`; each selector is to have its own"
            )
            yield Problem(message, one.source)
    if seen:
        yield from map(CannotTell, keys.failures)
