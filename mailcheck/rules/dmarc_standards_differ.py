"""Receivers that follow RFC 7489 and those that follow RFC 9989 apply different policies.

RFC 7489 finds the organization by the public suffix list and looks at two names; RFC 9989 walks up the tree
of names and heeds `psd`. Where records stand at odd levels, or several at one name, the two arrive at
different policies (RFC 9989 appendix C.3). A record at each domain that sends mail makes them agree.

## Fails

Several records at the domain end discovery by RFC 7489, while the tree walk goes on:

```zone
_dmarc       TXT  "v=DMARC1; p=reject"
_dmarc       TXT  "v=DMARC1; p=quarantine"
_dmarc.com.  TXT  "v=DMARC1; p=reject; psd=y"
```

## Passes

```zone
_dmarc  TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
```

## Remedy

Publish one record at the domain itself, with the policy that you want.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import nowhere
from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.survey.dmarc.discovery import LegacyDiscovery
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 9989 appendix C.3")
def check(legacy: LegacyDiscovery) -> Iterator[Problem]:
    found = legacy.current
    if found.failures or legacy.failures or legacy.policy == found.policy:
        return
    tree = _says(found.policy, found.policy_domain)
    listed = _says(legacy.policy, legacy.policy_domain)
    source = found.record.source if found.record is not None else nowhere(found.walk.steps[0].answer)
    yield Problem(
        f"RFC 9989 receivers apply {tree}, RFC 7489 receivers {listed}; one record here makes them agree",
        source,
    )


def _says(policy: str | None, domain: str | None) -> str:
    return "no policy" if policy is None else f"`{policy}` from `_dmarc.{domain}`"
