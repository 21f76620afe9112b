"""A policy in the DMARC record is none of none, quarantine, reject.

One bad value of `p`, `sp` or `np` degrades the whole record: receivers act as if it said `p=none`, and if it
has no usable `rua` either, they apply no DMARC at all (RFC 9989 section 4.10.1). A misspelled `sp` so turns
off the policy of the domain itself.

## Fails

```zone
_dmarc  TXT  "v=DMARC1; p=rejct; rua=mailto:dmarc@example.com"
```

The subdomains' policy counts as well:

```zone
_dmarc  TXT  "v=DMARC1; p=reject; sp=non; rua=mailto:dmarc@example.com"
```

A comma in place of the semicolon makes the rest of the record part of the value:

```zone
_dmarc  TXT  "v=DMARC1; p=reject, rua=mailto:dmarc@example.com"
```

## Passes

```zone
_dmarc  TXT  "v=DMARC1; p=reject; sp=none; rua=mailto:dmarc@example.com"
```

Upper case is fine:

```zone
_dmarc  TXT  "v=DMARC1; p=REJECT; rua=mailto:dmarc@example.com"
```

## Remedy

Write one of `none`, `quarantine` and `reject`.
"""

from collections.abc import Iterator

from mailcheck.dns.phrases import cut
from mailcheck.judge.model import Problem
from mailcheck.records.dmarc.record import DmarcRecord, TagSetting
from mailcheck.records.dmarc.repair import repair
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 9989 section 4.10.1")
def check(record: DmarcRecord) -> Iterator[Problem]:
    if record.p.valid and record.sp.valid and record.np.valid:
        return
    effect = "take the whole record for `p=none`" if record.rua.usable else "apply no DMARC at all"
    for name, setting in (("p", record.p), ("sp", record.sp), ("np", record.np)):
        if setting.tag is None or setting.valid:
            continue
        yield Problem(
            f"{_write(name, setting)} none of none, quarantine, reject; receivers {effect}",
            record.source,
            setting.tag.value_span if setting.tag.value else setting.tag.span,
            replacement=repair(record.text),
        )


def _write(name: str, setting: TagSetting) -> str:
    value = setting.tag.value if setting.tag is not None else ""
    return f"`{name}={cut(value, 60)}` is" if value else f"`{name}=` is empty,"
