"""Answers from what was recorded, and a single answer as JSON.

Members that say nothing are left out. Octets that are not UTF-8 are lone surrogates in JSON's escapes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from mailcheck.dns.answers import Anchor, Answer, Failure, Location, Mx, Status, Txt, failed_answer
from mailcheck.dns.delivery import Callback, future_from, ready
from mailcheck.dns.lookups import Question, ServerQuestion
from mailcheck.dns.resolver import Memory, Resolver, ZoneContents, complete
from mailcheck.dns.source import Span
from mailcheck.dns.zonefile.flaws import ZoneFlaw
from mailcheck.dns.zonefile.words import canonical, encode

if TYPE_CHECKING:
    from asyncio import Future


MISSING = "not among the recorded answers"


class Asked(NamedTuple):
    """A question as the key of its answer; *server* is empty unless it was for one name server."""

    name: str
    rdtype: str
    server: str = ""


def key(question: Question) -> Asked:
    """Return the key of a question."""
    server = question.server if isinstance(question, ServerQuestion) else ""
    return Asked(canonical(question.name), question.rdtype.upper(), server)


class RecordedResolver:
    """A resolver that answers from what was recorded; all else is FAILED and OFFLINE."""

    def __init__(self, answers: Mapping[Asked, Answer]) -> None:
        self.answers = answers

    def answer(self, name: str, rdtype: str) -> Answer:
        """Return the recorded answer."""
        return self._answer(Question(name, rdtype))

    def answer_at(self, server: str, name: str, rdtype: str) -> Answer:
        """Return the recorded answer of one name server."""
        return self._answer(ServerQuestion(server, name, rdtype))

    def ask(self, name: str, rdtype: str) -> Future[Answer]:
        """Return the recorded answer as a future that is done."""
        return ready(self.answer(name, rdtype))

    def ask_at(self, server: str, name: str, rdtype: str) -> Future[Answer]:
        """Return the recorded answer of one name server as a future that is done."""
        return ready(self.answer_at(server, name, rdtype))

    def deliver(self, name: str, rdtype: str, callback: Callback) -> Answer:
        """Return the recorded answer; nobody is called back."""
        return self.answer(name, rdtype)

    @property
    def memory(self) -> Memory:
        """The recorded answers."""
        return Memory(self.answer, self.answer_at)

    def note_timeout(self, question: Question, answer: Answer) -> None:
        """Do nothing about it."""

    def zone_contents(self, domain: str) -> ZoneContents | None:
        """Return that there is no zone file."""
        return None

    def _answer(self, question: Question) -> Answer:
        asked = key(question)
        found = self.answers.get(asked)
        return found or failed_answer(*asked[:2], Failure.OFFLINE, MISSING, server=asked.server)


def to_json(asked: Asked, answer: Answer) -> dict[str, Any]:
    """Return a question and its answer as JSON has them, without what is as by default."""
    question = {"name": asked.name, "type": asked.rdtype}
    if asked.server:
        question["asked"] = asked.server
    if (answer.owner, answer.rdtype) != asked[:2]:
        question |= {"owner": answer.owner, "answered_type": answer.rdtype}
    members: dict[str, Any] = {
        "status": answer.status.value,
        "failure": answer.failure and answer.failure.value,
        "detail": answer.detail,
        "ttl": answer.ttl,
        "authentic": answer.authentic,
        "aliases": answer.aliases,
        "records": [_record_to_json(record) for record in answer.records],
        "locations": answer.locations,
        "server": answer.server,
        "beside_alias": answer.beside_alias,
        "anchors": answer.anchors,
    }
    return question | {member: value for member, value in members.items() if value}


def _record_to_json(record: Any) -> Any:
    """Return a record: a number and a name for MX, a list of strings for TXT, else a string."""
    if isinstance(record, Txt):
        return [string.decode("utf-8", "surrogateescape") for string in record.strings]
    return list(record) if isinstance(record, Mx) else record


def from_json(entry: dict[str, Any]) -> tuple[Asked, Answer]:
    """Return a question and its answer; raises what indexing and conversion do if it is none."""
    asked = Asked(text(entry["name"]), text(entry["type"]), text(entry.get("asked", "")))
    failure = entry.get("failure")
    answer = Answer(
        owner=text(entry.get("owner", asked.name)),
        rdtype=text(entry.get("answered_type", asked.rdtype)),
        status=Status(entry["status"]),
        records=tuple(_record(record) for record in entry.get("records", ())),
        ttl=number(entry.get("ttl", 0)),
        authentic=bool(entry.get("authentic", False)),
        aliases=tuple(map(text, entry.get("aliases", ()))),
        server=text(entry.get("server", "")),
        failure=None if failure is None else Failure(failure),
        detail=text(entry.get("detail", "")),
        locations=tuple(map(location, entry.get("locations", ()))),
        beside_alias=text(entry.get("beside_alias", "")),
        anchors=tuple(tuple(map(_anchor, anchors)) for anchors in entry.get("anchors", ())),
    )
    return asked, answer


def _record(record: Any) -> Any:
    if not isinstance(record, list):
        return text(record)
    if len(record) == 2 and isinstance(record[0], int):
        return Mx(number(record[0]), text(record[1]))
    return Txt(tuple(encode(text(string)) for string in record))


def location(value: Iterable[Any]) -> Location:
    """Return a place in a file."""
    file, line, column = value
    return Location(text(file), number(line), number(column))


def _anchor(anchor: Iterable[Any]) -> Anchor:
    offset, line, column = anchor
    return Anchor(number(offset), number(line), number(column))


def text(value: Any) -> str:
    """Insist on a string."""
    if not isinstance(value, str):
        raise TypeError(f"{json.dumps(value)[:40]} is not a string")
    return value


def number(value: Any) -> int:
    """Insist on a number."""
    if not isinstance(value, int):
        raise TypeError(f"{json.dumps(value)[:40]} is not a number")
    return value


VERSION = 1
WANTED = "a file that --save-answers wrote is needed"


class RecordedAnswersError(ValueError):
    """A text that holds no recorded answers; the message is one line: what was found, what is needed."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What was asked about one domain, as in a `gather.Request`, and heard."""

    domain: str
    selectors: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    flaws: tuple[ZoneFlaw, ...] | None = None
    guess: bool = False
    authoritative: bool = False
    authorities: tuple[str, ...] = ()
    answers: dict[Asked, Answer] = field(default_factory=dict)

    def note(self, question: Question, answer: Answer) -> None:
        """Keep an answer; of two to one question, one that came."""
        asked = key(question)
        before = self.answers.get(asked)
        if before is None or before.failed:
            self.answers[asked] = answer


