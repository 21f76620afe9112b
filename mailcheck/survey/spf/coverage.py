"""Evaluates the SPF record for every address that should be allowed to send: MX hosts, and given senders."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from mailcheck.dns.addresses import client, is_meant_as_address, number
from mailcheck.dns.answers import Answer, Question, Source, Span
from mailcheck.dns.lookups import all_together, answers_so_far, ask, ask_all
from mailcheck.dns.names import is_below, normalize, to_ascii
from mailcheck.evaluate.spf.check_host import (
    POSTMASTER,
    answer_if_published,
    conclude,
    mailbox_of,
    name_to_check,
)
from mailcheck.evaluate.spf.evaluation import NONE, TEMPERROR, Evaluation, SpfOutcome
from mailcheck.evaluate.spf.expansion import Letters
from mailcheck.evaluate.spf.known_answers import Known, Missing, Records, evaluate, read_answer
from mailcheck.records.spf.limits import PTR_LIMIT
from mailcheck.survey.mx import MxHost, MxSet
from mailcheck.survey.subjects import Subjects


class Coverage(NamedTuple):
    """What `check_host()` says for one address that should be allowed to send (RFC 7208 section 4).

    Where the addresses of a host could not be found out there is an entry without an address: a temperror,
    with the failed answer in *failures*. A sender that has no address is such an entry too, with `none`.
    """

    host: str  # the MX host, or the --sender as given
    address: str
    result: str  # pass, fail, softfail, neutral, none, permerror, temperror
    term: str = ""  # the term that decided, as published; empty for the default result
    domain: str = ""  # whose record holds the term
    source: Source | None = None
    span: Span | None = None
    is_sender: bool = False  # given with --sender, not an MX host
    is_own: bool = True  # the host belongs to the domain's own organization
    failures: tuple[Answer, ...] = ()
    problem: str = ""  # what was wrong, for none, permerror and temperror
    checked: str = ""  # the domain whose mail it sends
    dropped: str = ""  # the term after the `all` that decided which would have let it send


def check_sender(text: str) -> str:
    """Return a sender, an address, a network or a host name, as it is looked up: names in A-labels.

    Raises:
        ValueError: it is none of the three.
    """
    if "/" in text:
        from mailcheck.evaluate.spf.ranges import network  # seldom wanted

        network(text)
        return text
    if ":" in text or is_meant_as_address(text):
        number(text)
        return text
    return to_ascii(text)


Rows = tuple[Coverage, ...]


async def coverage(domain: str, mx: MxSet, senders: tuple[str, ...]) -> Rows:
    """Run `check_host()` for every address of every MX host and for every sender, all side by side."""
    covering = _Covering(domain, Known(await answers_so_far()))
    hosts = covering.of_hosts([(_host(host, domain), host.answers) for host in mx.hosts if host.answers])
    if not senders:
        return await hosts
    found = await all_together([hosts, *[covering.of_sender(sender) for sender in senders]])
    return tuple([row for rows in found for row in rows])


def place(coverage: Rows, domain: str, organizational_domain: str) -> Rows:
    """Say of each host whether it is of the domain's own organization, which may lie above the domain."""
    if organizational_domain == domain:
        return coverage
    return tuple(
        [
            row._replace(is_own=row.is_own or is_below(normalize(row.host), organizational_domain))
            for row in coverage
        ]
    )


class _Sender(NamedTuple):
    """Who should be allowed to send, as `Coverage` has it: an MX host, or what is given with --sender."""

    name: str
    is_given: bool
    is_own: bool


def _host(host: MxHost, domain: str) -> _Sender:
    """Return an MX host; one that is not below the domain may still be of its organization, see `place`."""
    return _Sender(host.name, False, is_below(normalize(host.name), domain))


