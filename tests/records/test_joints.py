"""Where two strings of a TXT record lost what was to separate them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailcheck.dns.answers import Txt
from mailcheck.records.string_joints import JOINT_LIMIT, REACH, joints, mend


def _txt(*strings: str) -> Txt:
    return Txt(tuple(string.encode() for string in strings))


def _mended(*strings: str) -> str:
    record = _txt(*strings)
    return mend(record.text, joints(record))


TAGS = "v k p h s t n g sp np rua ruf adkim aspf fo psd pct rf ri"
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
    *[
        pytest.param(("v=DKIM1", f"{tag}=x"), f"v=DKIM1; {tag}=x", id=f"the tag {tag}")
        for tag in TAGS.split()
    ],
    pytest.param(("v=DMARC1 ", " \tp \t= \tnone"), "v=DMARC1 ;  \tp \t= \tnone", id="blanks all around"),
    pytest.param((" v = dmarc1", "p=none"), " v = dmarc1; p=none", id="another version"),
    pytest.param(("v=DMARC1; p=none", "sp=none", "t=y"), "v=DMARC1; p=none; sp=none; t=y", id="three"),
    pytest.param(("v=DKIM1; k=rsa;p=AAAA", "n=x"), "v=DKIM1; k=rsa;p=AAAA; n=x", id="a semicolon before it"),
    pytest.param(("v=spf1", "exp=x.example"), "v=spf1 exp=x.example", id="an explanation"),
    pytest.param(("v=spf1 ip4:9.9.9.9", "a:x.exa", "mple"), "v=spf1 ip4:9.9.9.9 a:x.example", id="cut again"),
    pytest.param(("v=spf1 include:x.exa", "mple", "-all"), "v=spf1 include:x.example -all", id="cut before"),
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
    pytest.param(("v=DMARC1; p=none", "zz=x"), id="no tag"),
    pytest.param(("v=DMARC1; p=", "t=y"), id="a value that is missing"),
    pytest.param(("v=DMARC1; p", "t=y"), id="a tag without its sign"),
    pytest.param(("v=DMARC1; 1=x", "t=y"), id="a tag with a digit"),
    pytest.param(("v=DKIM1; p=AA", "k= ="), id="padding with a blank"),
    pytest.param(("v=DKIM1; p=AA", "k=;"), id="a tag without a value"),
    pytest.param(("v=DKIM1; p=AA", "k=\n"), id="a line end for a value"),
    pytest.param(("v=spf1 a:x.example", "mx"), id="letters that may end a name"),
    pytest.param(("v=spf1 a:x.example", "ptr"), id="letters that may belong to the name"),
    pytest.param(("v=spf1 -all", "foo=bar"), id="an unknown modifier"),
    pytest.param(("v=spf1 foo", "-all"), id="what is no term"),
    pytest.param(("x=spf1", "mx"), id="another version"),
    pytest.param((), id="no string at all"),
]


@pytest.mark.parametrize("strings", WHOLE)
def test_what_continues_is_left_alone(strings: tuple[str, ...]) -> None:
    assert joints(_txt(*strings)) == ()


def test_many_strings_are_not_all_looked_at() -> None:
    assert len(joints(Txt((b"v=spf1 mx", *[b"-all"] * 5000)))) <= JOINT_LIMIT


class TestReach:
    """Only so many characters to each side of a joint are looked at."""

    @pytest.mark.parametrize(("size", "found"), [(REACH - 1, True), (REACH, False)])
    def test_the_word_before(self, size: int, found: bool) -> None:
        term = "ip4:9.9.9.9 " + "exists:" + "x" * (size - len("exists:.1a")) + ".1a"
        assert bool(joints(_txt(f"v=spf1 {term}", "-all"))) is found

    @pytest.mark.parametrize(("size", "found"), [(REACH, True), (REACH + 1, False)])
    def test_the_word_after(self, size: int, found: bool) -> None:
        term = "exists:" + "x" * (size - len("exists:.1a")) + ".1a"
        assert bool(joints(_txt("v=spf1 mx", f"{term} -all"))) is found

    def test_what_is_around_is_shown(self) -> None:
        (joint,) = joints(_txt("v=spf1 ip4:9.9.9.9", "include:" + "y" * 30 + ".example -all"))
        assert joint == (18, " ", "ip4:9.9.9.9include:" + "y" * 16)
        (joint,) = joints(_txt("v=DMARC1;x=y", "p=none;t=y"))
        assert joint == (12, "; ", "x=yp=none")
        (joint,) = joints(_txt("v=DMARC1; rua=mailto:" + "x" * 30 + "@example.com", "p=none; t=y"))
        assert joint == (63, "; ", "x" * 12 + "@example.comp=none")


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
