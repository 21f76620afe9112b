"""Every usable key is an Ed25519 key.

Verifiers must support Ed25519 since RFC 8463, but many do not: to those the mail is unsigned, and DMARC
is left with SPF. A domain that signs with Ed25519 signs with RSA as well.

## Fails

```zone
main1._domainkey  TXT  "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

## Passes

```zone
main1._domainkey  TXT  "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
main2._domainkey  TXT  (
  "v=DKIM1; k=rsa; "
  "p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAzGTa6p92PE0telpAQOH8lwUzjkMvk5J4R6EBqmLOXTKSxy"
  "hl7BoXoTpqFh2UPE+mKA8nOBgwm7Gq+vv6rHhRQd7cc5mAjhOWAj0hNuFPYYVe3nM9Hh1xVFKQepLAPXZAkD1WuorDuY"
  "B5XpKcp90UG0imEBFSiy/3m23sXl6S1IenDYWS3XC4112tkcnPbR1iSVIgQ6DMFM9kBJ0qOSPoSmkgXsDa/TXwJnmldo"
  "c+tp8xzneHia4k6VHP+36mYm45R5rrYRCYDS5OSL2WABCktXj5rjQwTF0Kxj/B4PjtqOoanxPSV0SfXv3OcuIqSaLYJU"
  "gbTPb+JOAhHoUjWYipxQIDAQAB" )
```

## Remedy

Publish an RSA key of 2048 bits under a selector of its own, and sign with both keys.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.dkim import DkimSet
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 8463 section 5")
def check(keys: DkimSet) -> Iterator[Problem | CannotTell]:
    usable = [key for key in keys.keys if key.usable]
    if any(key.key and key.key.type == "rsa" for key in usable):
        return
    yield from map(CannotTell, keys.failures)
    if usable and not keys.failures:
        message = (
            "every usable key is Ed25519, which many verifiers do not know; an RSA key is needed beside it"
        )
        yield Problem(message, usable[0].source)
