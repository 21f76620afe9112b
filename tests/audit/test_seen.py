"""A set of texts that keeps little."""

from hypothesis import given
from hypothesis import strategies as st

from mailcheck.audit.listing import Seen


@given(st.lists(st.text(max_size=3)))
def test_it_tells_new_from_old_as_a_set_does(texts: list[str]):
    seen, known = Seen(), set()
    for text in texts:
        assert seen.add(text) == (text not in known)
        known.add(text)
    assert len(seen) == len(known)


def test_it_grows():
    seen = Seen()
    assert all(seen.add(f"domain{number}.example") for number in range(20_000))
    assert not any(seen.add(f"domain{number}.example") for number in range(20_000))
    assert len(seen) == 20_000
