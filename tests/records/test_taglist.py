"""A tag-list is cut at its semicolons, and whatever stands between two is a tag, a stray, or nothing."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailcheck.dns.answers import Span
from mailcheck.records.taglist import BLANKS, Stray, Tag, parse

pieces = st.sampled_from(["v", "p", "=", ";", " ", "\t", "\r\n", "DMARC1", "\u00a0", "k=rsa", "p=none;"])
lists = st.lists(pieces, max_size=14).map("".join) | st.text(max_size=40)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("v=1", Tag("v", "1", Span(0, 3), Span(0, 1), Span(2, 3)), id="plain"),
        pytest.param(" v = 1 ", Tag("v", "1", Span(1, 6), Span(1, 2), Span(5, 6)), id="blanks around"),
        pytest.param("v=1 2", Tag("v", "1 2", Span(0, 5), Span(0, 1), Span(2, 5)), id="a blank in the value"),
        pytest.param("v w=1", Tag("v w", "1", Span(0, 5), Span(0, 3), Span(4, 5)), id="a blank in the name"),
        pytest.param("p= ", Tag("p", "", Span(0, 2), Span(0, 1), Span(2, 2)), id="no value"),
        pytest.param("p==", Tag("p", "=", Span(0, 3), Span(0, 1), Span(2, 3)), id="two equals signs"),
        pytest.param("=1", Stray("=1", Span(0, 2)), id="no name"),
        pytest.param(" none ", Stray("none", Span(1, 5)), id="no equals sign"),
    ],
)
@pytest.mark.parametrize("end", ["", ";"])
def test_what_stands_between_two_semicolons(text: str, expected: Tag | Stray, end: str) -> None:
    read = parse(text + end)
    assert (read.entries, read.empties, read.tail) == ((expected,), (), None)


@pytest.mark.parametrize(
    ("text", "empties", "tail"),
    [
        pytest.param("", (), None, id="no text"),
        pytest.param("  ", (), None, id="blanks alone"),
        pytest.param("v=1;", (), None, id="a semicolon at the end"),
        pytest.param("v=1; ", (), Span(4, 5), id="blanks behind it"),
        pytest.param("v=1;; p=2", (Span(4, 4),), None, id="two semicolons"),
        pytest.param("; ;", (Span(0, 0), Span(1, 2)), None, id="semicolons alone"),
    ],
)
def test_where_nothing_stands(text: str, empties: tuple[Span, ...], tail: Span | None) -> None:
    read = parse(text)
    assert (read.empties, read.tail) == (empties, tail)


@given(lists)
def test_every_piece_is_one_entry_or_empty(text: str) -> None:
    read = parse(text)
    written = [text[entry.span.start : entry.span.end] for entry in read.entries]
    assert written == [bare for piece in text.split(";") if (bare := piece.strip(BLANKS))]
    assert len(read.empties) == sum(not piece.strip(BLANKS) for piece in text.split(";")[:-1])


@given(lists)
def test_names_and_values_stand_where_they_are_said_to(text: str) -> None:
    for tag in parse(text).tags:
        written = text[tag.span.start : tag.span.end]
        name, _, value = written.partition("=")
        assert (tag.name, tag.value) == (name.strip(BLANKS), value.strip(BLANKS))
        assert tag.name == text[tag.name_span.start : tag.name_span.end]
        assert tag.value == text[tag.value_span.start : tag.value_span.end]


@pytest.mark.parametrize("unit", [" ", "a", "a ", "=", "= ", ";", "a=b c;", "p=" + " " * 500 + "x y;"])
def test_a_long_text_takes_no_longer_than_its_length(unit: str) -> None:
    started = time.process_time()
    parse("p=" + unit * (60_000 // len(unit)) + "x y")
    assert time.process_time() - started < 1
