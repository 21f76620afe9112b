"""An RSA key has fewer than 2048 bits.

Verifiers still accept keys from 1024 bits on, but signers should use 2048 or more (RFC 8301 section 3.2),
and large receivers ask for that.

## Fails

```zone
main1._domainkey  TXT  (
  "v=DKIM1; k=rsa; "
  "p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCVdBjiZ41XGxuoL+MrQKeoXPgvQWp00IjVTrqbMqPi8cMejhNEo2"
  "ZhGSlN4gPVLMsxqj5yMCTu9v3ZZGkVWFRyuNJ9BPldn/rRPXrQzowTOJmRdzG/SU5DlzRP9jJ0+/VW7uWqth7q5aJ/6+"
  "8lbyk4gbFswYF8Q0LWItu8YWn0TwIDAQAB" )
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

Publish a key of 2048 bits under a new selector, switch the signer over, watch the DMARC reports for a day
or two, and then remove this one.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.dkim.public_key import Key
from mailcheck.records.dkim.record import RSA_ADVISED, RSA_MINIMUM, DkimRecord
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 8301 section 3.2")
def check(record: DkimRecord) -> Iterator[Problem]:
    match record.key:
        case Key(type="rsa", bits=bits) if RSA_MINIMUM <= bits < RSA_ADVISED:
            message = f"RSA key of {bits} bits; {RSA_ADVISED} are advised"
            yield Problem(message, record.source, record.key_span)
