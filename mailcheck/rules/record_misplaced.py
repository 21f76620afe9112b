"""A record stands at a name near the right one.

Receivers look for each record at one exact name: the DMARC record at `_dmarc` below the domain, a DKIM key
at its selector below `_domainkey`, the SPF record at the domain itself (RFC 8552, RFC 9989 section 4.5, RFC
6376 section 3.6.2.1, RFC 7208 section 3). Anywhere else it has no effect. Where the right name is empty,
mailcheck looks at the few names at which such a record is found by mistake: at the domain, without an
underscore, at a selector with `_` for `-`, or with the zone's name appended twice, as happens when a final
dot is missing or a web form appends the zone to a full name.

## Fails

```zone
@       MX   10 mail
mail    A    9.9.9.25
@       TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
```

A full name without its final dot:

```zone
_dmarc.example.com  TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
@     MX  10 mail
mail  A   9.9.9.25
```

An SPF record below the domain counts only if something includes it:

```zone
_spf  TXT  "v=spf1 mx -all"
@     MX   10 mail
mail  A    9.9.9.25
```

The address of an MX host can go astray as well:

```zone
@                 MX  10 mail
mail.example.com  A   9.9.9.25
```

## Passes

```zone
@       MX   10 mail
mail    A    9.9.9.25
@       TXT  "v=spf1 include:_spf.example.com -all"
_spf    TXT  "v=spf1 mx -all"
_dmarc  TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
```

## Remedy

Move the record to the name that receivers ask for.
"""

from collections.abc import Callable, Iterator

from mailcheck.dns.answers import Answer, Source, mx_source, source, txt_sources
from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.dkim import record as dkim
from mailcheck.records.dmarc.record import is_dmarc
from mailcheck.records.spf.parser import is_spf
from mailcheck.rules import rule
from mailcheck.survey.domain import Survey
from mailcheck.survey.gather import MisplacedRecord, misplaced_records, same_records
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 8552 section 1.1")
def check(survey: Survey) -> Iterator[Problem | CannotTell]:
    yield from map(CannotTell, _failures(survey))
    candidates = misplaced_records(survey)
    if not candidates:
        return
    answers = {(answer.owner, answer.rdtype): answer for answer in survey.apex.misplaced}
    answers[survey.domain, "TXT"] = survey.apex.txt
    wildcards = {probe.rdtype: probe for probe in survey.apex.wildcards}
    for candidate in candidates:
        answer = answers.get((candidate.name, candidate.rdtype))
        wildcard = wildcards.get(candidate.rdtype)
        if answer is None or (wildcard is not None and same_records(wildcard, answer)):
            continue
        if answer.failed:
            yield CannotTell(answer)
        for found in _records(candidate.kind, answer):
            yield CannotTell(wildcard) if wildcard and wildcard.failed else _problem(candidate, found)


def _failures(survey: Survey) -> tuple[Answer, ...]:
    """The failed questions for want of which a record may be missing at its own name."""
    own = (survey.mx.answer, survey.apex.txt, survey.dmarc.walk.steps[0].answer)
    return (*[answer for answer in own if answer.failed], *survey.dkim.failures)


def _is_key(text: str) -> bool:
    return not dkim.parse(Source("", "TXT", text)).foreign


_MEANT: dict[str, Callable[[str], bool]] = {
    "DMARC record": is_dmarc,
    "SPF record": is_spf,
    "DKIM key": _is_key,
}


def _records(kind: str, answer: Answer) -> tuple[Source, ...]:
    """The records of an answer that are of the kind that is missing."""
    if kind == "MX record":
        return tuple(mx_source(answer, index) for index in range(len(answer.exchanges)))
    if kind == "address":
        return tuple(source(answer, index, address) for index, address in enumerate(answer.addresses))
    return tuple(record for record in txt_sources(answer) if _MEANT[kind](record.text))


def _problem(record: MisplacedRecord, found: Source) -> Problem:
    article = "an" if record.kind[0] in "aSM" else "a"
    message = (
        f"{article} {record.kind} stands at `{record.name}`; "
        f"it belongs at `{record.right}`, where there is none"
    )
    return Problem(message, found, replacement=found.text, publish_at=(record.right, record.rdtype))
