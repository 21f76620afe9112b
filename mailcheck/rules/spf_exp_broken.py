"""The explanation that exp points at is missing or malformed.

The result is the same without it; but senders who are refused get no text that says why. There must be
exactly one TXT record at the name, in ASCII, with well-formed macros (RFC 7208 section 6.2).

## Fails

Nothing is there:

```zone
@  TXT  "v=spf1 ip4:9.9.9.9 -all exp=why.example.com"
```

Two records:

```zone
@    TXT  "v=spf1 ip4:9.9.9.9 -all exp=why.example.com"
why  TXT  "not allowed"
why  TXT  "see the web site"
```

A percent sign of its own:

```zone
@    TXT  "v=spf1 ip4:9.9.9.9 -all exp=why.example.com"
why  TXT  "100% refused"
```

## Passes

```zone
@    TXT  "v=spf1 ip4:9.9.9.9 -all exp=why.example.com"
why  TXT  "%{i} may not send mail for %{d}"
```

## Remedy

Publish one TXT record with the text at that name, `%%` for a percent sign; or remove `exp=`.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import Answer
from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.spf.macros import parse_explanation
from mailcheck.records.spf.repair import without
from mailcheck.rules import rule
from mailcheck.survey.request import Severity
from mailcheck.survey.spf.tree import SpfTree


@rule(Severity.WARNING, "RFC 7208 section 6.2")
def check(tree: SpfTree) -> Iterator[Problem | CannotTell]:
    for node in tree.governing:
        exp = node.exp
        if exp is None or exp.answer is None or node.redirect is not None:
            continue
        if exp.answer.failed:
            yield CannotTell(exp.answer)
        elif fault := _fault(exp.answer):
            message = f"`{exp.text}` gives no explanation: `{exp.target}` {fault}"
            replacement = without(exp.record, exp.term)
            yield Problem(message, exp.record.source, exp.term.span, replacement=replacement)


def _fault(answer: Answer) -> str:
    if not answer.found:
        return "has no TXT record; one is needed"
    if len(answer.records) > 1:
        return f"has {len(answer.records)} TXT records; exactly one is allowed"
    text = answer.texts[0].text
    if not (text.isascii() and text.isprintable()):
        return "holds other characters than visible ASCII and spaces"
    return (
        ""
        if parse_explanation(text)
        else "has a macro that is not well-formed; `%%` stands for a percent sign"
    )
