"""Two MX hosts share an address.

Two names for one machine look like redundancy and are none: when the machine is down, so are both (RFC 5321
section 5.1).

## Fails

```zone
@     MX  10 mail1
@     MX  20 mail2
mail1  A  9.9.9.25
mail2  A  9.9.9.25
```

## Passes

```zone
@      MX  10 mail1
@      MX  20 mail2
mail1  A   9.9.9.25
mail2  A   9.9.10.25
```

## Remedy

Give the second host an address on another machine, or remove its MX record.
"""

from collections.abc import Iterable, Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.mx import MxHost, MxSet
from mailcheck.survey.request import Severity


@rule(Severity.NOTE, "RFC 5321 section 5.1")
def check(mx: MxSet) -> Iterator[Problem | CannotTell]:
    hosts = {host.name: host for host in mx.hosts}
    if len(hosts) < 2:
        return
    yield from [CannotTell(answer) for host in hosts.values() for answer in host.failures]
    addresses = [address for host in hosts.values() for address in host.addresses]
    if len(set(addresses)) == len(addresses):
        return
    for (first, second), common in _shared_addresses(hosts.values()).items():
        listed = ", ".join(f"`{address}`" for address in common)
        message = f"`{second}` and `{first}` share {listed}; a second MX host helps only on another machine"
        yield Problem(message, hosts[second].source, hosts[second].span)


def _shared_addresses(hosts: Iterable[MxHost]) -> dict[tuple[str, str], list[str]]:
    """The addresses that a host shares with the first host that has them."""
    first: dict[str, str] = {}
    shared: dict[tuple[str, str], list[str]] = {}
    for host in hosts:
        for address in host.addresses:
            if first.setdefault(address, host.name) != host.name:
                shared.setdefault((first[address], host.name), []).append(address)
    return shared
