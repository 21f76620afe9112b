"""An MX record names a host with a name that no mail host can have.

`localhost` is whoever asks (RFC 6761 section 6.3), and a single label is a top-level domain, so no sender
gets through. A name with an underscore or other characters beside letters, digits and inner hyphens is not
a host name (RFC 1123 section 2.1, RFC 5321 section 4.1.2); some senders refuse it.

## Fails

```zone
@  MX  10 localhost.
```

A dot too many makes a single label of a name in the zone:

```zone
@     MX  10 mail.
mail  A   9.9.9.25
```

An underscore is not allowed in the name of a host:

```zone
@       MX  10 mail_1
mail_1  A   9.9.9.25
```

## Passes

```zone
@       MX  10 mail-1
mail-1  A   9.9.9.25
```

## Remedy

Name a host with a full name of letters, digits and inner hyphens. In a zone file, leave out the final dot
of a name that is relative to the zone.
"""

import re
from collections.abc import Iterator

from mailcheck.dns.answers import Span
from mailcheck.dns.names import is_below, is_host_name, labels
from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.survey.mx import MxHost
from mailcheck.survey.request import Severity

# Two labels or more, the last no number, so that it is no address.
_USUAL = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")


@rule(Severity.ERROR, "RFC 5321 section 4.1.2")
def check(host: MxHost) -> Iterator[Problem]:
    if _USUAL.fullmatch(host.name) and not host.name.endswith(".localhost"):
        return
    if is_below(host.name, "localhost"):
        message = f"`{host.name}` is every sender's own machine; an MX record names a host that others reach"
        yield Problem(message, host.source, host.span, reference="RFC 6761 section 6.3")
    elif host.literal:
        return
    elif "." not in host.name:
        message = f"`{host.name}` is a single label; the name of a mail host has two labels or more"
        yield Problem(message, host.source, host.span)
    elif not is_host_name(host.name):
        yield _odd(host)


def _odd(host: MxHost) -> Problem:
    label = next(label for label in labels(host.name) if not is_host_name(label))
    message = f"the label `{label}` is none of a host name; letters, digits and inner hyphens are allowed"
    start = host.source.text.find(label, host.span.start)
    span = Span(start, start + len(label)) if start >= 0 else host.span
    return Problem(message, host.source, span, Severity.WARNING)
