"""A network in the SPF record has bits set beyond its prefix.

Receivers compare as many bits as the prefix length says, and ignore the others (RFC 7208 section 5.6).
`9.9.9.26/24` lets the whole of `9.9.9.0/24` send, which its writer may not have wanted.

## Fails

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ip4:9.9.9.26/24 -all"
```

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ip6:2a00:1450::25/64 -all"
```

## Passes

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ip4:9.9.9.0/24 ip4:9.9.9.26 ip6:2a00:1450::/64 -all"
```

## Remedy

Leave the prefix length out if one address is meant. Write the first address of the network if all of it
is meant.
"""

from collections.abc import Iterator

from mailcheck.dns.addresses import IPV4_BITS, IPV6_BITS, address_text
from mailcheck.judge.model import Problem
from mailcheck.records.spf.mistakes import shown
from mailcheck.records.spf.record import Mechanism, SpfRecord
from mailcheck.records.spf.repair import rewritten
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.NOTE, "RFC 7208 section 5.6")
def check(record: SpfRecord) -> Iterator[Problem]:
    if "/" not in record.text:
        return
    meant = {term.span: text for term in record.mechanisms if (text := _correct(term))}
    replacement = rewritten(record, meant) if meant else None
    for span, network in meant.items():
        message = (
            f"{shown(record.text[slice(*span)])} has bits set beyond its prefix, which do not count; "
            f"the network is `{network}`"
        )
        yield Problem(message, record.source, span, replacement=replacement)


def _correct(term: Mechanism) -> str | None:
    """Return the term with the first address of its network, where it has another."""
    if term.network is None:
        return None
    bits, length = (IPV4_BITS, term.prefix4 or 0) if term.name == "ip4" else (IPV6_BITS, term.prefix6 or 0)
    extra = term.network & ((1 << (bits - length)) - 1)
    first = address_text(term.network - extra, bits) if extra else ""
    return f"{term.qualifier.removeprefix('+')}{term.name}:{first}/{length}" if extra else None
