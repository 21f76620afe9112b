"""Where two strings of a TXT record lost what was to separate them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailcheck.dns.answers import Txt
from mailcheck.records.string_joints import JOINT_LIMIT, joints, mend


def _txt(*strings: str) -> Txt:
    return Txt(tuple(string.encode() for string in strings))


def _mended(*strings: str) -> str:
    record = _txt(*strings)
    return mend(record.text, joints(record))


MENDED = [
    pytest.param(("v=spf1", "mx -all"), "v=spf1 mx -all", id="after the version"),
    pytest.param(("v=spf1 mx", "-all"), "v=spf1 mx -all", id="before the last term"),
    pytest.param(("V=SPF1 MX", "A -ALL"), "V=SPF1 MX A -ALL", id="upper case"),
    pytest.param(("v=spf1 a", "mx", "-all"), "v=spf1 a mx -all", id="a string of one word"),
    pytest.param(
        ("v=spf1 ip4:9.9.9.1", "", "a -all"), "v=spf1 ip4:9.9.9.1 a -all", id="an empty string between"
    ),
    pytest.param(("v=spf1 mx", "redirect=a.example"), "v=spf1 mx redirect=a.example", id="a modifier"),
    pytest.param(("v=spf1 include:a.example", "~all"), "v=spf1 include:a.example ~all", id="a qualifier"),
    pytest.param(("v=DMARC1", "p=none"), "v=DMARC1; p=none", id="DMARC"),
    pytest.param(("v=DKIM1; k=rsa", "t=y; p=AAAA"), "v=DKIM1; k=rsa; t=y; p=AAAA", id="DKIM"),
]


@pytest.mark.parametrize(("strings", "text"), MENDED)
def test_a_lost_separator_is_put_in(strings: tuple[str, ...], text: str) -> None:
    assert _mended(*strings) == text


WHOLE = [
    pytest.param(("v=spf1 mx -all",), id="one string"),
    pytest.param(("v=spf1 mx ", "-all"), id="space before"),
    pytest.param(("v=spf1 mx", " -all"), id="space after"),
    pytest.param(("v=spf1 include:a.exam", "ple -all"), id="within a name"),
    pytest.param(("v=spf1 include:a.b", ".a:c.d"), id="what follows begins with a dot"),
    pytest.param(("v=spf1 ip4:9.9.9.9/2", "4 -all"), id="within a prefix"),
    pytest.param(("v=spf1 mx x", "=y -all"), id="within an unknown modifier"),
    pytest.param(("v=spf1 exists:%{i}.a", "a.example -all"), id="within a macro-string"),
    pytest.param(("v=DKIM1; p=AA", "k=="), id="padding that looks like a tag"),
    pytest.param(("v=DKIM1; p=AA", "h="), id="one sign of padding"),
    pytest.param(("v=DMARC1; rua=mailto:a@b.example,", "mailto:c@d.example"), id="within a list"),
    pytest.param(("v=DMARC1;", "p=none"), id="semicolon before"),
    pytest.param(("v=DMARC1", "; p=none"), id="semicolon after"),
    pytest.param(("google-site=a", "b=c"), id="another text"),
    pytest.param((), id="no string at all"),
]


@pytest.mark.parametrize("strings", WHOLE)
def test_what_continues_is_left_alone(strings: tuple[str, ...]) -> None:
    assert joints(_txt(*strings)) == ()


def test_many_strings_are_not_all_looked_at() -> None:
    assert len(joints(Txt((b"v=spf1 mx", *[b"-all"] * 5000)))) <= JOINT_LIMIT


PIECES = st.one_of(
    st.sampled_from([b"v=spf1", b" ", b"mx", b"a:b.example", b"~all", b"v=DKIM1", b"p=", b";", b"v=DMARC1"]),
    st.binary(max_size=255),
)


@given(st.lists(PIECES, max_size=8))
def test_any_octets_are_read(strings: list[bytes]) -> None:
    record = Txt(tuple(strings))
    found = joints(record)
    text = mend(record.text, found)
    assert len(text) == len(record.text) + sum(len(joint.separator) for joint in found)


TERMS = st.sampled_from(
    ["mx", "a:mail.example.com", "ip4:9.9.9.0/24", "ip6:2a00::/32", "include:_spf.example.net"]
)


@given(st.lists(TERMS, min_size=1, max_size=6), st.integers(min_value=1, max_value=200))
def test_a_sound_record_may_be_cut_anywhere(terms: list[str], place: int) -> None:
    text = " ".join(["v=spf1", *terms, "-all"])
    cut = place % len(text)
    assert joints(_txt(text[:cut], text[cut:])) == ()
