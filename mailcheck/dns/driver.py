"""Runs look-up procedures: over data in memory without an event loop, or over the network.

Theory of operation. A procedure (see `lookups`) hands out steps and is resumed with replies. There are two
who take the steps, and `run` chooses between them by what the resolver can do:

- A resolver with a `memory` answers at once. `run_in_memory` calls it for each question of a step, takes
  forks one after the other, each to its end, and resumes. There is nothing to wait for, so neither an event
  loop nor a deadline is needed, and asyncio is not even imported: `run(...).send(None)` is done.
- Every other resolver is asked over the network by `network.Run`. A step's questions are sent as soon as
  the procedure reaches it, and so are those of all its forks; the answer's arrival resumes the procedure that
  waits for it, from the event loop's callback. No task is made per question or per fork, and no future.

Both remember the answers until the run ends: a question is asked once, however many procedures of
the run want it, so that all of them judge by the same answer. A question for one name server is the
exception: what the server says now is wanted, each time.

The deadline is for the whole run. When it has come, every question on its way is answered with a timeout, in
the order in which they were sent, and so is what the procedures ask from then on, which is not sent. So a run
ends soon after its deadline, with a result like any other; what arrives later is passed over. The resolver
gets to know of each timeout, for the sake of those that record answers.
"""

from collections.abc import Callable, Coroutine
from functools import cache
from typing import TypeVar

from mailcheck.dns.answers import Answer, ServerQuestion
from mailcheck.dns.lookups import Fork, Memory, Procedure, Reply, Resolver, SoFar, Step, cannot_ask, complete

T = TypeVar("T")
DEADLINE = 20.0  # seconds for one domain, RFC 7208 section 4.6.4 asks for at least that


async def run(procedure: Procedure[T], resolver: Resolver, *, deadline: float = DEADLINE) -> T:
    """Run *procedure* with answers from *resolver* and return its result.

    Args:
        procedure: Not yet begun.
        resolver: Asked once for every question of this run.
        deadline: Seconds until everything still unanswered counts as a timeout.
    """
    full = complete(resolver)
    memory = full.memory
    if memory is not None:
        return run_in_memory(procedure, cache(memory.answer), memory.answer_at)
    from mailcheck.dns.network import run_over_network

    return await run_over_network(procedure, full, deadline)


def finish(coroutine: Coroutine[object, None, T]) -> T:
    """Return the result of a coroutine that waits for nothing, such as `run` over data in memory.

    Raises:
        RuntimeError: it has to wait, which takes an event loop.
    """
    try:
        coroutine.send(None)
    except StopIteration as stop:
        result: T = stop.value
        return result
    coroutine.close()
    raise RuntimeError("the answers have to be waited for; an event loop is needed")


def run_in_memory(
    procedure: Procedure[T],
    answer: Callable[[str, str], Answer],
    answer_at: Callable[[str, str, str], Answer] = cannot_ask,
) -> T:
    """Run *procedure* to its end with answers that are there at once.

    Args:
        procedure: Not yet begun.
        answer: Answers questions; asked again where they are asked again.
        answer_at: Answers those for one name server; by default nobody can.
    """
    memory = Memory(answer, answer_at)
    reply: Reply = None
    while True:
        try:
            step = procedure.send(reply)
        except StopIteration as stop:
            result: T = stop.value
            return result
        reply = _reply(step, memory)


def _reply(step: Step, memory: Memory) -> Reply:
    if isinstance(step, SoFar):
        return memory.answer
    if isinstance(step, Fork):
        return _results(step.procedures, memory)
    return tuple(
        [
            memory.answer_at(question.server, *question)
            if isinstance(question, ServerQuestion)
            else memory.answer(*question)
            for question in step
        ]
    )


def _results(procedures: tuple[Procedure[object], ...], memory: Memory) -> tuple[object, ...]:
    """Run forked procedures; where one raises, those after it never begin, and are closed."""
    try:
        return tuple([run_in_memory(procedure, *memory) for procedure in procedures])
    finally:
        for procedure in procedures:
            procedure.close()
