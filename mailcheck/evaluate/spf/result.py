"""What `check_host()` returns."""

from dataclasses import dataclass
from typing import NamedTuple

from mailcheck.dns.answers import Answer, Mx
from mailcheck.dns.source import Source, Span


class Step(NamedTuple):
    """One term, as a receiver walks it. *depth* is 0 in the first record and one more inside each include or
    redirect.

    *outcome* is match, no match, or the error that ended the walk; for an include or redirect it comes after
    the steps inside. *lookups* and *void_lookups* are the running totals; *detail* says what was compared.
    """

    depth: int
    domain: str
    term: str
    outcome: str
    lookups: int
    void_lookups: int
    detail: str = ""


def summary(answer: Answer) -> str:
    """Return an answer in a few words."""
    question = f"{answer.owner} {answer.rdtype}"
    if answer.failure is not None:
        return f"{question}: {answer.failure.value}"
    records = [record.exchange if isinstance(record, Mx) else str(record) for record in answer.records]
    return f"{question}: {', '.join(records) or answer.status.value}"


@dataclass(frozen=True, slots=True)
class SpfResult:
    """The result of `check_host()`, and how it came about.

    *result* is one of pass, fail, softfail, neutral, none, permerror, temperror (RFC 7208 section 2.6).
    *explanation* is the text that the domain gives for a fail, None where it gives none. *term* is the term
    that decided as it is published, empty for the default result; *domain* is where its record stands,
    *source* the record, *span* its place there. *problem* says in words what was wrong, for permerror,
    temperror and none. *failures* are the answers that a temperror is due to. *trace* is empty unless it was
    asked for.
    """

    result: str
    explanation: str | None = None
    term: str = ""
    source: Source | None = None
    span: Span | None = None
    domain: str = ""
    lookups: int = 0
    void_lookups: int = 0
    failures: tuple[Answer, ...] = ()
    problem: str = ""
    trace: tuple[Step, ...] = ()
