"""The SPF record ends in neither `all` nor a redirect.

A sender that no term matches is then neutral, which receivers treat as if there were no SPF record (RFC
7208 section 4.7). So the record says who may send, and leaves everybody else free to send as well.

## Fails

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx"
```

A record that lists nobody says nothing:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1"
```

## Passes

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ~all"
```

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 redirect=_spf.example.net"
_spf.example.net. TXT "v=spf1 ip4:9.9.9.25 -all"
```

## Remedy

End the record in `~all`, which marks mail from everybody else as suspect, and in `-all`, which fails it,
as soon as every sender is listed.
"""

from collections.abc import Iterator

from mailcheck.judge.model import Problem
from mailcheck.records.spf.record import Invalid, SpfRecord
from mailcheck.records.spf.repair import repair
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.WARNING, "RFC 7208 section 4.7")
def check(record: SpfRecord) -> Iterator[Problem]:
    if "all" in record.names or "redirect" in record.names or any(map(_may_end, _refused_terms(record))):
        return
    rest = repair(record)
    message = (
        "neither `all` nor `redirect` ends the record, so everybody else is neutral; "
        "`-all` or `~all` ends one"
    )
    yield Problem(message, record.source, replacement=rest and f"{rest} ~all")


def _refused_terms(record: SpfRecord) -> Iterator[str]:
    """Yield the text of the terms that are none."""
    return (record.text_of(term).lower() for term in record.terms if isinstance(term, Invalid))


def _may_end(text: str) -> bool:
    """Say whether a term that is none was meant to end the record."""
    return "all" in text or "al" in text.strip("+-?~") or "redir" in text
