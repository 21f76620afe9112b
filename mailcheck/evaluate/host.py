"""`check_host()`, the evaluation of RFC 7208 section 4, as a procedure that asks for what it needs when it
needs it.

It walks the records as a receiver does, term by term; only inside a term are several questions asked at
once. Where the standard leaves a choice, or says two things, the choice is named where it is made:

- a void lookup is a lookup, not a term, so that one `mx` can be the reason for several (section 4.6.4 says
  both);
- the hosts of an `mx` are taken by preference, and a match ends the walk, whatever is wrong with the hosts
  after it;
- names that no question can be made from do not exist (section 4.8 leaves that open);
- of more than 10 PTR names the first 10 count (section 4.6.4, against section 5.5).
"""

from __future__ import annotations

from typing import NamedTuple, NoReturn

from mailcheck.answers import Answer, Mx
from mailcheck.asking import Procedure, Question, ask, ask_all
from mailcheck.evaluate.client import Client, number
from mailcheck.evaluate.expansion import expanded, question_name, target_name
from mailcheck.evaluate.macros import Letters
from mailcheck.evaluate.result import Step, summary
from mailcheck.evaluate.reverse import validated_names
from mailcheck.names import is_below, normalized
from mailcheck.records.spf import DomainSpec, Mechanism, Modifier, SpfRecord
from mailcheck.survey.published import spf_records
from mailcheck.survey.spf import LOOKUP_LIMIT, MX_LIMIT, VOID_LOOKUP_LIMIT

RESULTS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}  # RFC 7208 section 4.6.2
NONE, NEUTRAL, PASS, PERMERROR, TEMPERROR = "none", "neutral", "pass", "permerror", "temperror"


class Ended(Exception):
    """The error that ends the whole evaluation, as section 4.6.2 calls it an exception."""

    def __init__(self, result: str, problem: str, answer: Answer | None = None) -> None:
        super().__init__(problem)
        self.result = result
        self.problem = problem
        self.answer = answer


class Outcome(NamedTuple):
    """What came of one record; *term* is None for the default result, *record* is None for `none`."""

    result: str
    domain: str
    record: SpfRecord | None = None
    term: Mechanism | None = None
    problem: str = ""


