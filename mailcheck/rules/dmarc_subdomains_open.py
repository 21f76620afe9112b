"""The DMARC policy for subdomains is weaker than the domain's own.

Who forges the domain then simply adds a label: with `sp=none` every subdomain, with `np=none` every name that
does not exist, is as good as unprotected. Enforcement means that none of the policies is none (RFC 9989
section 3.2.9).

## Fails

```zone
_dmarc  TXT  "v=DMARC1; p=reject; sp=none; rua=mailto:dmarc@example.com"
```

Names that do not exist are the ones that forgers invent:

```zone
_dmarc  TXT  "v=DMARC1; p=reject; np=none; rua=mailto:dmarc@example.com"
```

## Passes

```zone
_dmarc  TXT  "v=DMARC1; p=quarantine; sp=quarantine; np=reject; rua=mailto:dmarc@example.com"
```

## Remedy

Raise `sp` and `np` to the policy of the domain; give subdomains that are not ready a record of their own.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.dmarc.record import POLICIES, DmarcRecord
from mailcheck.records.dmarc.repair import repair
from mailcheck.rules import rule
from mailcheck.survey.dmarc.discovery import AppliedRecord
from mailcheck.survey.request import Severity

_WHOSE = {"sp": "subdomains", "np": "subdomains that do not exist"}


@rule(Severity.WARNING, "RFC 9989 section 3.2.9")
def check(applied: AppliedRecord) -> Iterator[Problem]:
    record, found = applied
    if record.degraded or (record.sp.tag is None and record.np.tag is None) or found.sets_subdomains_in_vain:
        return
    for name, setting in (("sp", record.sp), ("np", record.np)):
        if setting.tag is not None and POLICIES.index(setting.value) < POLICIES.index(record.p.value):
            yield Problem(
                f"`{name}={setting.value}` is weaker than `p={record.p.value}`: {_WHOSE[name]} stay open",
                record.source,
                setting.tag.span,
                replacement=_raise(record),
            )


def _raise(record: DmarcRecord) -> str | None:
    """The record with the weak tags at the policy of the domain."""
    spans = [
        setting.tag.value_span
        for setting in (record.sp, record.np)
        if _is_weak(record, setting.value) and setting.tag
    ]
    text = record.text
    for span in sorted(spans, reverse=True):
        text = text[: span.start] + record.p.value + text[span.end :]
    return repair(text)


def _is_weak(record: DmarcRecord, policy: str) -> bool:
    return policy in POLICIES and POLICIES.index(policy) < POLICIES.index(record.p.value)
