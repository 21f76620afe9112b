"""No DMARC record applies to the domain.

Receivers look at `_dmarc` below the domain and then, by the DNS tree walk, at the names above it (RFC 9989
section 4.10). Where they find nothing, anyone can use the domain in the From of a message and no policy tells
receivers what to do about it; large mailbox providers demand a record of those who send in bulk. A record
that only misses its mark is reported by dmarc-not-recognized, and several records at one name by
dmarc-multiple-records.

## Fails

```zone
@     MX   10 mail
mail  A    9.9.9.10
```

## Passes

```zone
@       MX   10 mail
mail    A    9.9.9.10
_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
```

## Remedy

Publish a record that asks for reports, read them until all legitimate mail passes, and then tighten the
policy to `quarantine` or `reject`.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import Failure, nowhere
from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.dmarc.mistakes import is_meant
from mailcheck.rules import rule
from mailcheck.survey.dmarc.discovery import DmarcDiscovery
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 9989 section 4.10.1")
def check(found: DmarcDiscovery) -> Iterator[Problem | CannotTell]:
    steps = found.walk.steps
    if [step for step in steps if step.record is not None]:
        return
    own = steps[0].answer
    if own.failure is Failure.MALFORMED and own.aliases:
        message = f"`{own.owner}` is an alias that leads in a circle; a DMARC record is wanted at its end"
        yield Problem(message, nowhere(own))
        return
    yield from map(CannotTell, found.walk.failures)
    # A top-level domain's record would be the registry's: that the domain has none is sure without it.
    if any(step.answer.failed and "." in step.domain for step in steps) or _is_explained(found):
        return
    above = f", nor at {len(steps) - 1} names above it" if len(steps) > 2 else ""
    alias = f", an alias of `{own.aliases[-1]}`" if own.aliases else ""
    yield Problem(
        f"no DMARC record at `{own.owner}`{alias}{above}; receivers have no policy for forged mail",
        nowhere(own),
        replacement=f"v=DMARC1; p=none; rua=mailto:dmarc@{found.domain}",
    )


def _is_explained(found: DmarcDiscovery) -> bool:
    """Other rules name the cause where records are discarded."""
    return any(
        len(step.kept) > 1 or any(is_meant(text.text) for text in step.others) for step in found.examined
    )
