"""Wrapping loses nothing, and marks stand under what they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailcheck.dns.answers import Span
from mailcheck.render.escape import cells, visible
from mailcheck.render.text.lines import UNBOUNDED, Piece, hang, mark, paint, piece, prose, table

TEXT = st.text(max_size=300)
ROOM = st.integers(24, 120)


def plain(lines) -> list[str]:
    return paint(lines, colour=False).splitlines()


@pytest.mark.parametrize(
    ("text", "spans", "room", "expected"),
    [
        pytest.param("v=spf1 mx -all", [], 80, ["v=spf1 mx -all"], id="nothing to mark"),
        pytest.param("v=spf1 mx +all", [(10, 14)], 80, ["v=spf1 mx +all", "          ^^^^"], id="one span"),
        pytest.param("a b c", [(0, 1), (4, 5)], 80, ["a b c", "^   ^"], id="two spans share a line"),
        pytest.param("a\tb c", [(2, 3)], 80, ["a\\tb c", "   ^"], id="an escape before the span shifts it"),
        pytest.param("a\0c", [(1, 2)], 80, ["a\\x00c", " ^^^^"], id="a mark covers the whole escape"),
        pytest.param("例 b", [(2, 3)], 80, ["例 b", "   ^"], id="a wide character takes two columns"),
        pytest.param("例え b", [(0, 1)], 80, ["例え b", "^^"], id="a mark under a wide character is wide"),
        pytest.param("mx", [(2, 2)], 80, ["mx", "  ^"], id="the place after the end"),
        pytest.param("mx a", [(2, 2)], 80, ["mx a", "  ^"], id="an empty span inside"),
        pytest.param("", [(0, 0)], 80, ["", "^"], id="an empty record"),
        pytest.param("mx", [(5, 9)], 80, ["mx", "  ^"], id="a span beyond the end"),
        pytest.param(
            "v=spf1 include:a.example include:b.example",
            [(25, 42)],
            24,
            ["v=spf1 include:a.example", "include:b.example", "^^^^^^^^^^^^^^^^^"],
            id="marks on the second line",
        ),
        pytest.param(
            "v=spf1 include:a.example ",
            [(25, 25)],
            24,
            ["v=spf1 include:a.example", " " * 24 + "^"],
            id="the place after a blank that has no room",
        ),
        pytest.param(
            "A" * 60, [(20, 30)], 24, ["A" * 24, " " * 20 + "^^^^", "A" * 24, "^^^^^^", "A" * 12], id="cut"
        ),
    ],
)
def test_marks_stand_under_the_characters_they_mean(text: str, spans, room: int, expected: list[str]) -> None:
    assert plain(mark(text, [Span(*span) for span in spans], room)) == expected


@given(TEXT, ROOM)
def test_a_wrapped_record_is_whole(text: str, room: int) -> None:
    lines = [line[0].text for line in mark(text, (), room)]
    assert "".join(lines).replace(" ", "") == visible(text).replace(" ", "")
    assert all(cells(line) <= room for line in lines)


@given(TEXT, ROOM)
def test_wrapped_prose_keeps_every_word(text: str, room: int) -> None:
    lines = plain(prose(text, room))
    assert "".join(lines).replace(" ", "") == visible(text).replace(" ", "")
    assert all(cells(line) <= room for line in lines)


@given(TEXT, st.integers(0, 310), st.integers(0, 310), ROOM)
def test_marks_never_leave_the_line(text: str, start: int, end: int, room: int) -> None:
    for line in plain(mark(text, [Span(start, end)], room)):
        assert cells(line) <= room + 1  # one column for the place after the end


@given(TEXT)
def test_to_a_pipe_a_record_is_one_line(text: str) -> None:
    assert len(list(mark(text, (), UNBOUNDED))) == 1


def test_a_megabyte_is_wrapped_in_no_time() -> None:
    lines = list(mark("x" * (1 << 20), [Span(0, 1 << 20)], 66))
    assert sum(len(line[0].text) for line in lines[::2]) == 1 << 20


def test_a_lead_stands_before_the_first_line_only() -> None:
    lines = hang((piece("MX"),), [(piece("a"),), (piece("b"),), ()], 6)
    assert plain(lines) == ["MX    a", "      b", ""]


def test_a_lead_that_is_too_long_pushes_the_text() -> None:
    assert plain(hang((piece("not checked"),), [(piece("a"),)], 6)) == ["not checked a"]


def test_a_lead_without_lines_stands_alone() -> None:
    assert plain(hang((piece("MX"),), [], 6)) == ["MX"]


def test_columns_are_aligned_by_width() -> None:
    rows = [("例", "x", "1"), ("main", "yy", "2")]
    assert plain(table(rows)) == ["例    x   1", "main  yy  2"]


def test_only_the_painter_writes_escape_sequences() -> None:
    hostile = piece("\x1b[2J[red]", "fail")
    assert paint([(hostile, Piece(" ", ""))], colour=True) == "\x1b[1;31m\\x1b[2J[red]\x1b[0m\n"
    assert paint([(hostile,)], colour=False) == "\\x1b[2J[red]\n"
