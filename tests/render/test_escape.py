"""Nothing that a terminal obeys, hides or misplaces gets through; everything that can be read does."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailcheck.render.escape import cells, visible, visible_with_offsets

HOSTILE = st.text(
    st.characters(codec=None, categories=None) | st.sampled_from("\x00\x1b\x7f\x9b\u202e\u200b\udcff[")
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("v=spf1 mx -all", "v=spf1 mx -all", id="printable ASCII stays"),
        pytest.param("[red]x[/red] :smile:", "[red]x[/red] :smile:", id="markup is text"),
        pytest.param("bücher, 例え, Ω", "bücher, 例え, Ω", id="letters of any script stay"),
        pytest.param("\x1b[31m", "\\x1b[31m", id="escape sequence"),
        pytest.param("a\0b", "a\\x00b", id="NUL"),
        pytest.param("\x7f\x08", "\\x7f\\x08", id="delete and backspace"),
        pytest.param("\t\r\n", "\\t\\r\\n", id="the controls that have a name"),
        pytest.param("\x9b31m", "\\u009b31m", id="C1 control sequence introducer"),
        pytest.param("\udce9t\udcff", "\\xe9t\\xff", id="octets that are not UTF-8"),
        pytest.param("\ud800", "\\ud800", id="a surrogate that is no octet"),
        pytest.param("\u202eevil\u2066", "\\u202eevil\\u2066", id="bidirectional overrides"),
        pytest.param("a\u200bb\u200d\ufeff", "a\\u200bb\\u200d\\ufeff", id="zero width"),
        pytest.param("\u2028\u2029\x85", "\\u2028\\u2029\\u0085", id="line separators"),
        pytest.param("\u00a0\u2003\u3000", "\\u00a0\\u2003\\u3000", id="blanks that are no space"),
        pytest.param("\u3164\u2800", "\\u3164\\u2800", id="letters and symbols that look blank"),
        pytest.param("e\u0301\ufe0f", "e\\u0301\\ufe0f", id="combining marks and variation selectors"),
        pytest.param("\ue000\U000f0000", "\\ue000\\U000f0000", id="private use"),
        pytest.param("##[error]x ##vso[y]", "#\\x23[error]x #\\x23vso[y]", id="commands in logs"),
        pytest.param("###é####", "#\\x23#é#\\x23#\\x23", id="many number signs"),
        pytest.param("# x#", "# x#", id="number signs apart"),
        pytest.param("\U000e0041", "\\U000e0041", id="tag characters"),
    ],
)
def test_what_cannot_be_seen_is_spelled_out(text: str, expected: str) -> None:
    assert visible(text) == expected


@given(HOSTILE)
def test_every_character_that_comes_out_can_be_seen(text: str) -> None:
    shown = visible(text)
    assert shown.isprintable()
    assert not {unicodedata.category(character) for character in shown} & {"Mn", "Me", "Cf", "Cc", "Cs", "Co"}


@given(HOSTILE)
def test_the_result_is_its_own_escape(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize("text", ["##", "a###b", "é####", "#é#"])
def test_offsets_know_of_number_signs(text: str) -> None:
    shown, offsets = visible_with_offsets(text)
    assert (shown, offsets[-1]) == (visible(text), len(visible(text)))
    assert all(shown[start] in {character, "\\"} for start, character in zip(offsets, text, strict=False))


@given(HOSTILE)
def test_offsets_lead_from_every_character_to_its_escape(text: str) -> None:
    shown, offsets = visible_with_offsets(text)
    assert shown == visible(text)
    assert len(offsets) == len(text) + 1
    pieces = [shown[start:end] for start, end in pairwise(offsets)]
    assert [visible(character) for character in text] == pieces or "##" in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("-all", 4, id="ASCII"),
        pytest.param("bücher", 6, id="narrow"),
        pytest.param("例え", 4, id="wide"),
        pytest.param("ｆ", 2, id="full width"),
    ],
)
def test_wide_characters_take_two_columns(text: str, expected: int) -> None:
    assert cells(text) == expected
