"""A private key does not belong to the key that is published.

Signatures made with this private key fail at every receiver, because they are held against another public
key. The two are compared by their public numbers: the fingerprints are SHA-256 over the
SubjectPublicKeyInfo of each.

## Fails

A private key is at hand only when one is given with `--dkim-key SELECTOR=FILE`, or to `mailcheck dkim
match`. The comment stands for one with this fingerprint.

```zone
; private-key main1 77d7702a3a70a79a32a5e0aec0e1a4ce016c5d9fcbc6925db2356281f09983c6
main1._domainkey  TXT  "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

## Passes

```zone
; private-key main1 a375e4e95ca88de846c9e7c52f0673782a907b8cea469783b46b02d582497845
main1._domainkey  TXT  "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

## Remedy

Publish the record that belongs to the private key, `mailcheck dkim keygen` makes both, or give the signer
the private key that belongs to the record.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.survey.dkim import DkimKey
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 6376 section 3.6")
def check(key: DkimKey) -> Iterator[Problem]:
    if not key.expected or key.key is None or key.key.fingerprint == key.expected:
        return
    published = f"the published key is {key.key.fingerprint}"
    message = f"{published}, and the private key at hand belongs to {key.expected}; the two must be equal"
    yield Problem(message, key.source)
