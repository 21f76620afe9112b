"""Terms stand after `all` in the SPF record.

`all` matches every sender, so evaluation ends there and what follows is never looked at (RFC 7208
section 5.1). If one of those terms was to let an MX host send, its mail fails, and the finding is an
error.

## Fails

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx -all ip4:9.9.9.26"
```

The term that lists the mail host comes too late:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 -all mx"
```

## Passes

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx ip4:9.9.9.26 -all"
```

A modifier counts wherever it stands:

```zone
@     MX   10 mail
mail  A    9.9.9.25
@     TXT  "v=spf1 mx -all exp=why.example.com"
why   TXT  "not ours"
```

## Remedy

Move `all` to the end of the record, or remove what stands after it.
"""

from collections.abc import Iterator

from mailcheck.dns.addresses import IPV4_BITS, IPV6_BITS, parse
from mailcheck.dns.answers import Span
from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.spf.mistakes import shown
from mailcheck.records.spf.record import Mechanism, SpfRecord
from mailcheck.records.spf.repair import alls, ending
from mailcheck.rules import rule
from mailcheck.survey.domain import Survey
from mailcheck.survey.request import Severity
from mailcheck.survey.spf.coverage import Coverage


@rule(Severity.WARNING, "RFC 7208 section 5.1")
def check(survey: Survey) -> Iterator[Problem | CannotTell]:
    if survey.spf.answer.failed:
        yield CannotTell(survey.spf.answer)
    record = survey.spf.record
    dead = _dead(record) if record else ()
    if record and dead:
        yield _problem(survey, record, dead)


def _dead(record: SpfRecord) -> tuple[Mechanism, ...]:
    """Return the mechanisms after the first `all`."""
    ends = alls(record)
    if not ends or ends[0] is record.mechanisms[-1]:
        return ()
    return tuple([term for term in record.mechanisms if term.span > ends[0].span])


def _problem(survey: Survey, record: SpfRecord, dead: tuple[Mechanism, ...]) -> Problem:
    last = record.text_of(alls(record)[0])
    more = f" and {len(dead) - 1} more" if len(dead) > 1 else ""
    message = (
        f"{shown(record.text_of(dead[0]))}{more} after `{last}` {'are' if more else 'is'} never evaluated; "
        "`all` ends a record"
    )
    span = Span(dead[0].span.start, dead[-1].span.end)
    replacement = ending(record, last)
    for term in dead:
        for covered in survey.coverage:
            if _would_pass(survey, term, covered):
                message += (
                    f", and `{record.text_of(term)}` would have let `{covered.host}` ({covered.address}) send"
                )
                return Problem(message, record.source, span, Severity.ERROR, replacement)
    return Problem(message, record.source, span, replacement=replacement)


def _would_pass(survey: Survey, term: Mechanism, covered: Coverage) -> bool:
    """Say whether *term*, were it evaluated, would let an MX host of the domain's own organization send.

    What needs questions that were not asked, such as an include, is taken for no.
    """
    if term.qualifier != "+" or covered.result == "pass" or not covered.address or not covered.is_own:
        return False
    match term.name:
        case "ip4" | "ip6":
            return _within(covered.address, term.network, term.prefix4 or term.prefix6 or 0)
        case "mx":
            return not covered.is_sender and _is_for(survey, term, survey.domain)
        case "a":
            own = _is_for(survey, term, survey.domain) and _holds(survey, covered.address)
            return own or _is_for(survey, term, covered.host)
    return False


def _is_for(survey: Survey, term: Mechanism, name: str) -> bool:
    target = term.domain.text if term.domain else survey.domain
    return target.lower().removesuffix(".") == name


def _holds(survey: Survey, address: str) -> bool:
    return any(answer and address in answer.addresses for answer in (survey.apex.ipv4, survey.apex.ipv6))


def _within(address: str, network: int | None, length: int) -> bool:
    bits = IPV6_BITS if ":" in address else IPV4_BITS
    number = parse(address)
    return (
        number is not None and network is not None and number >> (bits - length) == network >> (bits - length)
    )
