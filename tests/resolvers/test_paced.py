"""Questions go out at the rate that was agreed, in the order they were asked."""

import asyncio
import selectors
from collections.abc import Awaitable

import pytest

from mailcheck.dns.answers import Answer, Status
from mailcheck.dns.throttle import PacedResolver


class Noting:
    """Answers at once, and notes when it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, float]] = []

    def ask(self, name: str, rdtype: str) -> Awaitable[Answer]:
        self.asked.append((name, asyncio.get_running_loop().time()))
        return self._answer(name, rdtype)

    async def _answer(self, name: str, rdtype: str) -> Answer:
        if name == "bug":
            raise ZeroDivisionError("a bug")
        return Answer(name, rdtype, Status.NO_NAME)


class Skipping(selectors.DefaultSelector):
    """Passes over the time in which nothing happens."""

    now = 1000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.now += timeout or 0.0
        return super().select(0)


def loop() -> asyncio.AbstractEventLoop:
    """Return an event loop whose clock goes on only while it waits, however slow the machine is."""
    selector = Skipping()
    made = asyncio.SelectorEventLoop(selector)
    made.time = lambda: selector.now  # type: ignore[method-assign]
    return made


def asked(count: int, rate: float) -> list[tuple[str, float]]:
    inner = Noting()

    async def all_asked() -> None:
        paced = PacedResolver(inner, rate)
        answers = await asyncio.gather(*(paced.ask(str(number), "A") for number in range(count)))
        assert [answer.owner for answer in answers] == [str(number) for number in range(count)]

    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(all_asked())
    return inner.asked


def test_questions_keep_their_order():
    assert [name for name, _ in asked(50, 2000)] == [str(number) for number in range(50)]


def test_no_second_sees_more_questions_than_allowed():
    times = [when for _, when in asked(60, 200)]
    burst = 0.1 * 200 + 1
    assert times[-1] - times[0] == pytest.approx((60 - burst) / 200)
    for first in range(60):
        for last in range(first, 60):
            assert last - first + 1 <= burst + (times[last] - times[first]) * 200 + 1e-6


def test_errors_come_through():
    async def ask() -> None:
        paced = PacedResolver(Noting(), 1000)
        answers = [paced.ask(str(number), "A") for number in range(200)]
        with pytest.raises(ZeroDivisionError):
            await paced.ask("bug", "A")
        await asyncio.gather(*answers)

    asyncio.run(ask())


def test_it_works_on_one_event_loop_after_another():
    paced = PacedResolver(Noting(), 50)

    async def ask() -> list[Answer]:
        return await asyncio.gather(*(paced.ask(str(number), "A") for number in range(9)))

    assert len(asyncio.run(ask())) == len(asyncio.run(ask())) == 9


@pytest.mark.parametrize("rate", [0, -1.5])
def test_a_rate_of_nothing_is_refused(rate: float):
    with pytest.raises(ValueError, match=f"{rate:g} questions a second; more than 0 are needed"):
        PacedResolver(Noting(), rate)
