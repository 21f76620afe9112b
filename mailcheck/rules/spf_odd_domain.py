"""A domain name in the SPF record looks wrong.

The grammar of SPF lets almost any text pass for a domain name, as macros need it. A name with an empty
label, a label over 63 octets or a character that no host name has cannot be looked up, and receivers
differ in what they make of it (RFC 7208 section 4.8). A trailing dot is accepted, but should not be
published (RFC 7208 section 7.3).

## Fails

A dot stands at the end:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx include:_spf.example.net. -all"
_spf.example.net. TXT "v=spf1 ip4:9.9.9.26 -all"
```

A label is empty:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx include:_spf..example.net -all"
```

Two terms have grown together, which the grammar does not notice:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 a:mail.example.com,a:www.example.com -all"
```

## Passes

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx include:_spf.example.net -all"
_spf.example.net. TXT "v=spf1 ip4:9.9.9.26 -all"
```

Macros make up part of a name:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx exists:%{ir}._spf.example.com -all"
10.9.9.9._spf A 127.0.0.2
```

## Remedy

Write the name as it stands in the DNS, without the final dot.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from mailcheck.dns.names import LABEL_LIMIT, NAME_LIMIT
from mailcheck.judge.model import Problem
from mailcheck.records.spf.mistakes import grown_together, shown
from mailcheck.records.spf.record import DomainSpec, SpfRecord
from mailcheck.records.spf.repair import rewritten, terms_with_domains
from mailcheck.rules import rule
from mailcheck.survey.request import Severity

# But for those that end in `-all`, which may be a term of its own.
ORDINARY = re.compile(r"(?:[a-z0-9_-]{1,63}\.)+[a-z0-9-]{1,63}(?<!-all)", re.ASCII | re.IGNORECASE)
STRANGE = re.compile(r"[^A-Za-z0-9._-]")


class Oddity(NamedTuple):
    """What is odd about a name, and the term to write instead, where that is plain."""

    message: str
    meant: str | None = None


@rule(Severity.NOTE, "RFC 7208 section 4.8")
def check(record: SpfRecord) -> Iterator[Problem]:
    odd = {
        target.span: (term.span, oddity)
        for term, target in terms_with_domains(record)
        if not _is_ordinary(target.text) and (oddity := _oddity(record.text_of(term), target))
    }
    meant = {span: oddity.meant for span, oddity in odd.values() if oddity.meant is not None}
    replacement = rewritten(record, meant) if meant else None
    for span, (_, oddity) in odd.items():
        corrected = None if oddity.meant is None else replacement
        yield Problem(oddity.message, record.source, span, replacement=corrected)


def _is_ordinary(name: str) -> bool:
    return ORDINARY.fullmatch(name) is not None and len(name) <= NAME_LIMIT


def _oddity(written: str, target: DomainSpec) -> Oddity | None:
    name = "".join(part for part in target.parts if isinstance(part, str))
    if strange := STRANGE.search(name):
        return _strange(written, target, strange[0])
    return _glued_all(written, target) or _lengths(target) or _dots(written, target)


def _strange(written: str, target: DomainSpec, strange: str) -> Oddity:
    meant = grown_together(written)
    if meant:
        return Oddity(f"{shown(target.text)} is read as one name; {shown(meant)} is meant", meant)
    return Oddity(
        f"`{strange}` stands in {shown(target.text)}; names have letters, digits, hyphens and underscores"
    )


def _glued_all(written: str, target: DomainSpec) -> Oddity | None:
    """Find a qualifier and `all` that the grammar takes for the end of a name: `a:mail.example.com-all`."""
    if not target.text.lower().endswith("-all"):
        return None
    meant = grown_together(written)
    return (
        Oddity(f"{shown(target.text)} is read as one name; {shown(meant)} is meant", meant) if meant else None
    )


def _lengths(target: DomainSpec) -> Oddity | None:
    long = next((label for label in _labels(target) if len(label) > LABEL_LIMIT), None)
    if long is not None:
        return Oddity(
            f"a label of {shown(target.text)} has {len(long)} octets; up to {LABEL_LIMIT} are allowed"
        )
    if not target.macros and len(target.text) > NAME_LIMIT:
        return Oddity(f"{shown(target.text)} has {len(target.text)} octets; up to {NAME_LIMIT} are allowed")
    return None


def _dots(written: str, target: DomainSpec) -> Oddity | None:
    text = target.text
    if "" in _labels(target):
        return Oddity(f"{shown(text)} has an empty label; one dot stands between two labels")
    if text.endswith("."):
        meant = written.replace(text, text[:-1])
        return Oddity(
            f"{shown(text)} ends in a dot, which some receivers refuse; it is written without", meant
        )
    return None


def _labels(target: DomainSpec) -> list[str]:
    """Return the labels, with one character in the place of each macro."""
    text = "".join(part if isinstance(part, str) else "x" for part in target.parts)
    return text.removesuffix(".").split(".")