class Evaluation:
    """One call of `check_host()`: its arguments, its running totals, and where it stands."""

    __slots__ = ("client", "depth", "letters", "lookups", "place", "published", "said", "steps", "voids")

    def __init__(self, client: Client, letters: Letters, published: dict[str, Answer], traced: bool) -> None:
        self.client = client
        self.letters = letters
        self.published = published
        self.lookups = 0
        self.voids = 0
        self.depth = 0
        self.place: tuple[SpfRecord, Mechanism | Modifier] | None = None
        self.steps: list[Step] | None = [] if traced else None
        self.said: list[str] = []

    # Records

    def evaluated(self, domain: str) -> Procedure[Outcome]:
        """Find the record of *domain* and evaluate it (sections 4.4 to 4.7)."""
        answer = self.published.get(domain)
        if answer is None:
            (answer,) = yield (Question(question_name(domain), "TXT"),)
        records = self.selected(domain, answer)
        if not records:
            return Outcome(NONE, domain, problem=f"{domain} has no SPF record")
        (record,) = records
        if not record.valid:
            self.place = None
            raise Ended(PERMERROR, f"the SPF record of {domain} has a syntax error")
        return (yield from self.walked(domain, record))

    def selected(self, domain: str, answer: Answer) -> tuple[SpfRecord, ...]:
        """Return the record that *answer* holds, or nothing (section 4.5)."""
        self.end_on_failure(answer)
        if self.depth and answer.void:
            self.void()
        records = spf_records(answer)
        if len(records) > 1:
            self.place = None
            raise Ended(PERMERROR, f"{domain} has {len(records)} SPF records; one is allowed")
        return records

    def walked(self, domain: str, record: SpfRecord) -> Procedure[Outcome]:
        """Evaluate the terms from left to right (section 4.6.2)."""
        redirect = None
        for term in record.terms:
            if isinstance(term, Mechanism):
                name = term.name
                if name == "ip4":
                    matched = self.client.bits == 32 and self.near(term.network, term.prefix4)
                elif name == "ip6":
                    matched = self.client.bits == 128 and self.near(term.network, term.prefix6)
                elif name == "all":
                    matched = True
                else:
                    matched = yield from self.queried(domain, record, term)
                if self.steps is not None:
                    self.traced(domain, record.written(term), "match" if matched else "no match")
                if matched:
                    return Outcome(RESULTS[term.qualifier], domain, record, term)
            elif isinstance(term, Modifier) and term.name == "redirect":
                redirect = term
        if redirect is None:
            return Outcome(NEUTRAL, domain, record)
        return (yield from self.redirected(domain, record, redirect))

    def redirected(self, domain: str, record: SpfRecord, term: Modifier) -> Procedure[Outcome]:
        """Go on with the record of another domain (section 6.1)."""
        self.counted(record, term)
        target = yield from self.target(term.value, domain)
        if target is None:
            self.permerror("it leads to a name that cannot exist")
        self.said.clear()
        self.depth += 1
        outcome = yield from self.evaluated(target)
        self.depth -= 1
        if outcome.result == NONE:
            self.place = record, term
            self.permerror(outcome.problem)
        if self.steps is not None:
            self.traced(domain, record.written(term), outcome.result)
        return outcome

    # Terms

    def queried(self, domain: str, record: SpfRecord, term: Mechanism) -> Procedure[bool]:
        """Evaluate a mechanism that queries the DNS (section 5)."""
        self.counted(record, term)
        target: str | None = domain
        if term.domain is not None:
            target = yield from self.target(term.domain, domain)
        if target is None:
            return self.nameless(term)
        match term.name:
            case "include":
                return (yield from self.included(record, term, target))
            case "a":
                return (yield from self.address(term, target))
            case "mx":
                return (yield from self.mail_hosts(term, target))
            case "exists":
                return (yield from self.existing(target))
            case _:
                return (yield from self.reverse(target))

    def nameless(self, term: Mechanism) -> bool:
        """Decide on a name that no question can be made from: it has no records (section 4.8)."""
        if term.name == "include" and self.letters.known:
            self.permerror("it leads to a name that cannot exist")
        return False

    def included(self, record: SpfRecord, term: Mechanism, target: str) -> Procedure[bool]:
        """Match if the record of *target* gives a pass (section 5.2)."""
        self.said.clear()
        self.depth += 1
        outcome = yield from self.evaluated(target)
        self.depth -= 1
        self.place = record, term
        if outcome.result == NONE:
            self.permerror(outcome.problem)
        return outcome.result == PASS

    def address(self, term: Mechanism, target: str) -> Procedure[bool]:
        """Match an address of *target* (section 5.3)."""
        (answer,) = yield (Question(question_name(target), self.client.rdtype),)
        return self.admits(answer, term)

    def mail_hosts(self, term: Mechanism, target: str) -> Procedure[bool]:
        """Match an address of an MX host (section 5.4); there is no implicit MX here."""
        answer = yield from ask(question_name(target), "MX")
        self.usable(answer)
        exchanges: list[Mx] = sorted(answer.exchanges)
        if len(exchanges) > MX_LIMIT:
            self.permerror(f"{target} has {len(exchanges)} MX records; the limit is {MX_LIMIT}")
        hosts = [mx.exchange for mx in exchanges if mx.exchange]  # a null MX names no host (RFC 7505)
        answers = yield from ask_all(Question(host, self.client.rdtype) for host in hosts)
        return any(self.admits(answer, term) for answer in answers)

    def existing(self, target: str) -> Procedure[bool]:
        """Match if *target* has an A record, for IPv6 clients too (section 5.7)."""
        answer = yield from ask(question_name(target), "A")
        return self.usable(answer)

    def reverse(self, target: str) -> Procedure[bool]:
        """Match a validated name of the client at or below *target* (section 5.5).

        Errors here never end the evaluation, and only the PTR lookup itself can be void: whoever runs the
        client's reverse zone could otherwise turn any record into a permerror.
        """
        answer = yield from ask(self.client.reverse_name, "PTR")
        self.heard(answer)
        if answer.void:
            self.void()
        names = yield from validated_names(self.client, answer)
        ancestor = normalized(question_name(target))
        return any(is_below(name, ancestor) for name in names)

    # Names and addresses

    def target(self, spec: DomainSpec, domain: str) -> Procedure[str | None]:
        """Expand a domain-spec to a name (section 4.8); None where that is no name to ask for."""
        if "%" not in spec.text:
            return target_name(spec.text)
        yield from self.letters.prepared(spec, domain)
        if not self.letters.known:
            return None
        return target_name(expanded(spec, self.letters.value))

    def near(self, network: int | None, prefix: int | None) -> bool:
        """Compare as many bits as *prefix* says (section 5)."""
        if network is None or prefix is None:
            return False
        return (self.client.number ^ network) >> (self.client.bits - prefix) == 0

    def admits(self, answer: Answer, term: Mechanism) -> bool:
        """Say whether one of the addresses in *answer* is near enough."""
        prefix = term.prefix4 if self.client.bits == 32 else term.prefix6
        return self.usable(answer) and any(self.near(number(address), prefix) for address in answer.addresses)

    def usable(self, answer: Answer) -> bool:
        """Say whether there are records; end the evaluation on a failure (section 5), count a void lookup."""
        self.end_on_failure(answer)
        self.heard(answer)
        if answer.void:
            self.void()
        return answer.found

    def end_on_failure(self, answer: Answer) -> None:
        """End the whole evaluation where the DNS gave no answer (sections 4.4 and 5)."""
        if answer.failure is not None:
            raise Ended(
                TEMPERROR,
                f"the {answer.rdtype} lookup of {answer.owner} failed: {answer.failure.value}",
                answer,
            )

    # Limits

    def counted(self, record: SpfRecord, term: Mechanism | Modifier) -> None:
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

    def traced(self, domain: str, term: str, outcome: str, detail: str = "") -> None:
        """Note a step, if somebody wants to know."""
        if self.steps is not None:
            said = "; ".join([*self.said, *([detail] if detail else [])])
            self.said.clear()
            self.steps.append(Step(self.depth, domain, term, outcome, self.lookups, self.voids, said))

    def heard(self, answer: Answer) -> None:
        """Note an answer for the next step, if somebody wants to know."""
        if self.steps is not None:
            self.said.append(summary(answer))
