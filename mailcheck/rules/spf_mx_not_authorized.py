"""The SPF record does not let an MX host send.

Hosts that receive a domain's mail commonly send its mail as well, bounces at the least. For each address of
each MX host the record is evaluated as a receiver would do it, IPv4 and IPv6 apart (RFC 7208 section 4). A
host of another organization, such as a provider's inbound server, need not send; that it may not is only
noted, and so is the web server that would take mail for want of an MX record, where the record lets nobody
send.

## Fails

The host is not in the record:

```zone
@     MX    10 mail
@     TXT   "v=spf1 ip4:9.9.9.9 -all"
mail  A     9.9.9.10
```

Only its IPv4 address is:

```zone
@     MX    10 mail
@     TXT   "v=spf1 ip4:9.9.9.10 -all"
mail  A     9.9.9.10
mail  AAAA  2a00:1450::25
```

## Passes

```zone
@     MX    10 mail
@     TXT   "v=spf1 mx -all"
mail  A     9.9.9.10
mail  AAAA  2a00:1450::25
```

A domain that takes no mail:

```zone
@  MX   0 .
@  TXT  "v=spf1 -all"
```

## Remedy

Add `mx` to the record, or the addresses with `ip4:` and `ip6:`, before any term that refuses them. If the
host never sends mail, ignore this.
"""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.spf.limits import MX_LIMIT
from mailcheck.rules import _coverage, rule
from mailcheck.survey.domain import Survey
from mailcheck.survey.request import Severity
from mailcheck.survey.spf.coverage import Coverage

SEVERITIES = {"fail": Severity.ERROR, "permerror": Severity.ERROR}


@rule(Severity.ERROR, "RFC 7208 section 4")
def check(survey: Survey) -> Iterator[Problem | CannotTell]:
    if survey.mx.answer.failed:
        yield CannotTell(survey.mx.answer)
    yield from map(CannotTell, survey.mx.undecided)
    refused = [entry for entry in survey.coverage if entry.result != "pass" and not entry.is_sender]
    additions = _additions(survey) if refused else ()
    for entry in refused:
        if entry.result == "temperror":
            yield from _coverage.cannot_tell(entry)
        elif entry.result != "permerror" or not _coverage.is_reported(survey.spf):
            yield _problem(entry, survey, additions)


def _problem(entry: Coverage, survey: Survey, additions: tuple[str, ...]) -> Problem:
    may_send = _may_send(entry, survey)
    severity = SEVERITIES.get(entry.result, Severity.WARNING) if may_send else Severity.NOTE
    found = f"`{entry.address}` of the MX host `{entry.host}` gets {_coverage.decision(entry)}"
    message = f"{found}; a host that sends the domain's mail needs a pass"
    return _coverage.problem(entry, message, survey, severity, additions if may_send else ())


def _may_send(entry: Coverage, survey: Survey) -> bool:
    """Say whether the host is the organization's, not just the web server of a domain that sends nothing."""
    silent = survey.mx.implicit and survey.spf.record is not None and not survey.spf.sends
    return entry.is_own and not silent


def _additions(survey: Survey) -> tuple[str, ...]:
    """What admits every own MX host: the term mx, or their addresses where it would not do."""
    missing = [entry for entry in survey.coverage if _is_needed(entry)]
    addresses = tuple(dict.fromkeys(_coverage.network_term(entry.address) for entry in missing))
    present = any(term.term.name == "mx" and term.target == survey.domain for term in survey.spf.root.terms)
    foreign = any(not entry.is_own for entry in survey.coverage)
    fits = len(survey.mx.hosts) <= MX_LIMIT and _coverage.has_room(survey.spf)
    simple = len(addresses) > 1 and fits and not (present or foreign or survey.mx.implicit)
    return ("mx",) if simple else addresses


def _is_needed(entry: Coverage) -> bool:
    return entry.is_own and not entry.is_sender and entry.result not in ("pass", "temperror")
