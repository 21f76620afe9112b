"""Procedures over a network and in memory: what runs at once, what waits, what ends it."""

import asyncio
import subprocess
import sys
import time
import warnings

import pytest

from mailcheck.dns.answers import Answer, Failure, Question, Status, failed_answer
from mailcheck.dns.cached import CachedResolver
from mailcheck.dns.driver import finish, run, run_in_memory
from mailcheck.dns.lookups import all_together, answers_so_far, ask, ask_all
from mailcheck.dns.overlay import OfflineResolver, OverlayResolver
from mailcheck.dns.recorded import RecordedResolver
from mailcheck.dns.zone import ZoneResolver


class Delayed:
    """Answers every question after a number of the event loop's turns, or never."""

    def __init__(self, turns: int = 1) -> None:
        self.turns = turns
        self.asked: list[str] = []
        self.in_flight = self.most = 0

    async def ask(self, name: str, rdtype: str) -> Answer:
        self.asked.append(name)
        if name == "never":
            await asyncio.get_running_loop().create_future()
        if name == "bug":
            raise ZeroDivisionError("a bug")
        self.in_flight += 1
        self.most = max(self.most, self.in_flight)
        for _ in range(self.turns):
            await asyncio.sleep(0)
        self.in_flight -= 1
        return Answer(name, rdtype, Status.FOUND, (name,), 60)


class Known:
    """Has every answer at once."""

    def ask(self, name: str, rdtype: str) -> asyncio.Future[Answer]:
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        future.set_result(Answer(name, rdtype, Status.NO_NAME))
        return future


def run_live(procedure, resolver=None, deadline=20.0):
    return asyncio.run(run(procedure, resolver or Delayed(), deadline=deadline))


def names(*asked):
    return [Question(name, "A") for name in asked]


async def chain(*links):
    """Ask one question after another and return the names that answered."""
    owners = []
    for link in links:
        answer = await ask(link, "A")
        owners.append(answer.owner)
    return tuple(owners)


def test_a_procedure_without_questions_returns_at_once():
    async def silent():
        return 42

    assert run_live(silent()) == 42


def test_answers_come_in_the_order_of_their_questions():
    answers = run_live(ask_all(names("a", "b", "c")))
    assert [answer.owner for answer in answers] == ["a", "b", "c"]


def test_questions_of_one_step_are_sent_at_once():
    resolver = Delayed(5)
    run_live(ask_all(names(*"abcdefgh")), resolver)
    assert resolver.most == 8


def test_dependent_questions_wait_for_each_other():
    resolver = Delayed(5)
    assert run_live(chain("a", "b", "c"), resolver) == ("a", "b", "c")
    assert resolver.most == 1


def test_forks_run_side_by_side_and_end_in_order():
    resolver = Delayed(3)
    results = run_live(all_together([chain("a", "b", "c"), chain("d"), chain("e", "f")]), resolver)
    assert results == (("a", "b", "c"), ("d",), ("e", "f"))
    assert resolver.asked == ["a", "d", "e", "b", "f", "c"]


def test_forks_fork():
    async def outer():
        (inner, own) = await all_together([all_together([chain("a"), chain("b")]), chain("c", "d")])
        last = await ask("e", "A")
        return inner, own, last.owner

    assert run_live(outer()) == ((("a",), ("b",)), ("c", "d"), "e")


def test_answers_that_are_there_never_wait():
    async def turns() -> bool:
        task = asyncio.ensure_future(run(chain(*"abcdefghij"), Known()))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return task.done()

    assert asyncio.run(turns())


def test_ten_thousand_steps_do_not_pile_up():
    assert len(run_live(chain(*map(str, range(10_000))), Known())) == 10_000
    assert len(run_live(chain(*map(str, range(3_000))))) == 3_000


def test_a_question_that_several_ask_is_sent_once_through_a_cache():
    resolver = Delayed(3)
    results = run_live(
        all_together([chain("a", "b"), chain("a", "b"), chain("b", "a")]), CachedResolver(resolver)
    )
    assert results == (("a", "b"), ("a", "b"), ("b", "a"))
    assert sorted(resolver.asked) == ["a", "b"]


