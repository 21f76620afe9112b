"""The key is not of the type that `k=` names.

A verifier reads `p=` as `k=` tells it to, as RSA if there is no `k=`, and gives up when that fails (RFC
6376 section 6.1.2, step 8). An Ed25519 key is published as its 32 octets alone, not wrapped in the
structure that tools such as openssl write (RFC 8463 section 4.2).

## Fails

`k=ed25519` was forgotten.

```zone
main1._domainkey  TXT  "v=DKIM1; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

The Ed25519 key is wrapped.

```zone
main1._domainkey  TXT  (
  "v=DKIM1; k=ed25519; "
  "p=MCowBQYDK2VwAyEAn10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc=" )
```

## Passes

```zone
main1._domainkey  TXT  "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

## Remedy

Publish the record as shown, or a key of the type that the signer uses.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.dkim.public_key import Fault, Key, NoKey
from mailcheck.records.dkim.record import DkimRecord
from mailcheck.records.dkim.repair import repair
from mailcheck.records.dkim.tags import KEY_TYPES
from mailcheck.rules import rule
from mailcheck.survey.request import Severity

NAMES = {"rsa": "an RSA key", "ed25519": "an Ed25519 key"}


@rule(Severity.ERROR, "RFC 6376 section 6.1.2")
def check(record: DkimRecord) -> Iterator[Problem]:
    if record.p is None or record.key_fits or record.key_type not in KEY_TYPES:
        return
    if message := _message(record):
        yield Problem(message, record.source, record.key_span, replacement=repair(record))


def _message(record: DkimRecord) -> str:
    wanted = f"`k={record.key_type}`" if record.k else "no `k=`, which means rsa"
    match record.key:
        case Key(type=actual) if actual != record.key_type:
            return f"`p=` holds {NAMES[actual]}, and the record has {wanted}; the two must agree"
        case Key():
            return "the Ed25519 key is wrapped in SubjectPublicKeyInfo; its 32 octets alone are wanted"
        case NoKey(fault=Fault.OTHER_TYPE, what=what):
            return f"`p=` holds {what}, and the record has {wanted}; the two must agree"
    return ""
