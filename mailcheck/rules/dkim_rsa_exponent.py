"""An RSA key has an unusual public exponent.

Nearly every RSA key has the exponent 65537. With 1 the signature is the message itself, and an even
number cannot be an exponent at all: such a key is an error. Others, like 3, work with some libraries and
are refused by others.

## Fails

```zone
main1._domainkey  TXT  (
  "v=DKIM1; k=rsa; "
  "p=MIIBIDANBgkqhkiG9w0BAQEFAAOCAQ0AMIIBCAKCAQEA3EFc7anZXge0t1OLMcTJ6Mlr3DZIFQqfMymi48WxtPbqIo"
  "11quDhWIXIWcjKgOSrnmHqxwYACAE1YzTGSt51xfs8nRsH1eH46ORXnPhN/LjPvWsT1PlGFylF0nYuH7181id1As365Y"
  "pyJHyq+B6RsI7VPdCIa4WtCsamkCoY0IQ9Nm4b4CKxDMrFRF5Ea7j+wLIrJTB6xglFnHlaLF502bUyujbF43ewiA8Bgw"
  "n5qAb8HcNddZf2mkbx2WKDdJXfmPJSY4B4hvblVrGuuMq1CrWNn8+RVksq5RNoKnBfvFYS9XmNckJcYslzuSmOaDRKLa"
  "Pd/+zf3TmmwopO6bKoSwIBAw==" )
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

Make a new key with the defaults of a current tool, and publish it under a new selector.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.dkim.public_key import Key
from mailcheck.records.dkim.record import USUAL_EXPONENT, DkimRecord, exponent_works
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 8017 section 3.1")
def check(record: DkimRecord) -> Iterator[Problem]:
    key = record.key
    if not isinstance(key, Key) or key.type != "rsa" or key.exponent == USUAL_EXPONENT:
        return
    size = key.exponent.bit_length()
    shown = str(key.exponent) if size <= 64 else f"of {size} bits"
    usable = exponent_works(key)
    allowed = f"verifiers expect {USUAL_EXPONENT}" if usable else "an odd number above 1 is needed"
    severity = Severity.WARNING if usable else Severity.ERROR
    span = record.key_span
    yield Problem(f"RSA key with the exponent {shown}; {allowed}", record.source, span, severity)
