"""What a resolver may do beside `ask`: ours do all of it, and one that has `ask` alone is completed."""

import asyncio
from collections.abc import Awaitable

import pytest

from mailcheck.dns.answers import Answer, Failure, Question, ServerQuestion, Status, failed_answer
from mailcheck.dns.cached import CachedResolver
from mailcheck.dns.driver import run
from mailcheck.dns.live.stub import LiveResolver
from mailcheck.dns.lookups import FullResolver, Memory, Resolver, ZoneContents, ask, ask_all, complete
from mailcheck.dns.overlay import OfflineResolver, OverlayResolver
from mailcheck.dns.recorded import RecordedResolver, RecordingResolver
from mailcheck.dns.served import ServedResolver
from mailcheck.dns.throttle import LimitedResolver, PacedResolver
from mailcheck.dns.zone import ZoneResolver

ZONE = ZoneResolver.from_text('@ TXT x\nmain1._domainkey TXT "p="\n')
WRAPPERS = {
    "cached": CachedResolver,
    "limited": lambda inner: LimitedResolver(inner, 1),
    "paced": lambda inner: PacedResolver(inner, 1000),
    "overlay": lambda inner: OverlayResolver((), inner),
    "served": lambda inner: ServedResolver(inner, "example.com", {}),
    "recording": lambda inner: RecordingResolver(inner),
}
SOURCES = {
    "live": LiveResolver(["127.0.0.1"]),
    "zone": ZONE,
    "offline": OfflineResolver(),
    "recorded": RecordedResolver({}),
}
wrappers = pytest.mark.parametrize("wrap", WRAPPERS.values(), ids=WRAPPERS)


@pytest.mark.parametrize("resolver", SOURCES.values(), ids=SOURCES)
def test_a_source_is_complete(resolver: Resolver) -> None:
    assert complete(resolver) is resolver


@wrappers
def test_a_wrapper_is_complete(wrap) -> None:
    resolver = wrap(OfflineResolver())
    assert complete(resolver) is resolver


class AskOnly:
    """All that somebody has to write."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    async def ask(self, name: str, rdtype: str) -> Answer:
        self.asked.append((name, rdtype))
        return Answer(name, rdtype, Status.NO_DATA)


class TestAskAlone:
    """A resolver that has `ask` alone."""

    def test_is_asked_over_an_event_loop(self) -> None:
        resolver = AskOnly()
        assert complete(resolver).memory is None
        assert asyncio.run(run(ask("example.com", "TXT"), resolver)).status is Status.NO_DATA
        assert resolver.asked == [("example.com", "TXT")]

    def test_cannot_ask_a_certain_server(self) -> None:
        question = ServerQuestion("9.9.9.53", "example.com", "SOA")
        (answer,) = asyncio.run(run(ask_all([question]), AskOnly()))
        detail = "9.9.9.53 was not asked: there is no way to ask a certain server"
        assert answer == failed_answer("example.com", "SOA", Failure.OFFLINE, detail, server="9.9.9.53")

    def test_has_no_zone_files(self) -> None:
        assert complete(AskOnly()).zone_contents("example.com") is None

    def test_need_not_hear_of_timeouts(self) -> None:
        question = Question("example.com", "TXT")
        complete(AskOnly()).note_timeout(question, failed_answer(*question, Failure.TIMEOUT))


class Full:
    """A resolver in which each method can be told by what it gives."""

    memory = Memory(lambda name, rdtype: failed_answer(name, rdtype, Failure.REFUSED))

    def __init__(self) -> None:
        self.noted: list[tuple[Question, Answer]] = []

    def ask(self, name: str, rdtype: str) -> Awaitable[Answer]:
        raise AssertionError("there is a way without an event loop")

    def ask_at(self, server: str, name: str, rdtype: str) -> Awaitable[Answer]:
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        future.set_result(failed_answer(name, rdtype, Failure.SERVFAIL, server=server))
        return future

    def deliver(self, name: str, rdtype: str, callback: object) -> Answer | None:
        return failed_answer(name, rdtype, Failure.REFUSED)

    def note_timeout(self, question: Question, answer: Answer) -> None:
        self.noted.append((question, answer))

    def zone_contents(self, domain: str) -> ZoneContents:
        return ZoneContents((domain,), (), ())


@wrappers
class TestWhatWraps:
    """What wraps another resolver passes on what it does not do itself."""

    def test_the_memory(self, wrap) -> None:
        memory = wrap(Full()).memory
        assert memory.answer("example.com", "TXT").failure is Failure.REFUSED
        assert wrap(AskOnly()).memory is None

    def test_the_question_for_one_server(self, wrap) -> None:
        async def inside() -> Answer:
            return await wrap(Full()).ask_at("9.9.9.53", "example.com", "SOA")

        if wrap is not WRAPPERS["served"]:
            assert asyncio.run(inside()) == failed_answer(
                "example.com", "SOA", Failure.SERVFAIL, server="9.9.9.53"
            )

    def test_the_timeout(self, wrap) -> None:
        inner, question = Full(), Question("example.com", "TXT")
        answer = failed_answer(*question, Failure.TIMEOUT)
        wrap(inner).note_timeout(question, answer)
        assert inner.noted == [(question, answer)]

    def test_the_zone_files(self, wrap) -> None:
        assert wrap(Full()).zone_contents("example.com") == ZoneContents(("example.com",), (), ())
        assert wrap(AskOnly()).zone_contents("example.com") is None


def test_a_full_resolver_is_known_by_what_it_does() -> None:
    assert isinstance(Full(), FullResolver)
    assert not isinstance(AskOnly(), FullResolver)