DETAIL = "no answer before the deadline of 0.05 s for the domain"


def test_what_is_unanswered_at_the_deadline_is_a_timeout():
    found, lost = run_live(ask_all(names("a", "never")), deadline=0.05)
    assert found.status is Status.FOUND
    assert lost == failed_answer("never", "A", Failure.TIMEOUT, DETAIL)


def test_after_the_deadline_nothing_is_sent():
    async def two_steps():
        await ask("never", "A")
        return await ask("late", "A")

    resolver = Delayed()
    assert run_live(two_steps(), resolver, deadline=0.05) == failed_answer(
        "late", "A", Failure.TIMEOUT, DETAIL
    )
    assert resolver.asked == ["never"]


def test_the_deadline_ends_every_fork():
    async def lost(name):
        answer = await ask("never", "A")
        return name, answer.failure

    results = run_live(all_together([lost(1), lost(2), chain("a")]), deadline=0.05)
    assert results == ((1, Failure.TIMEOUT), (2, Failure.TIMEOUT), ("a",))


def test_a_deadline_that_is_not_reached_keeps_nobody_waiting():
    before = time.monotonic()
    run_live(chain("a"), deadline=600)
    assert time.monotonic() - before < 300


async def failing():
    await ask("a", "A")
    raise KeyError("broken")


@pytest.mark.parametrize(
    ("procedure", "error"),
    [
        pytest.param(failing, KeyError, id="of the procedure"),
        pytest.param(lambda: all_together([chain("a", "b"), failing()]), KeyError, id="of a fork"),
        pytest.param(lambda: all_together([all_together([failing()])]), KeyError, id="of a fork of a fork"),
        pytest.param(lambda: ask_all(names("a", "bug")), ZeroDivisionError, id="of the resolver"),
    ],
)
@pytest.mark.parametrize("resolver", [Delayed, lambda: CachedResolver(Delayed())], ids=["plain", "cached"])
def test_an_error_reaches_the_caller(procedure, error, resolver):
    with pytest.raises(error):
        run_live(procedure(), resolver())


def test_several_runs_share_one_resolver():
    async def both() -> list[tuple[str, ...]]:
        resolver = CachedResolver(Delayed(2))
        return list(await asyncio.gather(run(chain("a", "b"), resolver), run(chain("a", "c"), resolver)))

    assert asyncio.run(both()) == [("a", "b"), ("a", "c")]


def test_the_deadline_of_one_run_leaves_the_others_question_alone():
    async def both() -> list[Answer]:
        waiting: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

        class Shared:
            def ask(self, name: str, rdtype: str) -> asyncio.Future[Answer]:
                return waiting

        hasty = asyncio.ensure_future(run(ask("a", "A"), Shared(), deadline=0.02))
        patient = asyncio.ensure_future(run(ask("a", "A"), Shared(), deadline=20))
        first = await hasty
        waiting.set_result(Answer("a", "A", Status.NO_DATA))
        return [first, await patient]

    first, second = asyncio.run(both())
    assert (first.failure, second.status) == (Failure.TIMEOUT, Status.NO_DATA)


def test_a_cancelled_run_leaves_no_trace():
    async def cancel() -> int:
        resolver = Delayed()
        task = asyncio.ensure_future(run(all_together([chain("never"), chain("a", "never")]), resolver))
        for _ in range(5):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return len(resolver.asked)

    assert asyncio.run(cancel()) == 2


async def looking_up(*wanted: str):
    """Ask for a, and return the owners of what is then known of *wanted*."""
    before = (await answers_so_far())("a", "A")
    await ask("a", "A")
    lookup = await answers_so_far()
    return before, [found.owner for name in wanted if (found := lookup(name, "A"))]


def test_what_a_run_has_an_answer_to_is_known_and_nothing_else():
    resolver = Delayed()
    assert run_live(looking_up("a", "b"), resolver) == (None, ["a"])
    assert resolver.asked == ["a"]


