"""An include or redirect leads to a name without an SPF record.

Receivers that come to such a term stop with a permerror (RFC 7208 sections 5.2 and 6.1): for every client
that no earlier term admits, the whole record is of no use. Often the provider has renamed its record, or the
name is mistyped.

## Fails

```zone
@         TXT  "v=spf1 include:_spf.example.net -all"
```

A record of another kind at the target is no help:

```zone
@     TXT  "v=spf1 redirect=_spf.example.com"
_spf  TXT  "spf2.0/pra mx -all"
```

## Passes

```zone
@                  TXT  "v=spf1 include:_spf.example.net -all"
_spf.example.net.  TXT  "v=spf1 ip4:9.9.9.0/24 -all"
```

## Remedy

Correct the name, or remove the term if the provider is no longer used. A provider's current instructions
give the name to include.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import Status
from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.request import Severity
from mailcheck.survey.spf.tree import ReachedTerm, SpfTree


@rule(Severity.ERROR, "RFC 7208 section 5.2")
def check(tree: SpfTree) -> Iterator[Problem | CannotTell]:
    if tree.sound:
        return
    for term in tree.distinct:
        if term.leads_nowhere:
            reference = "RFC 7208 section 6.1" if term.term.name == "redirect" else None
            yield Problem(_message(term), term.record.source, term.term.span, reference=reference)
        elif term.node and term.node.answer.failed:
            yield CannotTell(term.node.answer)


def _message(term: ReachedTerm) -> str:
    if term.node is None:
        return (
            f"`{term.text}` leads to a name that cannot exist; a domain name has labels of 1 to 63 characters"
        )
    found = "does not exist" if term.node.answer.status is Status.NO_NAME else "has no SPF record"
    return f"`{term.text}`: `{term.node.domain}` {found}; receivers that come to this term answer permerror"
