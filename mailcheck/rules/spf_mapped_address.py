"""An `ip6` term holds an IPv4-mapped address.

A client with an IPv4-mapped IPv6 address is an IPv4 client (RFC 7208 section 5), and those are matched
by `ip4` alone. So the term never matches anybody.

## Fails

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ip6:::ffff:9.9.9.26 -all"
```

## Passes

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ip4:9.9.9.26 -all"
```

## Remedy

List the IPv4 address with `ip4:`.
"""

from collections.abc import Iterator

from mailcheck.dns.addresses import IPV4_BITS, address_text
from mailcheck.judge.model import Problem
from mailcheck.records.spf.mistakes import shown
from mailcheck.records.spf.record import Mechanism, SpfRecord
from mailcheck.records.spf.repair import rewritten
from mailcheck.rules import rule
from mailcheck.survey.request import Severity

MAPPED = 0xFFFF  # the first 96 bits of ::ffff:0:0/96, RFC 4291 section 2.5.5.2
MAPPED_BITS = 96


@rule(Severity.WARNING, "RFC 7208 section 5")
def check(record: SpfRecord) -> Iterator[Problem]:
    if "ip6" not in record.names:
        return
    meant = {term.span: text for term in record.mechanisms if (text := _as_ip4(term))}
    replacement = rewritten(record, meant) if meant else None
    for span, listed in meant.items():
        message = (
            f"{shown(record.text[slice(*span)])} never matches: mapped addresses are IPv4, "
            f"which `{listed}` lists"
        )
        yield Problem(message, record.source, span, replacement=replacement)


def _as_ip4(term: Mechanism) -> str | None:
    """Return a term with a mapped network as it is written for IPv4."""
    length = (term.prefix6 or 0) - MAPPED_BITS
    if term.name != "ip6" or term.network is None or term.network >> IPV4_BITS != MAPPED or length < 0:
        return None
    address = address_text(term.network & 0xFFFFFFFF, IPV4_BITS)
    qualifier = term.qualifier.removeprefix("+")
    return f"{qualifier}ip4:{address}" + (f"/{length}" if length < IPV4_BITS else "")
