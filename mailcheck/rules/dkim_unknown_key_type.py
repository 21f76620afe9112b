"""The key type is not one that DKIM has.

`k=` is `rsa`, which it also is when it is left out, or `ed25519`. Verifiers ignore a record with any
other type (RFC 6376 section 3.6.1, RFC 8463 section 4). The names of signing algorithms, such as
rsa-sha256, are no key types.

## Fails

```zone
main1._domainkey  TXT  (
  "v=DKIM1; k=rsa-sha256; "
  "p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAzGTa6p92PE0telpAQOH8lwUzjkMvk5J4R6EBqmLOXTKSxy"
  "hl7BoXoTpqFh2UPE+mKA8nOBgwm7Gq+vv6rHhRQd7cc5mAjhOWAj0hNuFPYYVe3nM9Hh1xVFKQepLAPXZAkD1WuorDuY"
  "B5XpKcp90UG0imEBFSiy/3m23sXl6S1IenDYWS3XC4112tkcnPbR1iSVIgQ6DMFM9kBJ0qOSPoSmkgXsDa/TXwJnmldo"
  "c+tp8xzneHia4k6VHP+36mYm45R5rrYRCYDS5OSL2WABCktXj5rjQwTF0Kxj/B4PjtqOoanxPSV0SfXv3OcuIqSaLYJU"
  "gbTPb+JOAhHoUjWYipxQIDAQAB" )
```

## Passes

```zone
main1._domainkey  TXT  (
  "v=DKIM1; k=rsa; "
  "p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAzGTa6p92PE0telpAQOH8lwUzjkMvk5J4R6EBqmLOXTKSxy"
  "hl7BoXoTpqFh2UPE+mKA8nOBgwm7Gq+vv6rHhRQd7cc5mAjhOWAj0hNuFPYYVe3nM9Hh1xVFKQepLAPXZAkD1WuorDuY"
  "B5XpKcp90UG0imEBFSiy/3m23sXl6S1IenDYWS3XC4112tkcnPbR1iSVIgQ6DMFM9kBJ0qOSPoSmkgXsDa/TXwJnmldo"
  "c+tp8xzneHia4k6VHP+36mYm45R5rrYRCYDS5OSL2WABCktXj5rjQwTF0Kxj/B4PjtqOoanxPSV0SfXv3OcuIqSaLYJU"
  "gbTPb+JOAhHoUjWYipxQIDAQAB" )
```

## Remedy

Publish `k=rsa` or `k=ed25519`, as the key is.
"""

from collections.abc import Iterator

from mailcheck.dns.phrases import cut
from mailcheck.judge.model import Problem
from mailcheck.records.dkim.public_key import Key
from mailcheck.records.dkim.record import DkimRecord
from mailcheck.records.dkim.repair import repair
from mailcheck.records.dkim.tags import KEY_TYPES
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 6376 section 3.6.1")
def check(record: DkimRecord) -> Iterator[Problem]:
    if record.k is None or not record.k.value or record.key_type in KEY_TYPES:
        return
    actual = record.key.type if isinstance(record.key, Key) else None
    text = repair(record, k=actual) if actual else None
    message = (
        f"`k={cut(record.k.value, 40, '')}` is none of {', '.join(KEY_TYPES)}; verifiers ignore the record"
    )
    yield Problem(message, record.source, record.k.value_span, replacement=text)
