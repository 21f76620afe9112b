"""The SPF record is softer on other hosts than the configuration says it should be.

The configuration states the weakest result for hosts that the record does not name, as `spf.all`: fail,
softfail or neutral. Without `all` the result is neutral (RFC 7208 section 4.7); a redirect leaves it to
another record.

## Fails

```zone
; expect spf.all fail
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ~all"
```

## Passes

```zone
; expect spf.all softfail
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx -all"
```

## Remedy

End the record in the expected `all`, or lower what the configuration expects.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.spf.record import Mechanism
from mailcheck.records.spf.repair import rewritten
from mailcheck.rules import rule
from mailcheck.survey.domain import ExpectedAll
from mailcheck.survey.request import Severity
from mailcheck.survey.spf.tree import SpfNode

RESULTS = ("pass", "neutral", "softfail", "fail")
_OF_QUALIFIER = {"+": "pass", "?": "neutral", "~": "softfail", "-": "fail"}
_WRITTEN = {"neutral": "?all", "softfail": "~all", "fail": "-all"}


@rule(Severity.ERROR, "RFC 7208 section 5.1")
def check(expected: ExpectedAll) -> Iterator[Problem | CannotTell]:
    node = expected.tree.root
    while node.redirect is not None and not node.loop:
        node = node.redirect
    if node.answer.failed:
        yield CannotTell(node.answer)
    elif node.record is not None and node.record.valid and not (node.loop or node.cut):
        yield from _judge(node, expected.result)


def _judge(node: SpfNode, wanted: str) -> Iterator[Problem]:
    record = node.record
    assert record is not None
    end = next((each for each in record.terms if isinstance(each, Mechanism) and each.name == "all"), None)
    result = _OF_QUALIFIER[end.qualifier] if end else "neutral"
    if RESULTS.index(result) >= RESULTS.index(wanted):
        return
    message = f"hosts that the record does not name get {result}; {wanted} is expected"
    if end is None:
        yield Problem(message, record.source)
    else:
        replacement = rewritten(record, {end.span: _WRITTEN[wanted]})
        yield Problem(message, record.source, end.span, replacement=replacement)
