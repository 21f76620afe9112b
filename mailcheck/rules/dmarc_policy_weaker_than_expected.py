"""The DMARC policy is weaker than the configuration says it should be.

The configuration states the weakest policies that are allowed, as `dmarc.policy` and
`dmarc.subdomain-policy`. The policy that counts is the one that receivers apply (RFC 9989 section 4.10.1), so
a `t=y`, which weakens it by a level, counts too.

## Fails

```zone
; expect dmarc.policy reject
_dmarc  TXT  "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com"
```

The policy for subdomains is left open:

```zone
; expect dmarc.subdomain-policy quarantine
_dmarc  TXT  "v=DMARC1; p=reject; sp=none; rua=mailto:dmarc@example.com"
```

## Passes

```zone
; expect dmarc.policy quarantine
_dmarc  TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
```

## Remedy

Publish the expected policy, or lower what the configuration expects.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.dmarc.record import POLICIES, TagSetting
from mailcheck.rules import rule
from mailcheck.survey.dmarc.discovery import DmarcDiscovery
from mailcheck.survey.domain import ExpectedPolicy
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 9989 section 4.10.1")
def check(expected: ExpectedPolicy) -> Iterator[Problem | CannotTell]:
    found = expected.discovery
    if found.record is None:
        return
    for whose, policy, wanted in (
        ("mail", found.policy, expected.policy),
        ("mail from subdomains", found.subdomain_policy, expected.subdomain_policy),
    ):
        applied = found.record.effective(policy) or "none"
        if wanted and POLICIES.index(applied) < POLICIES.index(wanted):
            yield _problem(found, whose, applied, wanted)


def _problem(found: DmarcDiscovery, whose: str, applied: str, wanted: str) -> Problem:
    assert found.record is not None
    record = found.record
    setting: TagSetting = record.sp if "subdomains" in whose and record.sp.tag else record.p
    message = f"the policy for {whose} is {applied}; {wanted}{_or_more(wanted)} is expected"
    return Problem(message, record.source, setting.tag.span if setting.tag else None, about=whose)


def _or_more(wanted: str) -> str:
    return "" if wanted == POLICIES[-1] else f" or {' or '.join(POLICIES[POLICIES.index(wanted) + 1 :])}"
