"""An RSA key has fewer than 1024 bits.

Keys that short can be broken with modest means, and verifiers must not accept signatures made with them
(RFC 8301 section 3.2).

## Fails

```zone
main1._domainkey  TXT  (
  "v=DKIM1; k=rsa; "
  "p=MHwwDQYJKoZIhvcNAQEBBQADawAwaAJhAM1IB9h8Ui404lU5+mzIdpxKGvX83ujYE3qRwXrGGHBG+LorJAvr3peOj7"
  "nGXUKWr2zC9Ck+cULJV5nvDAElVCfUIJWdT9nmq+PVPBYo6A7aAa47MsUl1Iq2NNqAVY08QQIDAQAB" )
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

Make a key of 2048 bits, publish it under a new selector, switch the signer over, and then remove this
one.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.dkim.public_key import Key
from mailcheck.records.dkim.record import RSA_ADVISED, RSA_MINIMUM, DkimRecord
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 8301 section 3.2")
def check(record: DkimRecord) -> Iterator[Problem]:
    match record.key:
        case Key(type="rsa", bits=bits) if bits < RSA_MINIMUM:
            allowed = f"verifiers refuse less than {RSA_MINIMUM}, and {RSA_ADVISED} are advised"
            message = f"RSA key of {bits} bits; {allowed}"
            yield Problem(message, record.source, record.key_span)
