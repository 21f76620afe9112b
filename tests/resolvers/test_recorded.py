"""Answers that are kept and answered from."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailcheck.dns.answers import (
    Anchor,
    Answer,
    Failure,
    Location,
    Mx,
    Question,
    ServerQuestion,
    Span,
    Status,
    Txt,
    failed_answer,
)
from mailcheck.dns.cached import CachedResolver
from mailcheck.dns.driver import finish, run
from mailcheck.dns.lookups import Procedure, Resolver, answers_so_far, ask, ask_all, together
from mailcheck.dns.overlay import OfflineResolver, OverlayResolver
from mailcheck.dns.recorded import AnswerLog, Asked, RecordedResolver, RecordingResolver
from mailcheck.dns.served import ServedResolver
from mailcheck.dns.zone import ZoneResolver
from mailcheck.dns.zonefile.words import ZoneFlaw
from mailcheck.errors import RecordedAnswersError
from mailcheck.survey.request import Request
from mailcheck.survey.saved_answers import Recording, dump, load

ZONE = """\
@ 300 SOA ns1 h 1 2 3 4 60
@ MX 10 mail
@ TXT "v=spf1 mx -all"
@ TXT "\\000\\233" ""
@ SPF "x"
mail A 9.9.9.9
www CNAME mail
loop CNAME loop
away CNAME mail.example.net.
"""
T = TypeVar("T")
QUESTIONS = [
    (f"{label}example.com", rdtype)
    for label in ("", "mail.", "www.", "loop.", "away.", "none.", "Mail.")
    for rdtype in ("MX", "TXT", "A", "SPF", "TYPE99", "SOA")
]


def recording(questions: Iterable[tuple[str, str]] = QUESTIONS) -> AnswerLog:
    """What comes of asking the zone."""
    resolver = OverlayResolver(ZoneResolver.from_text(ZONE), OfflineResolver())
    return record(ask_all(Question(*question) for question in questions), resolver)[1]


def record(procedure: Procedure[T], resolver: Resolver) -> tuple[T, AnswerLog]:
    """Run a procedure over data in memory; return its result, and what was recorded."""
    recorder = RecordingResolver(resolver)
    return finish(run(procedure, recorder)), recorder.answers


def saved(answers: Mapping[Asked, Answer]) -> Recording:
    return Recording(Request("example.com"), answers)


def replay(answers: Mapping[Asked, Answer]) -> RecordedResolver:
    (found,) = load(dump([saved(answers)]))
    return RecordedResolver(found.answers)


def test_replay_gives_equal_answers() -> None:
    resolver = OverlayResolver(ZoneResolver.from_text(ZONE), OfflineResolver())
    again = replay(recording())
    questions = [Question(*question) for question in QUESTIONS]
    assert finish(run(ask_all(questions), again)) == finish(run(ask_all(questions), resolver))


def test_replay_can_be_waited_for() -> None:
    async def waited() -> Answer:
        return await replay(recording()).ask("www.example.com", "A")

    assert asyncio.run(waited()).addresses == ("9.9.9.9",)


class Later:
    """Gives the answers of the zone after a turn of the event loop, but none to questions for `lost`."""

    def __init__(self) -> None:
        self.zone = ZoneResolver.from_text(ZONE)

    async def ask(self, name: str, rdtype: str) -> Answer:
        await asyncio.sleep(0)
        if name.startswith("lost"):
            await asyncio.sleep(0.1)
        return self.zone.answer(name, rdtype)


class TestRecording:
    """A resolver that records gives the answers that it is given, and keeps them."""

    def test_answers_within_forks(self) -> None:
        forks = together(ask("example.com", "MX"), ask("example.com", "TXT"))
        found, answers = record(forks, ZoneResolver.from_text(ZONE))
        assert tuple(answers.values()) == found

    @pytest.mark.parametrize("wrap", [Later, lambda: CachedResolver(Later())], ids=["later", "cached"])
    def test_answers_that_are_waited_for(self, wrap) -> None:
        questions = [Question("example.com", rdtype) for rdtype in ("MX", "TXT", "MX")]
        recorder = RecordingResolver(wrap())
        found = asyncio.run(run(ask_all(questions), recorder))
        assert recorder.answers == {
            Asked(*question): answer for question, answer in zip(questions, found, strict=True)
        }

    def test_what_is_looked_up_without_asking(self) -> None:
        async def look_up() -> Answer | None:
            return (await answers_so_far())("mail.example.com", "A")

        found, answers = record(look_up(), ZoneResolver.from_text(ZONE))
        assert answers == {Asked("mail.example.com", "A"): found}

    def test_answers_of_one_name_server(self) -> None:
        servers = ServedResolver(OfflineResolver(), "example.com", {"9.9.9.53": "@ A 9.9.9.9\n"})
        question = ServerQuestion("9.9.9.53", "example.com", "A")
        (found,), answers = record(ask_all([question]), servers)
        assert answers == {Asked("example.com", "A", "9.9.9.53"): found}

    @pytest.mark.parametrize("late", [False, True], ids=["there at once", "later"])
    def test_answers_of_one_name_server_over_a_network(self, late: bool) -> None:
        class Servers(OfflineResolver):
            async def ask_at(self, server: str, name: str, rdtype: str) -> Answer:  # type: ignore[override]
                return await Later().ask(name, rdtype)

        async def inside() -> Answer:
            return await recorder.ask_at("9.9.9.53", "example.com", "MX")

        recorder = RecordingResolver(Servers() if late else OfflineResolver())
        found = asyncio.run(inside())
        assert recorder.answers == {Asked("example.com", "MX", "9.9.9.53"): found}
        assert found.found is late

    def test_a_timeout_of_the_deadline_and_nothing_that_comes_after_it(self) -> None:
        async def inside() -> tuple[Answer, ...]:
            names = ("lost.example.com", "mail.example.com")
            asking = ask_all(Question(name, "A") for name in names)
            found = await run(asking, recorder, deadline=0.02)
            await asyncio.sleep(0.2)
            return found

        recorder = RecordingResolver(Later())
        lost, mail = asyncio.run(inside())
        assert (lost.failure, mail.addresses) == (Failure.TIMEOUT, ("9.9.9.9",))
        assert set(recorder.answers.values()) == {lost, mail}

    def test_no_error_of_the_resolver(self) -> None:
        class Broken:
            async def ask(self, name: str, rdtype: str) -> Answer:
                raise ZeroDivisionError("a bug")

        recorder = RecordingResolver(Broken())
        with pytest.raises(ZeroDivisionError):
            asyncio.run(run(ask("example.com", "A"), recorder))
        assert recorder.answers == {}


def test_answers_of_one_name_server_are_apart_from_others() -> None:
    kept = AnswerLog()
    own = Answer("example.com", "SOA", Status.FOUND, ("x",), server="9.9.9.53")
    kept.note(ServerQuestion("9.9.9.53", "example.com", "SOA"), own)
    again = replay(kept)
    assert again.answer_at("9.9.9.53", "example.com", "SOA") == own
    assert again.answer("example.com", "SOA").failed


def test_an_answer_is_kept_rather_than_a_failure() -> None:
    kept, question = AnswerLog(), Question("example.com", "A")
    found = Answer("example.com", "A", Status.FOUND, ("9.9.9.9",))
    for answer in (
        failed_answer(*question, Failure.TIMEOUT),
        found,
        failed_answer(*question, Failure.TIMEOUT),
    ):
        kept.note(question, answer)
    assert kept == {Asked("example.com", "A"): found}


def test_domain_and_flaws_are_kept() -> None:
    flaw = ZoneFlaw(
        "missing-dot", "why", Location("x", 1, 2), "line", Span(1, 2), "example.com", "MX", "line."
    )
    request = Request(
        "example.com",
        ("main1",),
        ("9.9.9.7",),
        guess_selectors=True,
        authoritative=True,
        authorities=("9.9.9.53",),
        flaws=(flaw,),
    )
    kept, other = Recording(request, {}), Recording(Request("example.net"), {})
    assert load(dump([kept, other])) == (kept, other)


def test_every_member_of_an_answer_is_kept() -> None:
    assert set(Answer._fields) == set(ANSWERS.wrapped_strategy.kwargs)  # type: ignore[attr-defined]


def test_question_that_was_not_asked_cannot_be_told() -> None:
    assert replay({}).answer("Example.com.", "mx") == Answer(
        "example.com",
        "MX",
        Status.FAILED,
        failure=Failure.OFFLINE,
        detail="not among the recorded answers",
    )


def test_form_of_the_text() -> None:
    kept = recording([("www.example.com", "A"), ("example.com", "TXT"), ("Example.com.", "mx")])
    assert dump([saved(kept)]) == (
        '{"version": 1, "domains": [\n'
        '{"name": "example.com", "selectors": [], "senders": [], "flaws": null,'
        ' "guess": false, "authoritative": false, "authorities": [], "answers": [\n'
        '{"name": "example.com", "type": "MX", "status": "found", "ttl": 300,'
        ' "records": [[10, "mail.example.com"]], "locations": [["<text>", 2, 6]],'
        ' "anchors": [[[0, 2, 6], [3, 2, 9]]]},\n'
        '{"name": "example.com", "type": "TXT", "status": "found", "ttl": 300,'
        ' "records": [["v=spf1 mx -all"], ["\\u0000\\udce9", ""]],'
        ' "locations": [["<text>", 3, 7], ["<text>", 4, 7]],'
        ' "anchors": [[[0, 3, 8]], [[0, 4, 8], [1, 4, 12], [2, 4, 19]]]},\n'
        '{"name": "www.example.com", "type": "A", "status": "found", "ttl": 300,'
        ' "aliases": ["mail.example.com"], "records": ["9.9.9.9"], "locations": [["<text>", 6, 8]]}\n'
        "]}\n]}\n"
    )


def test_order_of_questions_does_not_matter() -> None:
    assert dump([saved(recording())]) == dump([saved(recording(QUESTIONS[::-1]))])


RECORDS = st.one_of(
    st.text(),
    st.builds(Mx, st.integers(0, 65535), st.text()),
    st.builds(Txt, st.lists(st.binary(max_size=255)).map(tuple)),
)
ANSWERS = st.builds(
    Answer,
    owner=st.text(),
    rdtype=st.text(),
    status=st.sampled_from(Status),
    records=st.lists(RECORDS).map(tuple),
    ttl=st.integers(0, 2**31),
    authentic=st.booleans(),
    aliases=st.lists(st.text()).map(tuple),
    server=st.text(),
    failure=st.none() | st.sampled_from(Failure),
    detail=st.text(),
    beside_alias=st.text(),
    locations=st.lists(st.builds(Location, st.text(), st.integers(1), st.integers(1))).map(tuple),
    anchors=st.lists(st.lists(st.builds(Anchor, *[st.integers(0)] * 3)).map(tuple)).map(tuple),
)


@given(ANSWERS)
def test_any_answer_survives(answer: Answer) -> None:
    kept = {Asked("example.com", "A"): answer}
    assert dump([saved(kept)]).isascii()
    assert replay(kept).answer("example.com", "A") == answer


def document(answers: object) -> str:
    own = json.loads(dump([saved({})]))["domains"][0] | {"answers": answers}
    return json.dumps({"version": 1, "domains": [own]})


BAD = {
    "": "not JSON: Expecting value: line 1 column 1 (char 0); a file that --save-answers wrote is needed",
    "[]": "recorded answers of version null; 1 is read",
    '{"version": 2, "answers": []}': "recorded answers of version 2; 1 is read",
    '{"version": 1}': (
        "an answer is not as it was written (KeyError: 'domains'); a file that --save-answers wrote is needed"
    ),
}


@pytest.mark.parametrize(("text", "message"), BAD.items(), ids=BAD)
def test_other_text_is_an_error(text: str, message: str) -> None:
    with pytest.raises(RecordedAnswersError) as caught:
        load(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "members",
    [
        {"name": 5},
        {"type": None},
        {"status": "fine"},
        {"failure": "tired"},
        {"records": 5},
        {"records": [5]},
        {"records": [[5, 5]]},
        {"records": [["a", 5]]},
        {"records": [{"a": 1}]},
        {"ttl": "long"},
        {"aliases": [1]},
        {"locations": [[1]]},
        {"locations": [["x", "1", 2]]},
        {"server": []},
    ],
    ids=json.dumps,
)
def test_answer_of_another_shape_is_an_error(members: dict[str, object]) -> None:
    whole = {"name": "example.com", "type": "A", "status": "found"} | members
    with pytest.raises(RecordedAnswersError, match=r"^an answer is not as it was written"):
        load(document([whole]))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_json_is_read_or_an_error(value: object) -> None:
    wholes = (value, {"version": 1, "domains": value}, {"version": 1, "domains": [value]})
    for text in (*map(json.dumps, wholes), document(value), document([value])):
        try:
            load(text)
        except RecordedAnswersError:
            continue


def test_deeply_nested_json_is_an_error() -> None:
    with pytest.raises(RecordedAnswersError, match=r"^not JSON: "):
        load("[" * 100_000)
