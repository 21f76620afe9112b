"""The DMARC policy is enforced, and no usable DKIM key was seen.

SPF breaks whenever mail is forwarded, so mail that rests on SPF alone is then quarantined or rejected. RFC
9989 section 7.4 says that domains with `p=reject` must not rely on SPF only and must sign. This is judged
only where selectors were looked at, and only for a domain that sends.

## Fails

```zone
@                TXT  "v=spf1 ip4:9.9.9.10 -all"
_dmarc           TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
main._domainkey  TXT  "v=DKIM1; p="
```

## Passes

```zone
@                TXT  "v=spf1 ip4:9.9.9.10 -all"
_dmarc           TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
main._domainkey  TXT  "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
```

A domain that sends nothing needs no key:

```zone
@             TXT  "v=spf1 -all"
_dmarc        TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
*._domainkey  TXT  "v=DKIM1; p="
```

## Remedy

Sign all mail with DKIM and publish the key, or go back to `p=none` until that is done.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import Answer
from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.domain import Survey
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 9989 section 7.4")
def check(survey: Survey) -> Iterator[Problem | CannotTell]:
    if survey.dkim.usable or not survey.dkim.keys:
        return
    found = survey.dmarc
    failures = (*_policy_failures(survey), *_sending_failures(survey), *survey.dkim.failures)
    if _is_harmless(survey):
        return
    yield from map(CannotTell, failures)
    if found.record is not None and not failures:
        tag = found.record.p.tag
        yield Problem(
            f"failing mail is {found.handling}, and no DKIM key is usable; forwarded mail fails SPF",
            found.record.source,
            tag.span if tag is not None else None,
        )


def _is_harmless(survey: Survey) -> bool:
    """Say whether it is known that the policy is not enforced, or that the domain sends nothing."""
    unenforced = not survey.dmarc.enforcing and not _policy_failures(survey)
    return unenforced or not (survey.spf.sends or _sending_failures(survey))


def _policy_failures(survey: Survey) -> tuple[Answer, ...]:
    return survey.dmarc.record_failures if survey.dmarc.policy is None else ()


def _sending_failures(survey: Survey) -> tuple[Answer, ...]:
    return () if survey.spf.sends else survey.spf.record_failures
