"""The SPF record authorises a very large network.

Everybody in the network can send mail that passes SPF, and DMARC with it. No organization sends from
millions of addresses; such a prefix length is usually a slip, or the network of a provider with all its
other customers (RFC 9989 section 7.1). A length of 0 takes in the whole internet and is an error.

## Fails

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ip4:0.0.0.0/0 -all"
```

Half of the internet is still too much:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 ip4:128.0.0.0/1 mx -all"
```

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ip6:2a00::/12 -all"
```

The length after a name widens every address of it:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 a:mail.example.com/8 -all"
```

## Passes

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ip4:9.9.9.0/24 ip6:2a00:1450:4000::/36 -all"
```

Nobody is authorised by a term that fails:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx -ip4:0.0.0.0/0 ~all"
```

## Remedy

List the addresses that send, or the smallest network that holds them.
"""

from collections.abc import Iterator

from mailcheck.model import Problem, Severity
from mailcheck.records.spf import Mechanism, SpfRecord
from mailcheck.records.spf.networks import IPV4_BITS, IPV6_BITS
from mailcheck.records.spf.repairs import mechanisms
from mailcheck.records.spf.slips import shown
from mailcheck.rules import rule

IPV4_BROAD = 16  # lengths below are broad
IPV6_BROAD = 32


@rule(Severity.ERROR, "RFC 7208 section 5.6")
def check(record: SpfRecord) -> Iterator[Problem]:
    for term in mechanisms(record):
        if term.qualifier == "+" and ((size := _size(term)) is not None):
            message = f"{shown(record.written(term))} lets {size}; the addresses that send are enough"
            everybody = 0 in (term.prefix4, term.prefix6)
            yield Problem(
                message, record.source, term.span, Severity.ERROR if everybody else Severity.WARNING
            )


def _size(term: Mechanism) -> str | None:
    """Say how many addresses a term lets send, if it is too many."""
    around = " around each of its hosts" if term.network is None else ""
    if term.prefix4 is not None and term.prefix4 < IPV4_BROAD:
        count = f"{1 << (IPV4_BITS - term.prefix4):,}"
        return f"{count} IPv4 addresses{around} send" if term.prefix4 else "every IPv4 address send"
    if term.prefix6 is not None and term.prefix6 < IPV6_BROAD:
        count = f"2^{IPV6_BITS - term.prefix6}"
        return f"{count} IPv6 addresses{around} send" if term.prefix6 else "every IPv6 address send"
    return None
