"""Evaluates the SPF record for every address that should be allowed to send: MX hosts, and given senders."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple

from mailcheck.dns.answers import Answer
from mailcheck.dns.lookups import Question, all_together, answers_so_far, ask_all
from mailcheck.dns.names import is_below, normalize, to_ascii
from mailcheck.evaluate.spf.check_host import answer_if_published, conclude, mailbox_of, name_to_check
from mailcheck.evaluate.spf.client import POSTMASTER, client, number
from mailcheck.evaluate.spf.directives import read_answer
from mailcheck.evaluate.spf.evaluation import NONE, TEMPERROR, Evaluation, Outcome
from mailcheck.evaluate.spf.known_answers import Known, Missing, Records, evaluate
from mailcheck.evaluate.spf.letters import Letters
from mailcheck.evaluate.spf.ranges import check_network, network
from mailcheck.survey.mx import MxHost, MxSet, is_address
from mailcheck.survey.spf.covered import Coverage


def check_sender(text: str) -> str:
    """Return a sender as it is looked up; host names in A-labels.

    Raises:
        ValueError: it is none of the three.
    """
    if "/" in text:
        network(text)
        return text
    if ":" in text or is_address(text):
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

    def outcome(self, helo: str, address: str, records: Records) -> Outcome:
        """Run `check_host()` for one address."""
        where = client(address)
        return conclude(Evaluation(where, Letters(where, self.mailbox, helo), records), self.name)

    def row(self, sender: _Sender, address: str, outcome: Outcome, dropped: str = "") -> Coverage:
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
        return self.row(host, "", Outcome(TEMPERROR, "", failures=(answer,)))

    async def of_sender(self, sender: str) -> Rows:
        """Evaluate a sender given as an address, a network or a host name."""
        sender = check_sender(sender)
        given = _Sender(sender, True, True)
        domain = self.domain
        if "/" in sender:
            mailbox = f"{POSTMASTER}@{domain}"
            address, outcome = await check_network(sender, domain, mailbox, domain, self.answers)
            return (self.row(given, sender if outcome.result == "pass" else address, outcome),)
        if ":" in sender or is_address(sender):
            outcome = await evaluate(partial(self.outcome, domain, sender, self.records), self.answers)
            return (self.row(given, sender, outcome),)
        answers = await ask_all([Question(sender, "A"), Question(sender, "AAAA")])
        rows = await self.of_hosts([(given, answers)])
        return rows or (self.row(given, "", Outcome(NONE, "", problem="it has no address")),)


def _terms_after_all(outcome: Outcome) -> str:
    """Return a record of the terms after the `all` that decided, empty unless there are some."""
    record, term = outcome.record, outcome.term
    if record is None or term is None or term.name != "all" or outcome.result == "pass":
        return ""
    rest = record.text[term.span.end :].strip(" ")
    return f"v=spf1 {rest}" if rest else ""
