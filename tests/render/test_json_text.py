"""Words are said in JSON as the module `json` would write them, and no more of them are kept than is said."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailcheck.render.json import LONGEST, SIZE, JsonTexts, json_text, quote, text

WORDS = st.text(
    st.characters(codec=None, categories=None) | st.sampled_from('\x00\x1b\x7f##"\\\udcff\ud800\U0001f600')
)


@given(WORDS)
@example("v=spf1 -all")
@example("###")
@example("a\x7fb")
def test_words_are_said_in_one_way(words: str) -> None:
    assert quote(words) == json_text(words) == json_text(words) == text(words)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x7f#")))
def test_what_needs_no_care_is_as_json_has_it(words: str) -> None:
    assert json_text(words) == json.dumps(words)


@pytest.mark.parametrize("value", [None, True, False, ""])
def test_yes_no_and_nothing_are_said_too(value: str | bool | None) -> None:
    assert json_text(value) == json.dumps(value)


def test_what_is_kept_has_a_limit() -> None:
    words = JsonTexts()
    for number in range(SIZE + 2):
        assert words[f"word {number}"] == f'"word {number}"'
    assert len(words) == 2


def test_what_is_long_is_not_kept() -> None:
    words = JsonTexts()
    assert words["x" * LONGEST] == f'"{"x" * LONGEST}"'
    assert len(words) == 0