class RecordingResolver:
    """Asks another resolver, and records each question with its answer: one for each domain.

    What arrives after the run's deadline is not recorded: it played no part in what was judged.
    """

    def __init__(self, inner: Resolver, recording: Recording) -> None:
        self.inner = complete(inner)
        self.recording = recording
        self._expired = False

    def ask(self, name: str, rdtype: str) -> Future[Answer]:
        """Send the question, and return what will hold the answer."""
        return future_from(self.deliver, name, rdtype)

    def ask_at(self, server: str, name: str, rdtype: str) -> Future[Answer]:
        """Ask one server, and return what will hold the answer."""
        from asyncio import ensure_future

        question = ServerQuestion(server, name, rdtype)
        sent: Future[Answer] = ensure_future(self.inner.ask_at(server, name, rdtype))
        if sent.done():
            self._note_unless_lost(question, sent)
        else:
            sent.add_done_callback(partial(self._note_unless_lost, question))
        return sent

    def deliver(self, name: str, rdtype: str, callback: Callback) -> Answer | None:
        """Send the question, and record the answer before *callback* has it."""
        question = Question(name, rdtype)

        def receive(answer: Answer | None, error: BaseException | None) -> None:
            if answer is not None:
                self._note(question, answer)
            callback(answer, error)

        answer = self.inner.deliver(name, rdtype, receive)
        return None if answer is None else self._note(question, answer)

    @property
    def memory(self) -> Memory | None:
        """The memory of the resolver that is wrapped; what is answered from it is recorded."""
        inner = self.inner.memory
        if inner is None:
            return None
        answer, answer_at = inner

        def record(name: str, rdtype: str) -> Answer:
            return self._note(Question(name, rdtype), answer(name, rdtype))

        def record_at(server: str, name: str, rdtype: str) -> Answer:
            return self._note(ServerQuestion(server, name, rdtype), answer_at(server, name, rdtype))

        return Memory(record, record_at)

    def note_timeout(self, question: Question, answer: Answer) -> None:
        """Record that there was no answer in time."""
        self._expired = True
        self.recording.note(question, answer)
        self.inner.note_timeout(question, answer)

    def zone_contents(self, domain: str) -> ZoneContents | None:
        """Pass the question on."""
        return self.inner.zone_contents(domain)

    def _note(self, question: Question, answer: Answer) -> Answer:
        if not self._expired:
            self.recording.note(question, answer)
        return answer

    def _note_unless_lost(self, question: Question, done: Future[Answer]) -> None:
        if not done.cancelled() and done.exception() is None:
            self._note(question, done.result())


