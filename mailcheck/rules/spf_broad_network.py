"""The SPF record authorises a very large network.

Everybody in the network can send mail that passes SPF, and DMARC with it. No organization sends from
millions of addresses; such a prefix length is usually a mistake, or the network of a provider with all its
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

Whom an included record passes, the one that includes it passes too:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx include:_spf.example.net -all"
_spf.example.net. TXT "v=spf1 ip4:0.0.0.0/0 -all"
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

The large networks of a provider are its own affair, as long as they are not all there is:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx include:_spf.example.net -all"
_spf.example.net. TXT "v=spf1 ip4:9.8.0.0/14 -all"
```

## Remedy

List the addresses that send, or the smallest network that holds them. Remove an include of a record that
lets everybody send.
"""

from collections.abc import Iterable, Iterator

from mailcheck.dns.addresses import IPV4_BITS, IPV6_BITS
from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.spf.mistakes import shown
from mailcheck.records.spf.record import Mechanism, SpfRecord
from mailcheck.rules import rule
from mailcheck.survey.request import Severity
from mailcheck.survey.spf.tree import ReachedTerm, SpfTree, passes_everybody_elsewhere, passing_elsewhere

IPV4_BROAD = 16  # lengths below are broad
IPV6_BROAD = 32


@rule(Severity.ERROR, "RFC 7208 section 5.6")
def check(tree: SpfTree) -> Iterator[Problem | CannotTell]:
    if tree.record and "/" in tree.record.text:
        yield from _own(tree.record)
    yield from map(CannotTell, tree.record_failures)
    if passes_everybody_elsewhere(tree):
        for term, behind in passing_elsewhere(tree):
            yield from _elsewhere(term, behind)


def _own(record: SpfRecord) -> Iterator[Problem]:
    for term in record.mechanisms:
        if term.qualifier == "+" and ((size := _size(term)) is not None):
            message = f"{shown(record.text_of(term))} lets {size}; the addresses that send are enough"
            severity = Severity.ERROR if _is_everybody(term) else Severity.WARNING
            yield Problem(message, record.source, term.span, severity)


def _elsewhere(term: ReachedTerm, behind: Iterable[ReachedTerm]) -> Iterator[Problem]:
    """Look at what an include or redirect leads to, for networks that hold every address there is."""
    for inner in behind:
        if isinstance(inner.term, Mechanism) and _is_everybody(inner.term):
            message = (
                f"{shown(term.text)} lets {_size(inner.term)}, for {shown(inner.text)} stands in the record "
                f"of `{inner.record.source.owner}`; the addresses that send are enough"
            )
            yield Problem(message, term.record.source, term.term.span)
            return


def _is_everybody(term: Mechanism) -> bool:
    return 0 in (term.prefix4, term.prefix6)


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
