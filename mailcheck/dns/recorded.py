"""Records answers, and answers from what was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from mailcheck.dns.answers import Answer, Failure, Question, ServerQuestion, failed_answer
from mailcheck.dns.delivery import Callback, future_from, ready
from mailcheck.dns.lookups import Memory, Resolver, ZoneContents, complete
from mailcheck.dns.zonefile.words import canonical

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


class AnswerLog(dict[Asked, Answer]):
    """The answers of a run by their questions."""

    def note(self, question: Question, answer: Answer) -> None:
        """Keep an answer; of two to one question, one that came."""
        asked = key(question)
        before = self.get(asked)
        if before is None or before.failed:
            self[asked] = answer


class RecordingResolver:
    """Asks another resolver, and records each question with its answer: one for each domain.

    What arrives after the run's deadline is not recorded: it played no part in what was judged.
    """

    def __init__(self, inner: Resolver) -> None:
        self.inner = complete(inner)
        self.answers = AnswerLog()
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
        self.answers.note(question, answer)
        self.inner.note_timeout(question, answer)

    def zone_contents(self, domain: str) -> ZoneContents | None:
        """Pass the question on."""
        return self.inner.zone_contents(domain)

    def _note(self, question: Question, answer: Answer) -> Answer:
        if not self._expired:
            self.answers.note(question, answer)
        return answer

    def _note_unless_lost(self, question: Question, done: Future[Answer]) -> None:
        if not done.cancelled() and done.exception() is None:
            self._note(question, done.result())