def dump(recordings: Iterable[Recording]) -> str:
    """Return recordings as text; the same answers give the same text."""
    domains = ",\n".join(map(_domain_text, recordings))
    return f'{{"version": {VERSION}, "domains": [\n{domains}\n]}}\n'


def load(document: str) -> tuple[Recording, ...]:
    """Read what `dump` wrote.

    Raises:
        RecordedAnswersError: it is something else.
    """
    try:
        whole = json.loads(document)
    except (ValueError, RecursionError) as error:
        raise RecordedAnswersError(f"not JSON: {error}; {WANTED}") from None
    version = whole.get("version") if isinstance(whole, dict) else None
    if version != VERSION:
        raise RecordedAnswersError(
            f"recorded answers of version {json.dumps(version)[:40]}; {VERSION} is read"
        )
    try:
        return tuple(map(_domain, whole["domains"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise RecordedAnswersError(f"an answer is not as it was written ({reason}); {WANTED}") from None


def _domain_text(recording: Recording) -> str:
    head = {
        "name": recording.domain,
        "selectors": recording.selectors,
        "senders": recording.senders,
        "flaws": None if recording.flaws is None else [_flaw_to_json(flaw) for flaw in recording.flaws],
        "guess": recording.guess,
        "authoritative": recording.authoritative,
        "authorities": recording.authorities,
    }
    answers = ",\n".join(json.dumps(to_json(*entry)) for entry in sorted(recording.answers.items()))
    return f'{json.dumps(head)[:-1]}, "answers": [\n{answers}\n]}}'


def _domain(entry: dict[str, Any]) -> Recording:
    flaws = entry["flaws"]
    return Recording(
        text(entry["name"]),
        tuple(map(text, entry["selectors"])),
        tuple(map(text, entry["senders"])),
        None if flaws is None else tuple(map(_flaw, flaws)),
        bool(entry["guess"]),
        bool(entry["authoritative"]),
        tuple(map(text, entry["authorities"])),
        dict(map(from_json, entry["answers"])),
    )


def _flaw_to_json(flaw: ZoneFlaw) -> dict[str, Any]:
    return {
        "kind": flaw.kind,
        "message": flaw.message,
        "location": flaw.location,
        "line": flaw.line,
        "span": flaw.span,
        "owner": flaw.owner,
        "type": flaw.rdtype,
        "replacement": flaw.replacement,
    }


def _flaw(entry: Mapping[str, Any]) -> ZoneFlaw:
    start, end = entry["span"]
    replacement = entry["replacement"]
    return ZoneFlaw(
        text(entry["kind"]),
        text(entry["message"]),
        location(entry["location"]),
        text(entry["line"]),
        Span(number(start), number(end)),
        text(entry["owner"]),
        text(entry["type"]),
        None if replacement is None else text(replacement),
    )
