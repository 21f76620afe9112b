"""An MX record names a host that is not on the list of approved ones.

The configuration lists the hosts that may take the domain's mail, as `mx.hosts`. Any other host that an MX
record names reads mail: one that was forgotten after a move, or one that somebody else has put there.

## Fails

```zone
; expect mx.hosts mail.example.com *.mail.example.net
@      MX  10 mail
@      MX  20 spare
mail   A   9.9.9.25
spare  A   9.9.10.25
```

## Passes

```zone
; expect mx.hosts mail.example.com *.mail.example.net
@     MX  10 mail
@     MX  20 in1.mail.example.net.
mail  A   9.9.9.25
in1.mail.example.net.  A  9.9.10.25
```

## Remedy

Remove the MX record, or add its host to `mx.hosts` in the configuration.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.survey.domain import ExpectedHosts
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 5321 section 5.1")
def check(expected: ExpectedHosts) -> Iterator[Problem]:
    for host in expected.mx.hosts:
        if host.name and not any(fnmatchcase(host.name, glob) for glob in expected.approved):
            message = f"`{host.name}` takes mail, and is not approved; approved are {_list(expected)}"
            yield Problem(message, host.source, None if host.implicit else host.span)


def _list(expected: ExpectedHosts) -> str:
    return ", ".join(f"`{glob}`" for glob in expected.approved)
