"""Verifiers cannot read the key in `p=`.

`p=` holds the base64 of the key: letters, digits, `+` and `/`, with `=` at the end, and blanks anywhere
(RFC 6376 section 3.6.1). A record of 2048 bits is longer than the 255 octets that one string of a TXT
record can have, so it is split into several; where a form takes only the first 255 characters the rest of
the key is lost.

## Fails

The lines that begin and end a PEM file are not part of the key.

```zone
main1._domainkey  TXT  (
  "v=DKIM1; k=ed25519; "
  "p=-----BEGIN PUBLIC "
  "KEY-----MCowBQYDK2VwAyEAn10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc=-----END PUBLIC KEY-----" )
```

The key was cut.

```zone
main1._domainkey  TXT  (
  "v=DKIM1; k=rsa; "
  "p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAzGTa6p92PE0telpAQOH8lwUzjkMvk5J4R6EBqmLOXTKSxy"
  "hl7BoXoTpqFh2UPE+mKA8nOBgwm7Gq+vv6rHhRQd7cc5mAjhOWAj0hNuFPYYVe3nM9Hh1xVFKQepLAPXZAkD1WuorDuY"
  "B5XpKcp90UG0imEBFSiy/3m23sXl6S1IenDYWS3XC4112tkc" )
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

Copy the key again from where it was made, all of it, and publish it as several strings if it is longer
than 255 characters. Providers' forms either split it by themselves or want one string after the other in
quotation marks.
"""

import re
from collections.abc import Iterator

from mailcheck.dns.answers import Span
from mailcheck.judge.model import Problem
from mailcheck.records.dkim.key_mistakes import key_mistakes
from mailcheck.records.dkim.public_key import Fault, Form, Key, NoKey
from mailcheck.records.dkim.record import DkimRecord
from mailcheck.records.dkim.repair import repair
from mailcheck.records.dkim.tags import KEY_TYPES
from mailcheck.records.taglist import Tag
from mailcheck.rules import rule
from mailcheck.survey.request import Severity

STRING_LIMIT = 255  # octets of a character-string, RFC 1035 section 3.3
_STRANGER = re.compile(r"-{2,}[A-Z ]{0,40}-{0,9}|%[0-9A-Fa-f]{2}|[^A-Za-z0-9+/=\s]")


@rule(Severity.ERROR, "RFC 6376 section 3.6.1")
def check(record: DkimRecord) -> Iterator[Problem]:
    if record.p is None or record.key_fits or record.key_type not in KEY_TYPES:
        return
    message = _message(record, record.p.value)
    if message:
        yield Problem(message, record.source, _span(record.p), replacement=repair(record))


def _message(record: DkimRecord, value: str) -> str:
    match record.key:
        case NoKey(fault=fault, what=what) if fault is not Fault.PRIVATE:
            return f"`p=` holds {what}{_cause(record, value, fault)}"
        case Key(type="ed25519", form=Form.RAW) if record.key_type == "rsa":
            return "`p=` holds 32 octets, which verifiers cannot read as an RSA key"
    return ""


def _cause(record: DkimRecord, value: str, fault: Fault) -> str:
    story = next((story for story, _ in key_mistakes(value) if story), "")
    if story:
        return f": {story}"
    length = len(record.text.encode("utf-8", "surrogateescape"))
    if fault is Fault.TRUNCATED and length in (STRING_LIMIT, STRING_LIMIT + 1):
        return f": the record was cut after {length} octets, and a longer one is to be split into strings"
    if fault is Fault.TRUNCATED:
        return "; the rest was lost on the way"
    if fault is Fault.OTHER_TYPE:
        return "; DKIM knows RSA and Ed25519"
    return "; the base64 of a public key is wanted"


def _span(tag: Tag) -> Span:
    """Point at what is no base64, or else at all of the value."""
    found = _STRANGER.search(tag.value)
    if found is None:
        return tag.value_span
    start = tag.value_span.start
    return Span(start + found.start(), start + found.end())
