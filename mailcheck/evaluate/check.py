"""The entrance to evaluation: what is decided before the first question, and what is told after the last."""

from mailcheck.answers import Answer, Status, Txt
from mailcheck.asking import Procedure, ask
from mailcheck.evaluate.client import client
from mailcheck.evaluate.expansion import expanded, question_name, target_name
from mailcheck.evaluate.host import NONE, TEMPERROR, Ended, Evaluation, Outcome
from mailcheck.evaluate.identity import POSTMASTER, a_labels
from mailcheck.evaluate.macros import UNKNOWN, Letters
from mailcheck.evaluate.result import SpfResult
from mailcheck.records.spf import Modifier, SpfRecord
from mailcheck.records.spf.macros import parse_explanation


def check_host(
    ip: str,
    domain: str,
    sender: str,
    helo: str,
    *,
    record: str | None = None,
    trace: bool = False,
    receiver: str = UNKNOWN,
    now: float | None = None,
) -> Procedure[SpfResult]:
    """Say whether the client at *ip* may use *domain* (RFC 7208 section 4).

    Args:
        ip: The client's address; an IPv4-mapped one counts as IPv4.
        domain: Whose record to evaluate: the domain of *sender*.
        sender: The mailbox; see `identity` for a null sender. Without a local-part it is `postmaster`'s.
        helo: The name given in HELO or EHLO; only macros use it.
        record: Evaluated in place of what *domain* publishes.
        trace: Whether the result should hold the steps.
        receiver: What the `r` macro stands for.
        now: Seconds since the epoch, for the `t` macro; by default the current time.

    Raises:
        ValueError: *ip* is not an address.
    """
    letters = Letters(client(ip), _mailbox(sender, domain), helo, receiver, now)
    name = _domain(domain)
    published = {} if record is None or name is None else {name: published_as(name, record)}
    return checked(Evaluation(letters.client, letters, published, trace), name)


def _mailbox(sender: str, domain: str) -> str:
    local, _, host = sender.rpartition("@")
    return f"{local or POSTMASTER}@{a_labels(host or domain)}"


def _domain(domain: str) -> str | None:
    """Return the domain to ask for, None where it is malformed or has one label only (section 4.3)."""
    name = domain.removesuffix(".")
    if name.startswith("[") or "." not in name or target_name(name) != name:
        return None
    return a_labels(name)


def published_as(name: str, record: str) -> Answer:
    """Return the answer that there would be if *name* published *record*."""
    return Answer(name, "TXT", Status.FOUND, (Txt((record.encode("utf-8", "surrogateescape"),)),))


def checked(evaluation: Evaluation, domain: str | None) -> Procedure[SpfResult]:
    """Run a prepared evaluation; None as *domain* is a malformed one (section 4.3)."""
    if domain is None:
        return SpfResult(NONE, problem="the domain is not a name of two labels or more")
    try:
        outcome = yield from evaluation.evaluated(domain)
    except Ended as end:
        return _ended(evaluation, end, domain)
    explanation = None
    if outcome.result == "fail":
        explanation = yield from _explanation(evaluation, outcome)
    return _result(evaluation, outcome, explanation)


def _result(evaluation: Evaluation, outcome: Outcome, explanation: str | None) -> SpfResult:
    record, term = outcome.record, outcome.term
    return SpfResult(
        outcome.result,
        explanation,
        record.written(term) if record and term else "",
        record.source if record else None,
        term.span if term else None,
        outcome.domain,
        evaluation.lookups,
        evaluation.voids,
        problem=outcome.problem,
        trace=tuple(evaluation.steps or ()),
    )


def _ended(evaluation: Evaluation, end: Ended, domain: str) -> SpfResult:
    text, record, span = "", None, None
    if evaluation.place is not None:
        record, term = evaluation.place
        text, span = record.written(term), term.span
        evaluation.traced(domain, text, end.result, end.problem)
    return SpfResult(
        end.result,
        None,
        text,
        record.source if record else None,
        span,
        record.source.owner if record else domain,
        evaluation.lookups,
        evaluation.voids,
        (end.answer,) if end.answer and end.result == TEMPERROR else (),
        end.problem,
        tuple(evaluation.steps or ()),
    )


def _explanation(evaluation: Evaluation, outcome: Outcome) -> Procedure[str | None]:
    """Fetch and expand the text that `exp` points at (section 6.2).

    It is that of the record whose term decided: never one inside an include, the target's after a redirect.
    Anything wrong with it means that there is none.
    """
    term = _exp(outcome.record)
    name = (yield from evaluation.target(term.value, outcome.domain)) if term else None
    if name is None:
        return None
    answer = yield from ask(question_name(name), "TXT")
    if len(answer.records) != 1:
        return None
    spec = parse_explanation(answer.texts[0].text)
    if spec is None:
        return None
    yield from evaluation.letters.prepared(spec, outcome.domain)
    text = expanded(spec, evaluation.letters.value)
    return text if text.isascii() else None


def _exp(record: SpfRecord | None) -> Modifier | None:
    terms = record.terms if record else ()
    return next((term for term in terms if isinstance(term, Modifier) and term.name == "exp"), None)
