"""The outcome of the SPF record depends on who the sender says it is.

The macros `s`, `l`, `o` and `h` stand for the sender's address, its parts, and the name in the greeting.
With one of them in a directive receivers cannot keep a result for the next message (RFC 7208 section
7.3), and nobody can tell in advance who passes: checks like this one see part of the record only. A
local part may also be too long for a label.

## Fails

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx exists:%{l}._spf.example.com -all"
```

## Passes

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx exists:%{ir}._spf.example.com -all"
10.9.9.9._spf A 127.0.0.2
```

## Remedy

Nothing has to be done if the sender is meant to count. Otherwise build the name from `%{i}` and `%{d}`
alone.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.spf.record import Modifier, SpfRecord, Term
from mailcheck.records.spf.repair import terms_with_domains
from mailcheck.rules import rule
from mailcheck.survey.request import Severity

MEANINGS = {
    "s": "the sender's address",
    "l": "the sender's local part",
    "o": "the sender's domain",
    "h": "the name in the greeting",
}


@rule(Severity.NOTE, "RFC 7208 section 7.3")
def check(record: SpfRecord) -> Iterator[Problem]:
    if "%" not in record.text:
        return
    for term, target in terms_with_domains(record):
        for macro in target.macros:
            if macro.letter in MEANINGS and not _explains(term):
                written = record.text[macro.span.start : macro.span.end]
                message = (
                    f"`{written}` is {MEANINGS[macro.letter]}, so no result can be kept or foretold; "
                    "`i`, `d` and `v` allow both"
                )
                yield Problem(message, record.source, macro.span)


def _explains(term: Term) -> bool:
    """Say whether a term is exp, which counts only once the result is known."""
    return isinstance(term, Modifier) and term.name == "exp"
