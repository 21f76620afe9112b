"""What is too long is cut in one way."""

import pytest

from mailcheck.dns.phrases import cut


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
