"""Runs procedures over a network: every question goes out as soon as its procedure reaches it.

No task is made per question or per fork, and no future per fork: an answer's arrival resumes the procedure
that waits for it, from the event loop's callback. A deadline bounds the whole run; what is unanswered by then
is a timeout.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from mailcheck.dns.answers import Answer, Failure, Resolver, failed
from mailcheck.dns.delivery import Hear, hearing, overheard, sent_directly
from mailcheck.dns.lookups import AtHand, Fork, Procedure, Question, ServerQuestion

T = TypeVar("T")
DEADLINE = 20.0  # seconds for one domain, RFC 7208 section 4.6.4 asks for at least that


async def drive(procedure: Procedure[T], resolver: Resolver, *, deadline: float = DEADLINE) -> T:
    """Run *procedure* with answers from *resolver* and return its result.

    Args:
        procedure: Not yet started.
        resolver: Asked once for every question of this run.
        deadline: Seconds until everything still unanswered counts as a timeout.
    """
    future: asyncio.Future[T] = asyncio.get_running_loop().create_future()

    def end(result: T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]

    run = Run(resolver, deadline, end)
    try:
        run.start(procedure)
        return await future
    finally:
        run.close()


class Run(Generic[T]):
    """One procedure under way: what it has heard, what it waits for, the deadline, and who hears of the end.

    What one run has heard it does not ask again, so that all of it judges by the same answers.
    """

    __slots__ = ("_end", "_hear", "_timer", "expired", "heard", "over", "resolver", "seconds")

    def __init__(
        self,
        resolver: Resolver,
        deadline: float,
        end: Callable[[T | None, BaseException | None], None],
        hear: Hear | None = None,
    ) -> None:
        """Nothing is asked before `start`.

        Args:
            resolver: As for `drive`.
            deadline: As for `drive`.
            end: Called once, with the result, or with None and an error; that is a bug, since DNS outcomes
                are values.
            hear: What `hearing` gives for *resolver*, for whoever makes many runs.
        """
        self.resolver = resolver
        self.seconds = deadline
        self.expired = False
        self.over = False  # whether nobody waits for the result any more
        self.heard: dict[Question, Answer | _Waiting] = {}
        self._hear = hear or hearing(resolver)
        self._end: Callable[[T | None, BaseException | None], None] | None = end
        self._timer: asyncio.TimerHandle | None = None

    def start(self, procedure: Procedure[T]) -> None:
        """Begin; the end may come before this returns."""
        self._timer = asyncio.get_running_loop().call_later(self.seconds, self.expire)
        _Branch(self, procedure, None, 0).resume(None)

    def ask(self, question: Question) -> Answer | _Waiting:
        """Send *question*, and return the answer if it is there at once, else those who wait for it."""
        if self.expired:
            return self.timeout(question)
        heard = self.heard
        heard[question] = waiting = _Waiting(self, question)
        if type(question) is Question:
            answer = self._hear(question[0], question[1], waiting.told)
        else:
            answer = self.ask_directly(question, waiting)
        if answer is None:
            return heard[question]  # it may have come meanwhile
        heard[question] = answer
        return answer

    def at_hand(self, name: str, rdtype: str) -> Answer | None:
        """Return what has been heard."""
        found = self.heard.get(Question(name, rdtype))
        return found if type(found) is Answer else None

    def ask_directly(self, question: Question, waiting: _Waiting) -> Answer | None:
        """Send a question for one server."""
        assert isinstance(question, ServerQuestion)
        return overheard(sent_directly(self.resolver, question.server, *question), waiting.told)

    def timeout(self, question: Question) -> Answer:
        """Return the answer that the deadline gives."""
        detail = f"no answer before the deadline of {self.seconds:g} s for the domain"
        return failed(*question, Failure.TIMEOUT, detail)

    def expire(self) -> None:
        """Answer everything in flight with a timeout; what is asked from now on is not sent."""
        self.expired = True
        for waiting in list(self.heard.values()):
            if isinstance(waiting, _Waiting):
                waiting.tell(self.timeout(waiting.question))

    def end(self, result: T | None, error: BaseException | None = None) -> None:
        """Tell of the end, the first time."""
        told = self._end
        self.close()
        if told is not None:
            told(result, error)

    def close(self) -> None:
        """Forget the deadline, and let nobody be told any more."""
        self.over = True
        self._end = None
        self.heard = {}
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class _Waiting:
    """A question on its way, and the branches that wait for the answer, each with its place there."""

    __slots__ = ("places", "question", "run")

    def __init__(self, run: Run[Any], question: Question) -> None:
        self.run = run
        self.question = question
        self.places: list[tuple[_Branch, int]] = []

    def told(self, answer: Answer | None, error: BaseException | None) -> None:
        """Take the answer, unless the deadline was sooner."""
        run = self.run
        if run.over or run.expired:
            return
        if answer is not None:
            self.tell(answer)
        elif not isinstance(error, asyncio.CancelledError):
            run.end(None, error)

    def tell(self, answer: Answer) -> None:
        """Hand the answer to all who wait for it."""
        self.run.heard[self.question] = answer
        for branch, place in self.places:
            branch.take(place, answer)


class _Branch:
    """A procedure that has begun: what it waits for, and its place among the forks of another."""

    __slots__ = ("missing", "parent", "place", "procedure", "run", "values")

    def __init__(self, run: Run[Any], procedure: Procedure[Any], parent: _Branch | None, place: int) -> None:
        self.run = run
        self.procedure = procedure
        self.parent = parent
        self.place = place
        self.values: list[Any] = []
        self.missing = 0

    def resume(self, value: Any) -> None:
        """Go on with *value* until something has to be waited for."""
        while True:
            try:
                step = self.procedure.send(value)
                if isinstance(step, AtHand):
                    value = self.run.at_hand
                    continue
                ready = self.forked(step.procedures) if isinstance(step, Fork) else self.asked(step)
            except StopIteration as stop:
                self.finish(stop.value)
                return
            except Exception as error:  # noqa: BLE001 - handed over to whoever waits for the result
                self.run.end(None, error)
                return
            if not ready:
                return
            value = tuple(self.values)

    def forked(self, procedures: tuple[Procedure[Any], ...]) -> bool:
        """Begin *procedures*, and say whether all results are there already."""
        self.values = [None] * len(procedures)
        self.missing = len(procedures) + 1  # one more, so that nothing resumes before everything has begun
        for place, procedure in enumerate(procedures):
            _Branch(self.run, procedure, self, place).resume(None)
        self.missing -= 1
        return not self.missing and not self.run.over

    def asked(self, questions: tuple[Question, ...]) -> bool:
        """Send those of *questions* that are new, and say whether all answers are there."""
        run = self.run
        known = run.heard.get
        values: list[Any] = []
        self.values = values
        self.missing = 1  # one more, so that nothing resumes before everything has been sent
        for question in questions:
            found = known(question) or run.ask(question)
            if type(found) is _Waiting:
                found.places.append((self, len(values)))
                self.missing += 1
            values.append(found)
        self.missing -= 1
        return not self.missing and not run.over

    def take(self, place: int, result: Any) -> None:
        """Put a result in its place; the last one resumes the procedure."""
        self.values[place] = result
        self.missing -= 1
        if not self.missing and not self.run.over:
            self.resume(tuple(self.values))

    def finish(self, value: Any) -> None:
        """Hand over the result."""
        if self.parent is None:
            self.run.end(value)
        else:
            self.parent.take(self.place, value)
