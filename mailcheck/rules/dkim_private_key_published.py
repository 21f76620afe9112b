"""The private key was published.

Everybody who reads the DNS can now sign mail in the domain's name. The two halves of a key look alike
when they are pasted; the record takes the public one.

## Fails

```zone
main1._domainkey  TXT  (
  "v=DKIM1; k=rsa; "
  "p=MIIBOgIBAAJBAMY/+0UMsqtBYV3OWGBkFpkwMUzZfnueA2NFkqSPTNpebbtE2titQ3gMDhECDhsmocyqpUuVqrn02F"
  "S59yW+e6sCAwEAAQJAOaUA+uLmUMWB+jS1ndF8gK5yp1XWYTtg4MyqBw9j2Vp4qGaejgiOnq2tnxuCNIsgFv6H9d/o9o"
  "/7YbuFxvN2gQIhAOP/o6ppqjC2oXHHtH2utut9VMtqnhmT1xeyQrYybfnVAiEA3pkIfAgsLDyhQZ9fmhhttyQmXLiqod"
  "PjC9et9sLT338CIQCKbTWDS7Am71tJ54QwIpmwlGGdN1hSEy6ulm5mjGu1GQIgNPcg57JiIFyE2kJ70wTBBnTZk/J013"
  "C9c5HsWOze0S0CIGwDKP2WDVnUGH0hXHDPpbqO15LtvTkTN/Nh3nvBNDIh" )
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

Treat this key as lost: make a new pair, publish its public half under a new selector, switch the signer
over, and remove this record at once. Removing it does not make the key private again.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.dkim.public_key import Fault, NoKey
from mailcheck.records.dkim.record import DkimRecord, parse
from mailcheck.records.dkim.repair import mend
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 6376 section 3.6.1")
def check(record: DkimRecord) -> Iterator[Problem]:
    meant = parse(mend(record.text)) if record.mangled else record
    key = meant.key
    if not isinstance(key, NoKey) or key.fault is not Fault.PRIVATE:
        return
    message = f"`p=` holds {key.what}; the public half belongs there, and this pair must be given up"
    yield Problem(message, record.source, record.key_span)
