"""One question is asked once."""

import asyncio

import pytest

from mailcheck.dns.answers import Answer, Failure, Status, failed_answer
from mailcheck.dns.cached import CachedResolver
from mailcheck.dns.driver import finish, run
from mailcheck.dns.lookups import ask
from mailcheck.dns.overlay import OfflineResolver
from mailcheck.dns.throttle import LimitedResolver


class Slow:
    """A resolver whose answers come when the test says so."""

    def __init__(self, ttl: int = 60) -> None:
        self.ttl = ttl
        self.asked: list[tuple[str, str]] = []
        self.futures: list[asyncio.Future[Answer]] = []

    def ask(self, name: str, rdtype: str) -> asyncio.Future[Answer]:
        self.asked.append((name, rdtype))
        self.futures.append(asyncio.get_running_loop().create_future())
        return self.futures[-1]

    def answer(self, index: int = -1, **fields) -> None:
        name, rdtype = self.asked[index]
        self.futures[index].set_result(
            Answer(name, rdtype, Status.FOUND, ("192.0.2.1",), self.ttl)._replace(**fields)
        )


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def running(test):
    """Run an async test, with a slow resolver, a clock and a cache over both."""

    def run() -> None:
        async def inside() -> None:
            slow, clock = Slow(), Clock()
            await test(slow, clock, CachedResolver(slow, clock=clock))

        asyncio.run(inside())

    return run


@running
async def test_a_question_on_its_way_is_joined(slow, clock, cached):
    first, second = cached.ask("example.com", "A"), cached.ask("Example.COM.", "A")
    other = cached.ask("example.com", "AAAA")
    slow.answer(0)
    slow.answer(1)
    assert (await first) == (await second) == slow.futures[0].result()
    assert (await other).rdtype == "AAAA"
    assert slow.asked == [("example.com", "A"), ("example.com", "AAAA")]


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        pytest.param({"ttl": 60}, 60, id="an answer for its TTL"),
        pytest.param(
            {"ttl": 20, "status": Status.NO_DATA, "records": ()}, 20, id="NODATA for the SOA's time"
        ),
        pytest.param(
            {"ttl": 20, "status": Status.NO_NAME, "records": ()}, 20, id="NXDOMAIN for the SOA's time"
        ),
        pytest.param(
            {"status": Status.FAILED, "failure": Failure.TIMEOUT, "ttl": 0},
            30,
            id="a failure for half a minute",
        ),
    ],
)
def test_an_answer_is_kept(fields, kept):
    @running
    async def run(slow, clock, cached):
        cached.ask("example.com", "A")
        slow.answer(**fields)
        await asyncio.sleep(0)
        clock.now += kept - 0.001
        assert (await cached.ask("example.com", "A")) == slow.futures[0].result()
        clock.now += 0.002
        assert not cached.ask("example.com", "A").done()
        assert len(slow.asked) == 2

    run()


@running
async def test_an_answer_without_ttl_is_not_kept(slow, clock, cached):
    cached.ask("example.com", "A")
    slow.answer(ttl=0)
    await asyncio.sleep(0)
    cached.ask("example.com", "A")
    assert len(slow.asked) == 2


@running
async def test_a_floor_keeps_answers_without_ttl(slow, clock, cached):
    cached = CachedResolver(slow, floor=5, clock=clock)
    cached.ask("example.com", "A")
    slow.answer(ttl=0)
    await asyncio.sleep(0)
    clock.now += 4.9
    assert cached.ask("example.com", "A").done()
    clock.now += 0.2
    assert not cached.ask("example.com", "A").done()


@running
async def test_failures_are_asked_again_where_they_are_not_kept(slow, clock, cached):
    cached = CachedResolver(slow, failure_ttl=0, clock=clock)
    first = cached.ask("example.com", "A")
    slow.futures[0].set_result(failed_answer("example.com", "A", Failure.SERVFAIL))
    assert (await first).failure is Failure.SERVFAIL
    assert not cached.ask("example.com", "A").done()


@running
async def test_an_error_or_a_cancelled_question_is_not_kept(slow, clock, cached):
    first = cached.ask("example.com", "A")
    slow.futures[0].cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    second = cached.ask("example.com", "A")
    slow.futures[1].set_exception(ZeroDivisionError("a bug"))
    with pytest.raises(ZeroDivisionError):
        await second
    cached.ask("example.com", "A")
    assert len(slow.asked) == 3


@running
async def test_who_gives_up_takes_the_answer_from_nobody(slow, clock, cached):
    first, second = cached.ask("example.com", "A"), cached.ask("example.com", "A")
    first.cancel()
    slow.answer()
    assert (await second) == slow.futures[0].result()
    assert len(slow.asked) == 1


@running
async def test_it_holds_no_more_than_its_size_and_forgets_what_is_old(slow, clock, cached):
    cached = CachedResolver(slow, size=10, clock=clock)
    for number in range(100):
        cached.ask("popular.example", "A")
        cached.ask(f"{number}.example", "A")
        if number == 0:
            slow.answer(0)
        slow.answer()
        await asyncio.sleep(0)
        assert len(cached._young) + len(cached._old) <= 10
    assert slow.asked.count(("popular.example", "A")) == 1
    assert len(slow.asked) == 101


