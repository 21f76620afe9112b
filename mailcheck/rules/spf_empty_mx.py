"""An mx term names a domain without MX records.

`mx:HOST` stands for the MX hosts of HOST, not for HOST itself, and a domain's own address does not stand in
for missing MX records here (RFC 7208 section 5.4). So the term admits nobody, and costs a void lookup.

## Fails

```zone
@     TXT  "v=spf1 mx:mail.example.com -all"
mail  A    9.9.9.10
```

## Passes

```zone
@     TXT  "v=spf1 a:mail.example.com -all"
mail  A    9.9.9.10
```

## Remedy

Write `a:HOST` for a host's own addresses.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.spf.repair import exchange, without
from mailcheck.rules import rule
from mailcheck.survey.request import Severity
from mailcheck.survey.spf.tree import ReachedTerm, SpfTree


@rule(Severity.WARNING, "RFC 7208 section 5.4")
def check(tree: SpfTree) -> Iterator[Problem | CannotTell]:
    yield from map(CannotTell, tree.record_failures)
    for term in tree.distinct:
        if term.term.name != "mx" or term.answer is None:
            continue
        if term.answer.failed:
            yield CannotTell(term.answer)
        elif term.answer.void:
            yield _problem(term)


def _problem(term: ReachedTerm) -> Problem:
    instead = _as_a(term.text)
    message = (
        f"`{term.text}` admits nobody: `{term.target}` has no MX records; `{instead}` is the host itself"
    )
    stands = any(term.record.text_of(other) == instead for other in term.record.terms)
    replacement = without(term.record, term.term) if stands else exchange(term.record, term.term, instead)
    return Problem(message, term.record.source, term.term.span, replacement=replacement)


def _as_a(written: str) -> str:
    at = written.lower().index("mx")
    return f"{written[:at]}a{written[at + 2 :]}"
