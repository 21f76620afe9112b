"""The SPF record authorises the whole internet.

`+all`, or `all` without a qualifier, which means the same (RFC 7208 section 4.6.2), passes every sender
that no term before it matches. Forged mail passes SPF, and DMARC with it, and the domain's name is worth
nothing to receivers.

## Fails

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx +all"
```

A forgotten qualifier is a plus sign:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx all"
```

What a record includes passes whom the included one passes:

```zone
@     MX    10 mail
mail  A     9.9.9.25
@     TXT   "v=spf1 mx include:_spf.example.net -all"
_spf.example.net. TXT "v=spf1 ip4:9.9.9.0/24 +all"
```

## Passes

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ~all"
```

The qualifier of the include counts, not that of the `all` in it:

```zone
@     MX    10 mail
mail  A     9.9.9.25
@     TXT   "v=spf1 mx ?include:_spf.example.net -all"
_spf.example.net. TXT "v=spf1 ip4:9.9.9.0/24 +all"
```

## Remedy

Remove an include of a record that lets everybody send. End your own in `~all` while you are not sure that
every sender is listed, then in `-all`.
"""

from collections.abc import Iterable, Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.spf.record import SpfRecord
from mailcheck.records.spf.repair import alls, rewritten
from mailcheck.rules import rule
from mailcheck.survey.request import Severity
from mailcheck.survey.spf.tree import ReachedTerm, SpfTree, passes_everybody_elsewhere, passing_elsewhere


@rule(Severity.ERROR, "RFC 7208 section 5.1")
def check(tree: SpfTree) -> Iterator[Problem | CannotTell]:
    if tree.record:
        yield from _own(tree.record)
    yield from map(CannotTell, tree.record_failures)
    if passes_everybody_elsewhere(tree):
        for term, behind in passing_elsewhere(tree):
            yield from _elsewhere(term, behind)


def _own(record: SpfRecord) -> Iterator[Problem]:
    for term in alls(record)[:1]:
        if term.qualifier == "+":
            message = (
                f"`{record.text_of(term)}` lets every address of the internet send; "
                "`-all` or `~all` ends a record"
            )
            yield Problem(
                message, record.source, term.span, replacement=rewritten(record, {term.span: "~all"})
            )


def _elsewhere(term: ReachedTerm, behind: Iterable[ReachedTerm]) -> Iterator[Problem]:
    """Look at what an include or redirect leads to: a pass there is a pass here."""
    found = next((inner for inner in behind if inner.term.name == "all"), None)
    if found is not None:
        message = (
            f"`{term.text}` lets every address of the internet send, for `{found.text}` ends the record of "
            f"`{found.record.source.owner}`; only `~all` or `-all` may end it"
        )
        yield Problem(message, term.record.source, term.term.span)
