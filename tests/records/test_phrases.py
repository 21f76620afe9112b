"""What was meant is guessed, and what is too long cut, in one way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailcheck.dns.phrases import cut, edits, nearest, similar

words = st.text("abcd", max_size=6)


@given(words, words, st.sampled_from([1, 2]))
def test_the_distance_is_one_of_edits(one: str, other: str, swap: int) -> None:
    assert (edits(one, other, swap) == 0) is (one == other)
    assert edits(one, other, swap) == edits(other, one, swap)
    assert abs(len(one) - len(other)) <= edits(one, other, swap) <= max(len(one), len(other))


@given(words, st.integers(0, 5), st.sampled_from("abcd"))
def test_one_letter_is_one_edit(word: str, place: int, letter: str) -> None:
    more = word[:place] + letter + word[place:]
    assert edits(word, more) == edits(more, word) == 1
    assert edits(more, more[:place] + "x" + more[place + 1 :]) == 1 if place < len(more) else True


@pytest.mark.parametrize(
    ("one", "other", "count", "as_two"),
    [
        pytest.param("", "", 0, 0, id="nothing"),
        pytest.param("", "spf", 3, 3, id="all of it"),
        pytest.param("mxi", "mix", 1, 2, id="neighbours change places"),
        pytest.param("xim", "mix", 2, 2, id="others are replaced"),
        pytest.param("qaurantien", "quarantine", 2, 4, id="two swaps"),
        pytest.param("incldue", "include", 1, 2, id="in the middle"),
        pytest.param("rejct", "reject", 1, 1, id="one is missing"),
        pytest.param("none", "reject", 5, 5, id="one letter in common"),
    ],
)
def test_neighbours_that_change_places_are_one_edit_or_two(
    one: str, other: str, count: int, as_two: int
) -> None:
    assert edits(one, other) == count
    assert edits(one, other, 2) == as_two


def test_the_nearest_come_first_and_of_those_the_longest() -> None:
    assert similar("rua", ["ra", "ruf", "rub", "rua", "pct"], 1) == ["rua", "rub", "ruf", "ra"]
    assert similar("rua", ["ruf", "rua", "pct", "ra"], 0) == ["rua"]
    assert similar("ura", ["rua"], 1) == ["rua"]
    assert similar("ura", ["rua"], 1, swap=2) == []


@given(words, st.lists(words), st.integers(0, 6))
def test_all_that_are_near_enough_are_found(word: str, known: list[str], most: int) -> None:
    assert sorted(similar(word, known, most)) == sorted(name for name in known if edits(word, name) <= most)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        pytest.param("chek", "did you mean `check`?", id="a letter is missing"),
        pytest.param("cehck", "did you mean `check`?", id="a swap"),
        pytest.param("Check", "did you mean `check`?", id="a capital"),
        pytest.param("checks", "did you mean `check`?", id="a letter too many"),
        pytest.param("x" * 9999, "there are check, audit, plan", id="far too long"),
        pytest.param("au", "did you mean `audit`?", id="the beginning"),
        pytest.param("verify", "there are check, audit, plan", id="another word"),
        pytest.param("", "there are check, audit, plan", id="nothing"),
    ],
)
def test_a_hint_names_the_nearest_or_all(word: str, said: str) -> None:
    assert nearest(word, ("check", "audit", "plan")) == said


def test_a_hint_does_not_list_many() -> None:
    many = [f"name{number}" for number in range(13)]
    assert nearest("other", many) == "`mailcheck rules` lists them"
    assert nearest("other", many, "the manual lists them") == "the manual lists them"
    assert nearest("other", many[:12]) == f"there are {', '.join(many[:12])}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("1234", "1234", id="shorter"),
        pytest.param("12345", "12345", id="as long"),
        pytest.param("123456", "1234…", id="longer"),
    ],
)
def test_a_long_text_is_cut_to_the_room_with_the_mark(text: str, expected: str) -> None:
    assert cut(text, 5) == expected


def test_a_mark_of_its_own_takes_its_room() -> None:
    assert cut("1234567", 6, "...") == "123..."
    assert cut("1234567", 6, "") == "123456"
