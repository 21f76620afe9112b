"""The entrance to evaluation: what is decided before the first question, and the result after the last."""

from functools import lru_cache

from mailcheck.dns.addresses import client
from mailcheck.dns.answers import Answer, Status, Txt
from mailcheck.dns.names import question_name, target_name, to_ascii
from mailcheck.errors import InvalidDomainError
from mailcheck.evaluate.spf.evaluation import FAIL, NONE, TEMPERROR, Ended, Evaluation, SpfOutcome, SpfResult
from mailcheck.evaluate.spf.expansion import UNKNOWN, Letters, expand
from mailcheck.evaluate.spf.known_answers import Known, Records, evaluate, read_answer
from mailcheck.records.spf.macros import parse_explanation

POSTMASTER = "postmaster"


def identity(sender: str, helo: str) -> tuple[str, str]:
    """Return the mailbox to check, and its domain.

    The null sender stands for `postmaster` at the HELO name (section 2.4), as does a missing local-part for
    `postmaster` (section 4.3). A domain in U-labels becomes one in A-labels (RFC 8616 section 4).
    """
    sender = sender.removeprefix("<").removesuffix(">") or helo
    local, at, domain = sender.rpartition("@")
    domain = a_labels(domain)
    return f"{local if at and local else POSTMASTER}@{domain}", domain


@lru_cache(maxsize=1024)
def a_labels(domain: str) -> str:
    """Return *domain* in A-labels; unchanged where it is in ASCII already or cannot be encoded."""
    if domain.isascii():
        return domain
    try:
        return to_ascii(domain)
    except InvalidDomainError:
        return domain


async def check_host(
    ip: str,
    domain: str,
    sender: str,
    helo: str,
    *,
    record: str | None = None,
    trace: bool = False,
    receiver: str = UNKNOWN,
    now: float | None = None,
) -> SpfResult:
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
    where = client(ip)
    mailbox, name = mailbox_of(sender, domain), name_to_check(domain)
    answers = Known()
    records = Records(answers)
    if record is not None and name is not None:
        records[name] = read_answer(answer_if_published(name, record))

    def result() -> SpfResult:
        letters = Letters(where, mailbox, helo, receiver, now)
        return _result(Evaluation(where, letters, records, trace), name)

    return await evaluate(result, answers)


def mailbox_of(sender: str, domain: str) -> str:
    """Return the mailbox that macros stand for: in A-labels, with `postmaster` where it has no local-part."""
    local, _, host = sender.rpartition("@")
    return f"{local or POSTMASTER}@{a_labels(host or domain)}"


def name_to_check(domain: str) -> str | None:
    """Return the domain to ask for, None where it is malformed or has one label only (section 4.3)."""
    name = domain.removesuffix(".")
    if name.startswith("[") or "." not in name or target_name(name) != name:
        return None
    return a_labels(name)


def answer_if_published(name: str, record: str) -> Answer:
    """Return the answer that there would be if *name* published *record*."""
    return Answer(name, "TXT", Status.FOUND, (Txt((record.encode("utf-8", "surrogateescape"),)),))


def conclude(evaluation: Evaluation, domain: str | None) -> SpfOutcome:
    """Run a prepared evaluation to its end; None as *domain* is a malformed one (section 4.3)."""
    if domain is None:
        return SpfOutcome(NONE, "", problem="the domain is not a name of two labels or more")
    try:
        return evaluation.evaluate(domain)
    except Ended as end:
        return _outcome(evaluation, end, domain)


def _outcome(evaluation: Evaluation, end: Ended, domain: str) -> SpfOutcome:
    failures = (end.answer,) if end.answer and end.result == TEMPERROR else ()
    if evaluation.place is None:
        return SpfOutcome(end.result, domain, None, None, end.problem, failures)
    record, term = evaluation.place
    evaluation.trace(record.source.owner, record.text_of(term), end.result, end.problem)
    return SpfOutcome(end.result, record.source.owner, record, term, end.problem, failures)


def _result(evaluation: Evaluation, domain: str | None) -> SpfResult:
    outcome = conclude(evaluation, domain)
    return SpfResult(
        outcome.result,
        _explanation(evaluation, outcome) if outcome.result == FAIL else None,
        outcome.text,
        outcome.source,
        outcome.span,
        outcome.domain,
        evaluation.lookups,
        evaluation.voids,
        outcome.failures,
        outcome.problem,
        tuple(evaluation.steps or ()),
    )


def _explanation(evaluation: Evaluation, outcome: SpfOutcome) -> str | None:
    """Fetch and expand the text that `exp` points at (section 6.2).

    It is that of the record whose term decided: never one inside an include, the target's after a redirect.
    Anything wrong with it means that there is none.
    """
    term = outcome.record.modifier("exp") if outcome.record is not None else None
    name = evaluation.target(term.value, outcome.domain) if term else None
    if name is None:
        return None
    answer = evaluation.answers[question_name(name), "TXT"]
    if len(answer.records) != 1:
        return None
    spec = parse_explanation(answer.texts[0].text)
    if spec is None:
        return None
    evaluation.letters.prepare(spec, outcome.domain, evaluation.answers)
    text = expand(spec, evaluation.letters.value)
    return text if text.isascii() else None