def test_what_is_known_serves_another_event_loop():
    slow, clock = Slow(), Clock()
    cached = CachedResolver(slow, clock=clock)

    async def ask() -> Answer:
        lost = cached.ask("lost.example", "A")
        assert not lost.done()
        future = cached.ask("example.com", "A")
        if not future.done():
            slow.answer()
            await asyncio.sleep(0)
        return (await asyncio.gather(future))[0]

    assert asyncio.run(ask()) == asyncio.run(ask())
    assert slow.asked.count(("example.com", "A")) == 1
    assert slow.asked.count(("lost.example", "A")) == 2


@running
async def test_no_more_questions_are_in_flight_than_allowed(slow, clock, cached):
    limited = LimitedResolver(slow, 2)
    futures = [limited.ask(f"{number}.example", "A") for number in range(5)]
    sent = [len(slow.asked)]
    for index in (1, 0, 2, 3, 4):
        slow.answer(index)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        sent.append(len(slow.asked))
    assert sent == [2, 3, 4, 5, 5, 5]
    assert [name for name, _ in slow.asked] == [f"{number}.example" for number in range(5)]
    assert [(await future).owner for future in futures] == [name for name, _ in slow.asked]


@running
async def test_a_question_given_up_in_the_queue_is_never_sent(slow, clock, cached):
    limited = LimitedResolver(slow, 1)
    first, second, third = (limited.ask(name, "A") for name in ("a", "b", "c"))
    second.cancel()
    slow.answer()
    await first
    await asyncio.sleep(0)
    assert slow.asked == [("a", "A"), ("c", "A")]
    slow.answer()
    assert (await third).owner == "c"


@running
async def test_an_error_passes_the_queue(slow, clock, cached):
    limited = LimitedResolver(slow, 1)
    first, second, third = (limited.ask(name, "A") for name in ("a", "b", "c"))
    slow.futures[0].set_exception(ZeroDivisionError("a bug"))
    with pytest.raises(ZeroDivisionError):
        await first
    await asyncio.sleep(0)
    slow.futures[1].set_exception(ZeroDivisionError("another"))
    with pytest.raises(ZeroDivisionError, match="another"):
        await second
    await asyncio.sleep(0)
    slow.futures[2].cancel()
    with pytest.raises(asyncio.CancelledError):
        await third


def test_a_queue_serves_another_event_loop():
    slow = Slow()
    limited = LimitedResolver(slow, 1)

    async def ask() -> int:
        limited.ask("a.example", "A")
        limited.ask("b.example", "A")
        return len(slow.asked)

    assert [asyncio.run(ask()), asyncio.run(ask())] == [1, 2]


def test_answers_that_are_there_at_once_need_no_queue():
    class Known:
        async def ask(self, name: str, rdtype: str) -> Answer:
            return Answer(name, rdtype, Status.NO_DATA)

    async def run() -> list[str]:
        limited = LimitedResolver(Known(), 1)
        return [answer.owner for answer in await asyncio.gather(*(limited.ask(name, "A") for name in "abc"))]

    assert asyncio.run(run()) == ["a", "b", "c"]


def test_a_limit_of_none_is_an_error():
    with pytest.raises(ValueError, match="0 questions in flight; at least 1 is needed"):
        LimitedResolver(Slow(), 0)


class Remembering(OfflineResolver):
    """Answers from memory, and notes what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, str]] = []

    def answer(self, name: str, rdtype: str) -> Answer:
        self.asked.append((name, rdtype))
        if name == "broken.example":
            raise ZeroDivisionError("a bug")
        return Answer(name, rdtype, Status.NO_DATA, ttl=60)


class TestInMemory:
    """Over a resolver that needs no event loop there is none, and the answers are kept all the same."""

    def test_one_question_is_asked_once_until_its_time_is_over(self):
        inner, clock = Remembering(), Clock()
        memory = CachedResolver(inner, clock=clock).memory
        for name, later in (("a.example", 0), ("A.Example.", 59), ("a.example", 1)):
            clock.now += later
            assert memory.answer(name, "A").owner == "a.example"
        assert inner.asked == [("a.example", "A")] * 2

    def test_what_was_told_to_one_run_is_known_to_the_next(self):
        cached = CachedResolver(inner := Remembering())
        finish(run(ask("a.example", "A"), cached))
        finish(run(ask("a.example", "A"), cached))
        assert len(inner.asked) == 1

    def test_an_event_loop_finds_what_is_kept(self):
        cached = CachedResolver(inner := Remembering())
        finish(run(ask("a.example", "A"), cached))

        async def again() -> Answer:
            return await cached.ask("a.example", "A")

        assert asyncio.run(again()).owner == "a.example"
        assert len(inner.asked) == 1

    def test_an_error_is_not_kept(self):
        memory = CachedResolver(inner := Remembering()).memory
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                memory.answer("broken.example", "A")
        assert len(inner.asked) == 2
