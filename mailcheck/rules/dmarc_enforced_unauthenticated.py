"""The DMARC policy is enforced, and nothing of the domain's mail can pass.

SPF is missing or a permerror, and no selector that was looked at has a usable DKIM key. DMARC passes only if
one of the two passes with an aligned domain (RFC 9989 section 5.3.5), so receivers quarantine or reject all
mail of the domain.

## Fails

```zone
@                MX   10 mail
mail             A    9.9.9.10
_dmarc           TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
main._domainkey  TXT  "v=DKIM1; p="
```

## Passes

```zone
@                MX   10 mail
mail             A    9.9.9.10
@                TXT  "v=spf1 mx -all"
_dmarc           TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
main._domainkey  TXT  "v=DKIM1; p="
```

A domain that neither sends nor receives has nothing to lose:

```zone
@             MX   0 .
_dmarc        TXT  "v=DMARC1; p=reject"
*._domainkey  TXT  "v=DKIM1; p="
```

## Remedy

Repair SPF and publish a DKIM key before the policy is more than none.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.domain import Survey
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 9989 section 5.3.5")
def check(survey: Survey) -> Iterator[Problem | CannotTell]:
    found = survey.dmarc
    if survey.dkim.usable or (survey.mx.is_null and not survey.spf.sends):
        return
    if found.policy is None and survey.dkim.known and survey.spf.unusable:
        yield from map(CannotTell, found.record_failures)
    if not found.enforcing or found.record is None:
        return
    if survey.dkim.failures and _spf_may_fail(survey):
        yield from map(CannotTell, survey.dkim.failures)
    elif survey.dkim.known and survey.spf.answer.failed:
        yield CannotTell(survey.spf.answer)
    elif survey.dkim.known and survey.spf.unusable:
        tag = found.record.p.tag
        yield Problem(
            f"failing mail is {found.handling}, and all mail fails: "
            f"SPF is {_spf_state(survey)}, and no DKIM key is usable",
            found.record.source,
            tag.span if tag is not None else None,
        )


def _spf_may_fail(survey: Survey) -> bool:
    return survey.spf.unusable or survey.spf.answer.failed


def _spf_state(survey: Survey) -> str:
    return "missing" if survey.spf.answer.void or not survey.spf.root.records else "a permerror"
