"""Questions go out at the rate that was agreed, in the order they were asked."""

import asyncio

import pytest

from mailcheck.dns.answers import Answer, Status
from mailcheck.dns.throttle import PacedResolver


class Noting:
    """Answers at once, and notes when it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, float]] = []

    async def ask(self, name: str, rdtype: str) -> Answer:
        if name == "bug":
            raise ZeroDivisionError("a bug")
        self.asked.append((name, asyncio.get_running_loop().time()))
        return Answer(name, rdtype, Status.NO_NAME)


def asked(count: int, rate: float) -> list[tuple[str, float]]:
    inner = Noting()

    async def all_asked() -> None:
        paced = PacedResolver(inner, rate)
        answers = await asyncio.gather(*(paced.ask(str(number), "A") for number in range(count)))
        assert [answer.owner for answer in answers] == [str(number) for number in range(count)]

    asyncio.run(all_asked())
    return inner.asked


def test_questions_keep_their_order():
    assert [name for name, _ in asked(50, 2000)] == [str(number) for number in range(50)]


def test_no_second_sees_more_questions_than_allowed():
    times = [when for _, when in asked(60, 200)]
    burst = 0.1 * 200 + 1
    for first in range(60):
        for last in range(first, 60):
            assert last - first + 1 <= burst + (times[last] - times[first]) * 200 + 1


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
