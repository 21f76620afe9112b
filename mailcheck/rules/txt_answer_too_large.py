"""The TXT records at the domain make an answer that is large for the DNS.

An answer over UDP is sure to fit in 512 octets only while the name and the texts are below 450 octets
together (RFC 7208 section 3.4). Larger ones need EDNS or a second try over TCP, which some firewalls still
break; then SPF cannot be looked up. Everything at the name counts, also the proofs of ownership that
services ask for and nobody removes.

## Fails

```zone
@  TXT  "v=spf1 mx -all"
@  TXT  "one-verification=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789"
@  TXT  "two-verification=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789"
@  TXT  "new-verification=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789"
@  TXT  "six-verification=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789"
@  TXT  "ten-verification=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789"
@  MX   0 .
```

## Passes

```zone
@     TXT  "v=spf1 mx -all"
@     TXT  "one-verification=0123456789abcdef0123456789abcdef"
@     MX   10 mail
mail  A    9.9.9.25
```

## Remedy

Remove the TXT records that nobody needs any more, and shorten the SPF record; proofs of ownership can often
move to a name of their own.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import Answer, nowhere
from mailcheck.dns.names import labels
from mailcheck.judge.model import CannotTell, Problem
from mailcheck.rules import rule
from mailcheck.survey.apex import Apex
from mailcheck.survey.request import Severity

TEXT_LIMIT = 450  # octets of the name and all texts, RFC 7208 section 3.4
MESSAGE_LIMIT = 512  # octets of an answer over UDP without EDNS, RFC 1035 section 2.3.4
HEADER = 12  # RFC 1035 section 4.1.1
QUESTION = 4  # type and class after the name, RFC 1035 section 4.1.2
RECORD = 12  # a name compressed to 2 octets, type, class, TTL and length, RFC 1035 section 4.1.3


@rule(Severity.NOTE, "RFC 7208 section 3.4")
def check(apex: Apex) -> Iterator[Problem | CannotTell]:
    answer = apex.txt
    if answer.failed:
        yield CannotTell(answer)
        return
    texts = sum([len(string) for record in answer.texts for string in record.strings])
    name = len(apex.domain)
    size = _size(answer, texts)
    if name + texts > TEXT_LIMIT or size > MESSAGE_LIMIT:
        count = len(answer.records)
        records = f"{count} TXT records" if count > 1 else "one TXT record"
        message = (
            f"{records} at `{apex.domain}` make an answer of {size} octets, {name + texts} of which "
            f"are name and texts; below {TEXT_LIMIT} of those it fits the {MESSAGE_LIMIT} of UDP without EDNS"
        )
        yield Problem(message, nowhere(answer))


def _size(answer: Answer, texts: int) -> int:
    """The octets of the whole answer without EDNS, with the names compressed, given those of the texts."""
    lengths = sum([len(record.strings) for record in answer.texts])  # one octet before each string
    records = RECORD * len(answer.records) + lengths + texts
    aliases = sum([RECORD + _octets(name) for name in answer.aliases])
    return HEADER + _octets(answer.owner) + QUESTION + aliases + records


def _octets(name: str) -> int:
    return 1 + sum([1 + len(label) for label in labels(name)])