def test_what_is_on_its_way_is_not_known():
    async def impatient():
        lookup = await answers_so_far()
        return await all_together([ask("slow", "A"), chain("a")]), lookup("slow", "A")

    async def both():
        async def glimpse():
            return (await answers_so_far())("slow", "A")

        return await all_together([ask("slow", "A"), glimpse()])

    (slow, _), heard = run_live(impatient())
    assert heard == slow
    assert run_live(both())[1] is None


def test_in_memory_everything_is_known():
    def lookup(name: str, rdtype: str) -> Answer:
        return Answer(name, rdtype, Status.NO_DATA)

    before, after = run_in_memory(looking_up("a", "b"), lookup)
    assert (before.owner, after) == ("a", ["a", "b"])


async def begin_and_wait(begun):
    begun.append("a")
    await ask("a", "A")


async def break_at_once():
    raise KeyError("broken")


@pytest.mark.parametrize("breaking", [break_at_once, failing])
@pytest.mark.parametrize("start", [run_live, lambda procedure: finish(run(procedure, OfflineResolver()))])
def test_where_one_of_several_breaks_none_is_left_unawaited(start, breaking):
    async def several():
        await ask("a", "A")
        await all_together([begin_and_wait([]), breaking(), begin_and_wait([])])

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with pytest.raises(KeyError):
            start(several())
    assert [str(warning.message) for warning in caught] == []


def test_where_the_first_breaks_the_others_do_not_begin():
    for start in (run_live, lambda procedure: finish(run(procedure, OfflineResolver()))):
        begun = []
        with pytest.raises(KeyError):
            start(all_together([break_at_once(), begin_and_wait(begun)]))
        assert begun == []


def test_a_run_in_memory_asks_each_question_once():
    asked = []

    class Counting(OfflineResolver):
        def answer(self, name: str, rdtype: str) -> Answer:
            asked.append(name)
            return super().answer(name, rdtype)

    found = finish(run(all_together([chain("a", "b"), chain("b", "a")]), Counting()))
    assert (found, asked) == ((("a", "b"), ("b", "a")), ["a", "b"])


ZONE = ZoneResolver.from_text("@ MX 10 mail\nmail A 9.9.9.9\n")
MEMORIES = {
    "zone": ZONE,
    "overlay": OverlayResolver(ZONE, RecordedResolver({})),
    "overlay of an overlay": OverlayResolver((), OverlayResolver(ZONE, OfflineResolver())),
    "cache": CachedResolver(OverlayResolver(ZONE, OfflineResolver())),
}


@pytest.mark.parametrize("resolver", MEMORIES.values(), ids=MEMORIES)
def test_what_answers_from_memory_needs_no_event_loop(resolver):
    assert finish(run(ask("mail.example.com", "A"), resolver)).addresses == ("9.9.9.9",)


def test_what_has_to_be_waited_for_is_not_finished_at_once():
    async def waiting() -> None:
        with pytest.raises(
            RuntimeError, match=r"^the answers have to be waited for; an event loop is needed$"
        ):
            finish(run(ask("a", "A"), Delayed()))
        await asyncio.sleep(0)

    asyncio.run(waiting())


def test_a_run_in_memory_imports_no_asyncio():
    program = (
        "import sys\n"
        "from mailcheck import CachedResolver, OfflineResolver, OverlayResolver, ZoneResolver\n"
        "from mailcheck.dns.driver import finish, run\n"
        "from mailcheck.survey.gather import gather\n"
        "from mailcheck.survey.request import Request\n"
        "zone = ZoneResolver.from_text('@ MX 10 mail\\nmail A 9.9.9.9\\n')\n"
        "resolver = CachedResolver.for_one_run(OverlayResolver(zone, OfflineResolver()))\n"
        "found = finish(run(gather(Request('example.com')), resolver))\n"
        "print(found.mx.hosts[0].addresses, 'asyncio' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "('9.9.9.9',) False\n"