class _Covering:
    """The evaluation of one domain's record for many addresses."""

    __slots__ = ("answers", "domain", "mailbox", "name", "records")

    def __init__(self, domain: str, answers: Known) -> None:
        self.domain = domain
        self.answers = answers
        self.records = Records(answers)
        self.name = name_to_check(domain)
        self.mailbox = mailbox_of(f"{POSTMASTER}@{domain}", domain)

    async def of_hosts(self, hosts: Iterable[tuple[_Sender, Sequence[Answer]]]) -> Rows:
        """Evaluate all addresses of hosts; for a failed answer there is a row without an address."""
        rows: list[Coverage | partial[Coverage]] = []
        for host, answers in hosts:
            addresses = dict.fromkeys([address for answer in answers for address in answer.addresses])
            rows += [self.at_once(host, address) for address in addresses]
            rows += [self.unknown(host, answer) for answer in answers if answer.failed]
        waiting = [evaluate(row, self.answers) for row in rows if isinstance(row, partial)]
        later = iter(await all_together(waiting))
        return tuple([next(later) if isinstance(row, partial) else row for row in rows])

    def at_once(self, host: _Sender, address: str) -> Coverage | partial[Coverage]:
        """Evaluate one address if all that takes is known, or else return what does so later."""
        try:
            return self.of_address(host, address)
        except Missing:
            return partial(self.of_address, host, address)

    def of_address(self, host: _Sender, address: str) -> Coverage:
        """Evaluate one address."""
        outcome = self.outcome(host.name, address, self.records)
        dropped = _terms_after_all(outcome)
        if not dropped or self.name is None:
            return self.row(host, address, outcome)
        records = Records(self.answers)
        records[self.name] = read_answer(answer_if_published(self.name, dropped))
        other = self.outcome(host.name, address, records)
        return self.row(host, address, outcome, other.text if other.result == "pass" else "")

    def outcome(self, helo: str, address: str, records: Records) -> SpfOutcome:
        """Run `check_host()` for one address."""
        where = client(address)
        return conclude(Evaluation(where, Letters(where, self.mailbox, helo), records), self.name)

    def row(self, sender: _Sender, address: str, outcome: SpfOutcome, dropped: str = "") -> Coverage:
        """Say what came of one address."""
        return Coverage(
            sender.name,
            address,
            outcome.result,
            outcome.text,
            outcome.domain,
            outcome.source,
            outcome.span,
            sender.is_given,
            sender.is_own,
            outcome.failures,
            outcome.problem,
            self.domain,
            dropped,
        )

    def unknown(self, host: _Sender, answer: Answer) -> Coverage:
        """Say that the addresses of a host could not be found out."""
        return self.row(host, "", SpfOutcome(TEMPERROR, "", failures=(answer,)))

    async def of_sender(self, sender: str) -> Rows:
        """Evaluate a sender given as an address, a network or a host name."""
        sender = check_sender(sender)
        given = _Sender(sender, True, True)
        domain = self.domain
        if "/" in sender:
            mailbox = f"{POSTMASTER}@{domain}"
            from mailcheck.evaluate.spf.ranges import check_network  # seldom wanted

            address, outcome = await check_network(sender, domain, mailbox, domain, self.answers)
            return (self.row(given, sender if outcome.result == "pass" else address, outcome),)
        if ":" in sender or is_meant_as_address(sender):
            outcome = await evaluate(partial(self.outcome, domain, sender, self.records), self.answers)
            return (self.row(given, sender, outcome),)
        answers = await ask_all([Question(sender, "A"), Question(sender, "AAAA")])
        rows = await self.of_hosts([(given, answers)])
        return rows or (self.row(given, "", SpfOutcome(NONE, "", problem="it has no address")),)


def _terms_after_all(outcome: SpfOutcome) -> str:
    """Return a record of the terms after the `all` that decided, empty unless there are some."""
    record, term = outcome.record, outcome.term
    if record is None or term is None or term.name != "all" or outcome.result == "pass":
        return ""
    rest = record.text[term.span.end :].strip(" ")
    return f"v=spf1 {rest}" if rest else ""


NO_REVERSE_NAMES = Subjects(
    reason="reverse DNS is looked up with --profile bulk-sender, or where a ptr rule is selected by name"
)


@dataclass(frozen=True, slots=True)
class ReverseName:
    """What the PTR record of an address says, and what its names resolve to.

    *forward* holds the address answers for the first names of *answer*, in their order. It is *confirmed* if
    one of them holds the address.
    """

    host: str
    address: str
    answer: Answer
    forward: tuple[Answer, ...] = ()
    confirmed: bool = False

    @property
    def source(self) -> Source:
        """The first record, or the place where one should be."""
        text = f"{self.answer.names[0]}." if self.answer.found else ""
        return Source(self.answer.owner, "PTR", text, server=self.answer.server)


async def reverse(coverage: Iterable[Coverage]) -> tuple[ReverseName, ...]:
    """Look at every address of the domain's own hosts and of the senders (RFC 8601 section 2.7.3).

    A network has no name of its own, and is left out.
    """
    sending = {
        row.address: row.host for row in coverage if row.is_own and row.address and "/" not in row.address
    }
    return await all_together([_name(host, address) for address, host in sending.items()])


async def _name(host: str, address: str) -> ReverseName:
    sender = client(address)
    answer = await ask(sender.reverse_name, "PTR")
    names = answer.names[:PTR_LIMIT] if answer.found else ()
    forward = await ask_all(Question(name, sender.rdtype) for name in names)
    back = (number(each) == sender.number for found in forward for each in found.addresses)
    return ReverseName(host, address, answer, forward, confirmed=any(back))
