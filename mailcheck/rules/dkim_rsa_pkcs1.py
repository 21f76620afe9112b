"""An RSA key is published without the structure that verifiers expect around it.

RFC 6376 is at odds with itself: section 3.6.1 asks for the bare RSAPublicKey, the example in appendix C
shows SubjectPublicKeyInfo, and everybody publishes the latter. Few verifiers read the bare form; of five
that were tried only one did.

## Fails

```zone
main1._domainkey  TXT  (
  "v=DKIM1; k=rsa; "
  "p=MIIBCgKCAQEAzGTa6p92PE0telpAQOH8lwUzjkMvk5J4R6EBqmLOXTKSxyhl7BoXoTpqFh2UPE+mKA8nOBgwm7Gq+v"
  "v6rHhRQd7cc5mAjhOWAj0hNuFPYYVe3nM9Hh1xVFKQepLAPXZAkD1WuorDuYB5XpKcp90UG0imEBFSiy/3m23sXl6S1I"
  "enDYWS3XC4112tkcnPbR1iSVIgQ6DMFM9kBJ0qOSPoSmkgXsDa/TXwJnmldoc+tp8xzneHia4k6VHP+36mYm45R5rrYR"
  "CYDS5OSL2WABCktXj5rjQwTF0Kxj/B4PjtqOoanxPSV0SfXv3OcuIqSaLYJUgbTPb+JOAhHoUjWYipxQIDAQAB" )
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

Publish the record as shown: it is the same key in the usual form, and the signer needs no change.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.dkim.public_key import Form, Key
from mailcheck.records.dkim.record import DkimRecord
from mailcheck.records.dkim.repair import repair
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 6376 appendix C")
def check(record: DkimRecord) -> Iterator[Problem]:
    match record.key:
        case Key(form=Form.PKCS1):
            message = "the key is a bare RSAPublicKey; most verifiers read SubjectPublicKeyInfo only"
            span = record.key_span
            yield Problem(message, record.source, span, replacement=repair(record))
