"""The DMARC record uses a tag that RFC 9989 removed: `pct`, `rf` or `ri`.

Receivers that follow RFC 9989 ignore these tags; those that follow RFC 7489 still heed them. With `pct` the
two kinds apply different policies to the same mail: `pct=50` was meant as a slow start and is now the full
policy. What was useful about `pct=0` is `t=y` today (RFC 9989 section 9.3 and appendix A.6).

## Fails

```zone
_dmarc  TXT  "v=DMARC1; p=reject; pct=50; rua=mailto:dmarc@example.com"
```

## Passes

```zone
_dmarc  TXT  "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com"
```

## Remedy

Remove the tag; for a cautious start use `t=y`, or a weaker policy.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.dmarc.record import POLICIES, REMOVED, DmarcRecord
from mailcheck.records.dmarc.repair import repair
from mailcheck.records.taglist import Tag
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 9989 section 9.3")
def check(record: DmarcRecord) -> Iterator[Problem]:
    if record.names.isdisjoint(REMOVED):
        return
    for tag in record.leading:
        if tag.name.lower() in REMOVED:
            effect = _effect(record, tag)
            yield Problem(
                f"`{tag.name}={tag.value}` was removed from DMARC; RFC 9989 receivers ignore it, {effect}",
                record.source,
                tag.span,
                replacement=repair(record.text),
            )


def _effect(record: DmarcRecord, tag: Tag) -> str:
    """What receivers do that still follow RFC 7489 (sections 6.3 and 6.6.4)."""
    match tag.name.lower():
        case "ri":
            return "RFC 7489 receivers may send aggregate reports at that interval"
        case "rf":
            return "RFC 7489 receivers take it for the format of failure reports"
        case _:
            return _sampling(record, tag.value)


def _sampling(record: DmarcRecord, value: str) -> str:
    number = int(value) if value.isascii() and value.isdigit() and len(value) <= 3 else None
    if number is None or number >= 100 or record.p.value not in POLICIES[1:]:
        return "and RFC 7489 receivers do the same for all mail as without it"
    weaker = POLICIES[POLICIES.index(record.p.value) - 1]
    if number == 0:
        return f"RFC 7489 receivers apply `{weaker}` instead of `{record.p.value}`"
    return (
        f"RFC 7489 receivers apply `{record.p.value}` to {number} % of failing mail, `{weaker}` to the rest"
    )
