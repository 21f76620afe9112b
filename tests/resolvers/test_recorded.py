"""Answers that are kept and answered from."""

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailcheck.answers import Anchor, Answer, Failure, Location, Mx, Status, Txt
from mailcheck.resolvers.overlay import OfflineResolver, OverlayResolver
from mailcheck.resolvers.recorded import (
    RecordedAnswersError,
    RecordedResolver,
    RecordingResolver,
    dumped,
)
from mailcheck.resolvers.zone import ZoneResolver

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
QUESTIONS = [
    (f"{label}example.com", rdtype)
    for label in ("", "mail.", "www.", "loop.", "away.", "none.", "Mail.")
    for rdtype in ("MX", "TXT", "A", "SPF", "TYPE99", "SOA")
]


def recording() -> RecordingResolver:
    return RecordingResolver(OverlayResolver(ZoneResolver.from_text(ZONE), OfflineResolver()))


def test_replay_gives_equal_answers() -> None:
    inner = recording()
    answers = [inner.answer(*question) for question in QUESTIONS]
    replay = RecordedResolver.load(inner.dump())
    assert [replay.answer(*question) for question in QUESTIONS] == answers


def test_answers_that_are_waited_for_are_kept_too() -> None:
    class Later:
        def ask(self, name: str, rdtype: str) -> "asyncio.Future[Answer]":
            future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
            answer = Answer(name, rdtype, Status.NO_NAME, ttl=7, authentic=True, server="9.9.9.9")
            asyncio.get_running_loop().call_soon(future.set_result, answer)
            return future

    async def recorded() -> tuple[list[Answer], str]:
        resolver = RecordingResolver(Later())
        assert not hasattr(resolver, "answer")
        asked = [resolver.ask(name, "A") for name in ("a.example", "b.example")]
        return [await future for future in asked], resolver.dump()

    async def replayed(text: str) -> list[Answer]:
        replay = RecordedResolver.load(text)
        return [await replay.ask(name, "A") for name in ("a.example", "b.example")]

    answers, text = asyncio.run(recorded())
    assert asyncio.run(replayed(text)) == answers


def test_question_that_was_not_asked_cannot_be_told() -> None:
    replay = RecordedResolver.load(recording().dump())
    assert replay.answer("Example.com.", "mx") == Answer(
        "example.com",
        "MX",
        Status.FAILED,
        failure=Failure.OFFLINE,
        detail="not among the recorded answers",
    )


def test_form_of_the_text() -> None:
    inner = recording()
    for question in [("www.example.com", "A"), ("example.com", "TXT"), ("Example.com.", "mx")]:
        inner.answer(*question)
    assert inner.dump() == (
        '{"version": 1, "answers": [\n'
        '{"name": "example.com", "type": "MX", "status": "found", "ttl": 300,'
        ' "records": [[10, "mail.example.com"]], "locations": [["<text>", 2, 6]],'
        ' "anchors": [[[0, 2, 6], [3, 2, 9]]]},\n'
        '{"name": "example.com", "type": "TXT", "status": "found", "ttl": 300,'
        ' "records": [["v=spf1 mx -all"], ["\\u0000\\udce9", ""]],'
        ' "locations": [["<text>", 3, 7], ["<text>", 4, 7]],'
        ' "anchors": [[[0, 3, 8]], [[0, 4, 8], [1, 4, 12], [2, 4, 19]]]},\n'
        '{"name": "www.example.com", "type": "A", "status": "found", "ttl": 300,'
        ' "aliases": ["mail.example.com"], "records": ["9.9.9.9"], "locations": [["<text>", 6, 8]]}\n'
        "]}\n"
    )


def test_order_of_questions_does_not_matter() -> None:
    texts = []
    for questions in (QUESTIONS, QUESTIONS[::-1]):
        inner = recording()
        for question in questions:
            inner.answer(*question)
        texts.append(inner.dump())
    assert texts[0] == texts[1]


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
    text = dumped({("example.com", "A"): answer})
    assert text.isascii()
    assert RecordedResolver.load(text).answer("example.com", "A") == answer


BAD = {
    "": "not JSON: Expecting value: line 1 column 1 (char 0); a file that --save-answers wrote is needed",
    "[]": "recorded answers of version null; 1 is read",
    '{"version": 2, "answers": []}': "recorded answers of version 2; 1 is read",
    '{"version": 1}': (
        "an answer is not as it was written (KeyError: 'answers'); a file that --save-answers wrote is needed"
    ),
}


@pytest.mark.parametrize(("text", "message"), BAD.items(), ids=BAD)
def test_other_text_is_an_error(text: str, message: str) -> None:
    with pytest.raises(RecordedAnswersError) as caught:
        RecordedResolver.load(text)
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
        RecordedResolver.load(json.dumps({"version": 1, "answers": [whole]}))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_json_is_read_or_an_error(value: object) -> None:
    for document in (value, {"version": 1, "answers": value}, {"version": 1, "answers": [value]}):
        try:
            RecordedResolver.load(json.dumps(document))
        except RecordedAnswersError:
            continue


def test_deeply_nested_json_is_an_error() -> None:
    with pytest.raises(RecordedAnswersError, match=r"^not JSON: "):
        RecordedResolver.load("[" * 100_000)
