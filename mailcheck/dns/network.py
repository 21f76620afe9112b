"""Runs a procedure over the network: the half of `driver` that needs an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from mailcheck.dns.answers import Answer, Failure, Question, ServerQuestion, failed_answer
from mailcheck.dns.delivery import deliver_from
from mailcheck.dns.lookups import Fork, FullResolver, Procedure, Questions, Reply, SoFar

T = TypeVar("T")


async def run_over_network(procedure: Procedure[T], resolver: FullResolver, deadline: float) -> T:
    """Run *procedure* with answers from *resolver* and return its result: see `driver.run`."""
    future: asyncio.Future[T] = asyncio.get_running_loop().create_future()

    def succeed(result: T) -> None:
        if not future.done():
            future.set_result(result)

    def fail(error: BaseException) -> None:
        if not future.done():
            future.set_exception(error)

    run = NetworkRun(resolver, deadline, fail)
    try:
        run.start(procedure, succeed)
        return await future
    finally:
        run.close()


class NetworkRun:
    """One procedure under way: the answers so far, the questions on their way, the deadline.

    What one run has an answer to it does not ask again, so that all of it judges by the same answers.
    """

    __slots__ = ("_deliver", "_fail", "_timer", "answers", "expired", "over", "resolver", "seconds")

    def __init__(
        self, resolver: FullResolver, deadline: float, fail: Callable[[BaseException], None]
    ) -> None:
        """Nothing is asked before `start`.

        Args:
            resolver: Asked once for every question of this run.
            deadline: Seconds until everything still unanswered counts as a timeout.
            fail: Called once, with an error that ended the run; that is a bug, since DNS outcomes are values.
        """
        self.resolver = resolver
        self.seconds = deadline
        self.expired = False
        self.over = False  # whether nobody waits for the result any more
        self.answers: dict[Question, Answer | _Pending] = {}
        self._deliver = resolver.deliver
        self._fail = fail
        self._timer: asyncio.TimerHandle | None = None

    def start(self, procedure: Procedure[T], succeed: Callable[[T], None]) -> None:
        """Begin, and call *succeed* with the result; that may be before this returns."""
        self._timer = asyncio.get_running_loop().call_later(self.seconds, self.expire)
        _Branch(self, _pass_on(procedure, succeed)).resume(None)

    def ask(self, question: Question) -> Answer | _Pending:
        """Send *question*, and return the answer if it is there at once, else those who wait for it."""
        if self.expired:
            return self.time_out(question)
        self.answers[question] = pending = _Pending(self, question)
        if type(question) is Question:
            answer = self._deliver(question[0], question[1], pending.receive)
        else:
            answer = self.ask_server(question, pending)
        if answer is None:
            return self.answers[question]  # it may have come meanwhile
        self.answers[question] = answer
        return answer

    def ask_server(self, question: Question, pending: _Pending) -> Answer | None:
        """Send a question for one server."""
        assert isinstance(question, ServerQuestion)
        return deliver_from(self.resolver.ask_at(question.server, *question), pending.receive)

    def lookup(self, name: str, rdtype: str) -> Answer | None:
        """Return an answer that has come."""
        found = self.answers.get(Question(name, rdtype))
        return found if type(found) is Answer else None

    def time_out(self, question: Question) -> Answer:
        """Return the answer that the deadline gives, and let the resolver know of it."""
        detail = f"no answer before the deadline of {self.seconds:g} s for the domain"
        answer = failed_answer(*question, Failure.TIMEOUT, detail)
        self.resolver.note_timeout(question, answer)
        return answer

    def expire(self) -> None:
        """Answer everything in flight with a timeout; what is asked from now on is not sent."""
        self.expired = True
        for pending in list(self.answers.values()):
            if isinstance(pending, _Pending):
                pending.hand_out(self.time_out(pending.question))

    def fail(self, error: BaseException) -> None:
        """End with an error; those after the first are passed over."""
        if not self.over:
            self.close()
            self._fail(error)

    def close(self) -> None:
        """Forget the deadline and all answers; those that come from now on are passed over."""
        self.over = True
        self.answers = {}
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


async def _pass_on(procedure: Procedure[T], succeed: Callable[[T], None]) -> None:
    """Run a procedure and hand over its result."""
    succeed(await procedure)


class _Pending:
    """A question on its way, and the branches that wait for the answer, each with its place there."""

    __slots__ = ("places", "question", "run")

    def __init__(self, run: NetworkRun, question: Question) -> None:
        self.run = run
        self.question = question
        self.places: list[tuple[_Branch, int]] = []

    def receive(self, answer: Answer | None, error: BaseException | None) -> None:
        """Take the answer, unless the deadline was sooner: this is the resolver's callback."""
        run = self.run
        if run.over or run.expired:
            return
        if answer is not None:
            self.hand_out(answer)
        elif error is not None and not isinstance(error, asyncio.CancelledError):
            run.fail(error)

    def hand_out(self, answer: Answer) -> None:
        """Give the answer to all who wait for it."""
        self.run.answers[self.question] = answer
        for branch, place in self.places:
            branch.take(place, answer)


class _Branch:
    """A procedure that has begun: what it waits for, and its place among the forks of another."""

    __slots__ = ("missing", "parent", "place", "procedure", "run", "values")

    def __init__(
        self, run: NetworkRun, procedure: Procedure[object], parent: _Branch | None = None, place: int = 0
    ) -> None:
        self.run = run
        self.procedure = procedure
        self.parent = parent
        self.place = place
        self.values: list[object] = []
        self.missing = 0

    def resume(self, reply: Reply) -> None:
        """Go on with *reply* until something has to be waited for."""
        while True:
            try:
                step = self.procedure.send(reply)
                if isinstance(step, SoFar):
                    reply = self.run.lookup
                    continue
                ready = self.fork(step.procedures) if isinstance(step, Fork) else self.ask(step)
            except StopIteration as stop:
                self.finish(stop.value)
                return
            except Exception as error:  # noqa: BLE001 - handed over to whoever waits for the result
                self.run.fail(error)
                return
            if not ready:
                return
            reply = tuple(self.values)

    def fork(self, procedures: tuple[Procedure[object], ...]) -> bool:
        """Begin *procedures*, and say whether all results are there already."""
        run = self.run
        self.values = [None] * len(procedures)
        self.missing = len(procedures) + 1  # one more, so that nothing resumes before everything has begun
        for place, procedure in enumerate(procedures):
            if run.over:
                procedure.close()
            else:
                _Branch(run, procedure, self, place).resume(None)
        self.missing -= 1
        return not self.missing and not run.over

    def ask(self, questions: Questions) -> bool:
        """Send those of *questions* that are new, and say whether all answers are there."""
        run = self.run
        known = run.answers.get
        values: list[object] = []
        self.values = values
        self.missing = 1  # one more, so that nothing resumes before everything has been sent
        for question in questions:
            found = known(question) or run.ask(question)
            if type(found) is _Pending:
                found.places.append((self, len(values)))
                self.missing += 1
            values.append(found)
        self.missing -= 1
        return not self.missing and not run.over

    def take(self, place: int, result: object) -> None:
        """Put a result in its place; the last one resumes the procedure."""
        self.values[place] = result
        self.missing -= 1
        if not self.missing and not self.run.over:
            self.resume(tuple(self.values))

    def finish(self, result: object) -> None:
        """Hand over the result, which that of the whole run has been already."""
        if self.parent is None:
            self.run.close()
        else:
            self.parent.take(self.place, result)
