"""Two character-strings of a TXT record join without the space that was meant.

A TXT record is one or more strings of up to 255 octets, and receivers join them with nothing between them
(RFC 7208 section 3.3, RFC 6376 section 3.6.2.2, RFC 9989 section 4.5). Where one string ends in a complete
term and the next begins with another, the two become one, and the record says something else or nothing at
all.

## Fails

```zone
@     TXT  "v=spf1 mx include:_spf.example.net" "ip4:9.9.9.26 -all"
@     MX   10 mail
mail  A    9.9.9.25
_spf.example.net.  TXT  "v=spf1 -all"
```

In DMARC records and DKIM keys it is the semicolon that gets lost:

```zone
_dmarc  TXT  "v=DMARC1; p=none" "rua=mailto:dmarc@example.com"
@       MX   10 mail
mail    A    9.9.9.25
```

## Passes

```zone
@     TXT  "v=spf1 mx include:_spf.example.net " "ip4:9.9.9.26 -all"
@     MX   10 mail
mail  A    9.9.9.25
_spf.example.net.  TXT  "v=spf1 -all"
```

A term may be cut in two:

```zone
@     TXT  "v=spf1 mx inc" "lude:_spf.example.net -all"
@     MX   10 mail
mail  A    9.9.9.25
_spf.example.net.  TXT  "v=spf1 -all"
```

## Remedy

End the first string, or begin the second, with a space; in DMARC records and DKIM keys with a semicolon.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import Answer, Span, source
from mailcheck.dns.names import is_below
from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.string_joints import joints, mend
from mailcheck.rules import rule
from mailcheck.survey.domain import Survey
from mailcheck.survey.request import Severity

_NAMES = {" ": "space", "; ": "semicolon"}


@rule(Severity.WARNING, "RFC 7208 section 3.3")
def check(survey: Survey) -> Iterator[Problem | CannotTell]:
    for answer in _answers(survey):
        if answer.failed:
            yield CannotTell(answer)
        for index, record in enumerate(answer.texts):
            if len(record.strings) > 1:
                yield from _problems(answer, index)


def _answers(survey: Survey) -> list[Answer]:
    """The TXT answers at the domain's own names."""
    domain = survey.domain
    own = [survey.apex.txt, survey.dmarc.walk.steps[0].answer]
    own += [key.answer for key in survey.dkim.keys if not key.missing]
    below = {node.domain: node.answer for node in survey.spf.nodes[1:] if is_below(node.domain, domain)}
    below.pop(domain, None)
    return own + [answer for answer in below.values() if answer.found]


def _problems(answer: Answer, index: int) -> Iterator[Problem]:
    record = answer.texts[index]
    found = joints(record)
    if not found:
        return
    text = record.text
    whole = mend(text, found)
    for joint in found:
        message = f"two strings join as `{joint.around}`; a {_NAMES[joint.separator]} must separate them"
        span = Span(max(joint.position - 1, 0), min(joint.position + 1, len(text)))
        yield Problem(message, source(answer, index, text), span, replacement=whole)
