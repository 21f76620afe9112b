"""The SPF record lists addresses that no sender has.

Private, loopback, documentation and other special-purpose addresses (RFC 6890) do not appear on the
internet, so no mail comes to a receiver from there. Where they do appear, inside a network, everybody
has the same ones: a receiver that evaluates SPF behind its own gateway may pass forged mail.

## Fails

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ip4:10.0.0.0/8 -all"
```

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ip4:192.168.1.25 -all"
```

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ip6:fd12:3456::25 -all"
```

## Passes

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ip4:9.9.9.26 ip6:2a00:1450::25 -all"
```

## Remedy

Remove the term, or list the public address that the mail leaves from.
"""

from collections.abc import Iterator

from mailcheck.dns.addresses import IPV4_BITS, IPV6_BITS, Special, special_number
from mailcheck.judge.model import Problem
from mailcheck.records.spf.mistakes import shown
from mailcheck.records.spf.record import Mechanism, SpfRecord
from mailcheck.records.spf.repair import rewritten
from mailcheck.rules import rule
from mailcheck.survey.request import Severity

MAPPED = 0xFFFF << 32  # ::ffff:0:0, of which spf-mapped-address speaks


@rule(Severity.WARNING, "RFC 6890 section 2.2")
def check(record: SpfRecord) -> Iterator[Problem]:
    found = {term.span: block for term in record.mechanisms if (block := _block(term))}
    replacement = rewritten(record, dict.fromkeys(found, "")) if found else None
    for span, block in found.items():
        message = (
            f"{shown(record.text[slice(*span)])} is {block.kind} ({block.reference}), which no sender has; "
            "public addresses are listed"
        )
        yield Problem(message, record.source, span, replacement=replacement)


def _block(term: Mechanism) -> Special | None:
    """Return the special-purpose block that holds all of a network."""
    if term.network is None:
        return None
    bits, length = (IPV4_BITS, term.prefix4 or 0) if term.name == "ip4" else (IPV6_BITS, term.prefix6 or 0)
    block = special_number(term.network, bits)
    if block is None or block.first == MAPPED:
        return None
    size = 1 << (bits - length)
    first = term.network // size * size
    return block if first >= block.first and first + size - 1 <= block.last else None
