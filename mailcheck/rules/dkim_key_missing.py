"""Nothing stands at a selector that was asked for.

A verifier that finds no key record at the selector of a signature fails that signature for good (RFC 6376
section 6.1.2, step 3). It does not try again later, so mail signed in the meantime stays unauthenticated.

## Fails

The selector is an alias of a name that exists, but has no TXT record.

```zone
main1._domainkey  CNAME  keys
keys              A      9.9.9.10
```

## Passes

```zone
main1._domainkey  TXT  "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

## Remedy

Compare the selector, letter by letter, with the `s=` of a signature on mail that was sent, and publish
the record that belongs to its private key at `<selector>._domainkey.<domain>`. In a zone file, mind the
final dot: a name without one has the zone's name appended.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.survey.dkim import DkimKey
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 6376 section 6.1.2")
def check(key: DkimKey) -> Iterator[Problem]:
    if key.missing and not key.dangles:
        yield Problem(f"no key at selector `{key.selector}`: {_what(key)}", key.source)


def _what(key: DkimKey) -> str:
    if key.answer.aliases:
        return f"`{key.name}` is an alias of `{key.answer.aliases[-1]}`, which has no TXT record"
    if key.name_exists:
        return f"`{key.name}` has no TXT record; the record of the signing key is wanted there"
    return f"`{key.name}` does not exist; the record of the signing key is wanted there"
