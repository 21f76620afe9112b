"""`check_host()`, the evaluation of RFC 7208 section 4, as a function of answers.

It walks the records as a receiver does, term by term; only inside a term may several answers be missing at
once. Where the standard leaves a choice, or says two things, the choice is named where it is made:

- a void lookup is a lookup, not a term, so that one `mx` can be the reason for several (section 4.6.4 says
  both);
- the hosts of an `mx` are taken by preference, and a match ends the walk, whatever is wrong with the hosts
  after it;
- names that no question can be made from do not exist (section 4.8 leaves that open);
- of more than 10 PTR names the first 10 count (section 4.6.4, against section 5.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, NoReturn

from mailcheck.dns.addresses import IPV4_BITS, IPV6_BITS, Client, number
from mailcheck.dns.answers import Answer, Mx, Source, Span
from mailcheck.dns.names import is_below, normalize, question_name, target_name
from mailcheck.evaluate.spf.expansion import Letters, expand, validated_names
from mailcheck.evaluate.spf.known_answers import Directives, Network, Networks, PublishedSpf, Records
from mailcheck.records.spf.limits import LOOKUP_LIMIT, MX_LIMIT, VOID_LOOKUP_LIMIT
from mailcheck.records.spf.record import DomainSpec, Mechanism, Modifier, SpfRecord


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


RESULTS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}  # RFC 7208 section 4.6.2
NONE, NEUTRAL, PASS, FAIL = "none", "neutral", "pass", "fail"
PERMERROR, TEMPERROR = "permerror", "temperror"


class Ended(Exception):
    """The error that ends the whole evaluation, as section 4.6.2 calls it an exception."""

    def __init__(self, result: str, problem: str, answer: Answer | None = None) -> None:
        super().__init__(problem)
        self.result = result
        self.problem = problem
        self.answer = answer


class SpfOutcome(NamedTuple):
    """What came of one record, at *domain*.

    *term* is None for the default result, *record* is None for `none`. *failures* are the answers that a
    temperror is due to.
    """

    result: str
    domain: str
    record: SpfRecord | None = None
    term: Mechanism | Modifier | None = None
    problem: str = ""
    failures: tuple[Answer, ...] = ()

    @property
    def text(self) -> str:
        """The term as published; empty for the default result."""
        return self.record.text_of(self.term) if self.record is not None and self.term is not None else ""

    @property
    def source(self) -> Source | None:
        """Where the record was published."""
        return self.record.source if self.record is not None else None

    @property
    def span(self) -> Span | None:
        """The place of the term in the record."""
        return self.term.span if self.term is not None else None


class Evaluation:
    """One call of `check_host()`: its arguments, its running totals, and where it stands.

    Whatever the answers lack ends it with `Missing`.
    """

    __slots__ = (
        *("client", "letters", "records", "answers"),
        *("lookups", "voids", "depth", "place", "steps", "notes"),
    )

    def __init__(self, client: Client, letters: Letters, records: Records, traced: bool = False) -> None:
        self.client = client
        self.letters = letters
        self.records = records
        self.answers = records.answers
        self.lookups = 0
        self.voids = 0
        self.depth = 0
        self.place: tuple[SpfRecord, Mechanism | Modifier] | None = None
        self.steps: list[Step] | None = [] if traced else None
        self.notes: list[str] = []

    # Records

    def evaluate(self, domain: str) -> SpfOutcome:
        """Find the record of *domain* and evaluate it (sections 4.4 to 4.7)."""
        published = self.records[domain]
        directives = published.directives
        if directives is None:
            return self.without(domain, published)
        record = published.records[0]
        term = self.matching(domain, record, directives)
        if term is not None:
            return SpfOutcome(RESULTS[term.qualifier], domain, record, term)
        if directives.redirect is not None:
            return self.redirect(domain, record, directives.redirect)
        return SpfOutcome(NEUTRAL, domain, record)

    def without(self, domain: str, published: PublishedSpf) -> SpfOutcome:
        """Return what comes of there being no record that can be evaluated (sections 4.4 to 4.6)."""
        answer, records, _ = published
        self.end_on_failure(answer)
        if self.depth and answer.void:
            self.void()
        if not records:
            return SpfOutcome(NONE, domain, problem=f"{domain} has no SPF record")
        self.place = None
        if len(records) > 1:
            raise Ended(PERMERROR, f"{domain} has {len(records)} SPF records; one is allowed")
        raise Ended(PERMERROR, f"the SPF record of {domain} has a syntax error")

    def matching(self, domain: str, record: SpfRecord, directives: Directives) -> Mechanism | None:
        """Return the first mechanism that matches, from left to right (section 4.6.2)."""
        if self.steps is not None:
            return self.match_and_trace(domain, record)
        for step in directives.of(self.client.bits):
            if isinstance(step, Networks):
                found = self.among(step.networks)
                if found is not None:
                    return found
            elif step.name == "all" or self.query(domain, record, step):
                return step
        return None

    def match_and_trace(self, domain: str, record: SpfRecord) -> Mechanism | None:
        """Do the same, with a step for every term."""
        for term in record.mechanisms:
            match term.name:
                case "ip4":
                    matched = self.client.bits == IPV4_BITS and self.near(term.network, term.prefix4)
                case "ip6":
                    matched = self.client.bits == IPV6_BITS and self.near(term.network, term.prefix6)
                case "all":
                    matched = True
                case _:
                    matched = self.query(domain, record, term)
            self.trace(domain, record.text_of(term), "match" if matched else "no match")
            if matched:
                return term
        return None

    def redirect(self, domain: str, record: SpfRecord, term: Modifier) -> SpfOutcome:
        """Go on with the record of another domain (section 6.1)."""
        self.count(record, term)
        target = self.target(term.value, domain)
        if target is None:
            self.permerror("it leads to a name that cannot exist")
        self.notes.clear()
        self.depth += 1
        outcome = self.evaluate(target)
        self.depth -= 1
        if outcome.result == NONE:
            self.place = record, term
            self.permerror(outcome.problem)
        if self.steps is not None:
            self.trace(domain, record.text_of(term), outcome.result)
        return outcome

    # Terms

    def query(self, domain: str, record: SpfRecord, term: Mechanism) -> bool:
        """Evaluate a mechanism that queries the DNS (section 5)."""
        self.count(record, term)
        target: str | None = domain
        if term.domain is not None:
            target = self.target(term.domain, domain)
        if target is None:
            return self.nameless(term)
        match term.name:
            case "include":
                return self.include(record, term, target)
            case "a":
                return self.address(term, target)
            case "mx":
                return self.mail_hosts(term, target)
            case "exists":
                return self.existing(target)
            case _:
                return self.reverse(target)

    def nameless(self, term: Mechanism) -> bool:
        """Decide on a name that no question can be made from: it has no records (section 4.8)."""
        if term.name == "include" and self.letters.known:
            self.permerror("it leads to a name that cannot exist")
        return False

    def include(self, record: SpfRecord, term: Mechanism, target: str) -> bool:
        """Match if the record of *target* gives a pass (section 5.2)."""
        self.notes.clear()
        self.depth += 1
        outcome = self.evaluate(target)
        self.depth -= 1
        self.place = record, term
        if outcome.result == NONE:
            self.permerror(outcome.problem)
        return outcome.result == PASS

    def address(self, term: Mechanism, target: str) -> bool:
        """Match an address of *target* (section 5.3)."""
        return self.admits(self.answers[question_name(target), self.client.rdtype], term)

    def mail_hosts(self, term: Mechanism, target: str) -> bool:
        """Match an address of an MX host (section 5.4); there is no implicit MX here."""
        answer = self.answers[question_name(target), "MX"]
        self.usable(answer)
        exchanges: list[Mx] = sorted(answer.exchanges)
        if len(exchanges) > MX_LIMIT:
            self.permerror(f"{target} has {len(exchanges)} MX records; the limit is {MX_LIMIT}")
        hosts = [mx.exchange for mx in exchanges if mx.exchange]  # a null MX names no host (RFC 7505)
        found = self.answers.every(hosts, self.client.rdtype)
        return any(self.admits(answer, term) for answer in found)

    def existing(self, target: str) -> bool:
        """Match if *target* has an A record, for IPv6 clients too (section 5.7)."""
        return self.usable(self.answers[question_name(target), "A"])

    def reverse(self, target: str) -> bool:
        """Match a validated name of the client at or below *target* (section 5.5).

        Errors here never end the evaluation, and only the PTR lookup itself can be void: whoever runs the
        client's reverse zone could otherwise turn any record into a permerror.
        """
        answer = self.answers[self.client.reverse_name, "PTR"]
        self.note(answer)
        if answer.void:
            self.void()
        names = validated_names(self.client, answer, self.answers)
        ancestor = normalize(question_name(target))
        return any(is_below(name, ancestor) for name in names)

    # Names and addresses

    def target(self, spec: DomainSpec, domain: str) -> str | None:
        """Expand a domain-spec to a name (section 4.8); None where that is no name to ask for."""
        if "%" not in spec.text:
            return target_name(spec.text)
        self.letters.prepare(spec, domain, self.answers)
        if not self.letters.known:
            return None
        return target_name(expand(spec, self.letters.value))

    def among(self, networks: tuple[Network, ...]) -> Mechanism | None:
        """Return the first term whose network holds the client (section 5.6)."""
        number = self.client.number
        for term, rest, value in networks:
            if number >> rest == value:
                return term
        return None

    def near(self, network: int | None, prefix: int | None) -> bool:
        """Compare as many bits as *prefix* says (section 5)."""
        if network is None or prefix is None:
            return False
        number, bits = self.client
        return (number ^ network) >> (bits - prefix) == 0

    def admits(self, answer: Answer, term: Mechanism) -> bool:
        """Say whether one of the addresses in *answer* is near enough."""
        if not self.usable(answer):
            return False
        prefix = term.prefix4 if self.client.bits == IPV4_BITS else term.prefix6
        return any(self.near(number(address), prefix) for address in answer.addresses)

    def usable(self, answer: Answer) -> bool:
        """Say whether there are records; end the evaluation on a failure (section 5), count a void lookup."""
        self.end_on_failure(answer)
        self.note(answer)
        if answer.found:
            return True
        if answer.void:
            self.void()
        return False

    def end_on_failure(self, answer: Answer) -> None:
        """End the whole evaluation where the DNS gave no answer (sections 4.4 and 5)."""
        if answer.failure is not None:
            raise Ended(
                TEMPERROR,
                f"the {answer.rdtype} lookup of {answer.owner} failed: {answer.failure.value}",
                answer,
            )

    # Limits

    def count(self, record: SpfRecord, term: Mechanism | Modifier) -> None:
        """Count a term that queries the DNS, over all records (section 4.6.4)."""
        self.place = record, term
        self.lookups += 1
        if self.lookups > LOOKUP_LIMIT:
            self.permerror(f"it is one DNS-querying term too many; the limit is {LOOKUP_LIMIT}")

    def void(self) -> None:
        """Count a lookup that found nothing (section 4.6.4)."""
        self.voids += 1
        if self.voids > VOID_LOOKUP_LIMIT:
            self.permerror(f"more than {VOID_LOOKUP_LIMIT} lookups find nothing")

    def permerror(self, problem: str) -> NoReturn:
        """End the evaluation for a flaw in the records."""
        raise Ended(PERMERROR, problem)

    def trace(self, domain: str, term: str, outcome: str, detail: str = "") -> None:
        """Note a step, if somebody wants to know."""
        if self.steps is not None:
            text = "; ".join([*self.notes, *([detail] if detail else [])])
            self.notes.clear()
            self.steps.append(Step(self.depth, domain, term, outcome, self.lookups, self.voids, text))

    def note(self, answer: Answer) -> None:
        """Note an answer for the next step, if somebody wants to know."""
        if self.steps is not None:
            self.notes.append(summary(answer))
