"""An RSA key has more than 4096 bits.

Verifiers must be able to use keys of up to 4096 bits; whether they take longer ones is up to them (RFC
8301 section 3.2). Some do not, and then the signature fails. A key that long also makes for a DNS answer
that is often truncated.

## Fails

```zone
main1._domainkey  TXT  (
  "v=DKIM1; k=rsa; "
  "p=MIICojANBgkqhkiG9w0BAQEFAAOCAo8AMIICigKCAoEAuLWUtuKzkLh5c0Hdw33jeRiULZZ279HUhpK1sC9uAPP5/u"
  "v6LWCOqJZJjTzfhsEZ8AsXwX3tihfAzSE166cgPx7isQunnd2g7ln6eC+3olTY/x5TW93xXwS4SuD0Ba7hRh+kemfInb"
  "401m73/aa19dXgT0F7hPT7VTTu5wIBWFFzEqzLtR9tXVEwAuj/ghy6jYrcioqVeeiQnWO2mgXc/a7hpqgnTDIycY8Ur6"
  "E36mN+90GRQiKS+BxYD5baJrkHKQGnfkqD+zjqf8idFIjR4WMv/0H1cpQSUZrv9BFDUJ/ZnRBUfLGq4JbJh3snnuSTjh"
  "SCN1t4YkxMBJYVfWYREwwlh6eWN4DJwpLZKsdZVDpyfSTX7JJXJovvYTcL8VINFJ0LzS8tuadI+2ta2QegfCl7f7MF25"
  "BfbDpcFhAkr1XYAFGBkRyZ55+KHTyaapCWMjx1aMCgSZ+gudrQSIUChxqWlguvKFSm0sNAFxqkXd72jVpbjiqWo1IJmh"
  "PfsAktQuoF96jg61HuJCkqH9VwzT0S7TSfRq8KEHTON98A2dkAHrLFJQqxC8b9v3u7Hsa8YTL0MZBuzJetyT1tOMcjWX"
  "TccrOOloxwrP2r/Hozkix7puianxz2u94FIurdQfqhxW5T9tfM+0KFECwCMzBOH2cW6lsbKd86JSaBaHW8I4S9RlBIaY"
  "8SuRMrpUQKwNo8VMdI1WFH1BK9CV6Q5ctO6MaMmhTwIF27zXUVbxybqJvh0Uv9bSTkVAMmUDVOu7IXXlaIpg7yEf6Rhx"
  "EMHja4y1mB8XBUvok14iH32wF+hiPZdeSZ2fvWawqyBNkjyiL6JdnCfg2zVLkC6mZv4UdiAQIDAQAB" )
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

Use a key of 2048 bits, or an Ed25519 key beside it.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.dkim.public_key import Key
from mailcheck.records.dkim.record import RSA_MAXIMUM, DkimRecord
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 8301 section 3.2")
def check(record: DkimRecord) -> Iterator[Problem]:
    match record.key:
        case Key(type="rsa", bits=bits) if bits > RSA_MAXIMUM:
            message = f"RSA key of {bits} bits; verifiers may refuse more than {RSA_MAXIMUM}"
            yield Problem(message, record.source, record.key_span)
