"""The grammar of RFC 7208 section 12, production by production."""

from pathlib import Path

import pytest
import yaml

from mailcheck.dns.answers import Source, Span
from mailcheck.records.spf.macros import parse_explanation
from mailcheck.records.spf.parser import is_spf, parse, render
from mailcheck.records.spf.record import DomainSpec, Invalid, Macro, Mechanism, Modifier, SpfRecord

VECTORS = Path(__file__).parents[1] / "vectors" / "spf_grammar.yml"


def _vectors() -> list[object]:
    vectors = yaml.safe_load(VECTORS.read_text(encoding="utf-8"))
    return [pytest.param(vector, id=vector["id"]) for vector in vectors]


@pytest.mark.parametrize("vector", _vectors())
def test_the_vectors_hold(vector: dict[str, object]) -> None:
    text = str(vector["record"])
    selected = is_spf(text)
    assert (selected, selected and parse(text).valid) == (vector.get("selected", True), vector["valid"])


def _only(term: str) -> Mechanism | Modifier | Invalid:
    (found,) = parse(f"v=spf1 {term}").terms
    return found


class TestSelection:
    """A record begins with the version section, terminated by SP or the end (section 4.5)."""

    @pytest.mark.parametrize("text", ["v=spf1", "v=spf1 ", "V=SPF1 -all", "v=spf1   mx"])
    def test_a_version_before_a_space_or_the_end_is_spf(self, text: str) -> None:
        assert is_spf(text)

    @pytest.mark.parametrize(
        "text",
        ["", "v=spf10", "v=spf1;", "v=spf1\t-all", " v=spf1", '"v=spf1"', "v = spf1", "spf2.0/pra", "v=spf"],
    )
    def test_anything_else_is_not(self, text: str) -> None:
        assert not is_spf(text)

    @pytest.mark.parametrize("text", ["", "mx -all", "v=spf10 -all", " "])
    def test_text_without_the_version_is_no_valid_record(self, text: str) -> None:
        assert not parse(text).valid


def test_a_whole_record_is_read_with_spans() -> None:
    source = Source("example.com", "TXT", "V=SPF1 a:Mail.Example/24//64 -ALL")
    domain = DomainSpec("Mail.Example", Span(9, 21), ("Mail.Example",))
    terms = (
        Mechanism("+", "a", Span(7, 28), domain, None, 24, 64),
        Mechanism("-", "all", Span(29, 33)),
    )
    assert parse(source) == SpfRecord(source, terms)


def test_terms_may_be_parted_by_several_spaces() -> None:
    assert [term.span for term in parse("v=spf1   mx  -all  ").terms] == [Span(9, 11), Span(13, 17)]


@pytest.mark.parametrize(
    ("text", "repeats"),
    [
        pytest.param("mx a mx:x.example", False, id="different targets"),
        pytest.param("ip4:192.0.2.1 ip4:192.0.2.1/24", False, id="different lengths"),
        pytest.param("mx ~MX", True, id="in whatever case and with whatever qualifier"),
        pytest.param("ip4:192.0.2.1 ip4:192.0.2.1/32", True, id="in another spelling"),
        pytest.param("foo=1 foo=1", False, id="modifiers"),
    ],
)
def test_a_record_knows_whether_a_mechanism_stands_twice(text: str, repeats: bool) -> None:
    assert parse(f"v=spf1 {text}").repeats is repeats


@pytest.mark.parametrize(
    ("text", "everybody"),
    [
        pytest.param("ip4:192.0.2.1 ~all", False, id="a gentle end"),
        pytest.param("+all", True, id="all"),
        pytest.param("ip6:::/0 -all", True, id="a network"),
        pytest.param("a/0", True, id="around a host"),
        pytest.param("-ip4:192.0.2.1/0", False, id="refused"),
    ],
)
def test_a_record_knows_whether_it_passes_everybody(text: str, everybody: bool) -> None:
    assert parse(f"v=spf1 {text}").passes_everybody is everybody


def test_a_record_knows_the_names_of_its_terms() -> None:
    record = parse("v=spf1 mx ip5:192.0.2.1 MX redirect=x.example")
    assert (record.names, [term.name for term in record.mechanisms]) == ({"mx", "redirect"}, ["mx", "mx"])


class TestDirectives:
    """directive = [ qualifier ] mechanism"""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            pytest.param("all", Mechanism("+", "all", Span(7, 10)), id="all"),
            pytest.param("?mx", Mechanism("?", "mx", Span(7, 10), None, None, 32, 128), id="mx"),
            pytest.param(
                "~a//64", Mechanism("~", "a", Span(7, 13), None, None, 32, 64), id="IPv6 length alone"
            ),
            pytest.param("mx/0", Mechanism("+", "mx", Span(7, 11), None, None, 0, 128), id="length of zero"),
            pytest.param("ptr", Mechanism("+", "ptr", Span(7, 10)), id="ptr"),
            pytest.param(
                "ip4:9.9.9.0/24",
                Mechanism("+", "ip4", Span(7, 21), None, 0x09090900, 24, None),
                id="IPv4 network",
            ),
            pytest.param(
                "IP4:9.9.9.9", Mechanism("+", "ip4", Span(7, 18), None, 0x09090909, 32, None), id="upper case"
            ),
            pytest.param(
                "ip6:2001:DB8::1/32",
                Mechanism("+", "ip6", Span(7, 25), None, 0x20010DB8 << 96 | 1, None, 32),
                id="IPv6 network",
            ),
            pytest.param(
                "ip6:::ffff:1.2.3.4",
                Mechanism("+", "ip6", Span(7, 25), None, 0xFFFF01020304, None, 128),
                id="dotted IPv6",
            ),
        ],
    )
    def test_a_directive_is_read(self, text: str, expected: Mechanism) -> None:
        assert _only(text) == expected

    @pytest.mark.parametrize(
        "text",
        [
            "a:x.example/24//64",
            "a:foo:bar/baz.example.com",
            "a:example.1x",
            "a:example.xn--p1ai",
            "a:.example",
            "a:x.example.",
            "a:_a._b.example",
            "include:%{d}",
            "include:x.%%",
            "exists:%{ir}.%{v}._spf.%{d2}",
            "exists:%{L127R.-+,/_=}.x.example",
            "exists:%{d01}.example",
            "exists:%%%_%-.example.com",
            "mx:%{d}/24",
            "a:x.example.com/%{d}",
            "redirect=_spf.example.com",
            "exp=why.%{d}",
            "foo=",
            "f-o_o.x=bar;%{d}",
            "ra=postmaster",
            "a=x",
            "v=spf1",
            "ip6:::",
            "ip6:1:2:3:4:5:6:7::",
            "ip6:::/0",
        ],
    )
    def test_what_fits_the_grammar_is_a_term(self, text: str) -> None:
        assert not isinstance(_only(text), Invalid)

    @pytest.mark.parametrize(
        "text",
        [
            "all:x.example",
            "include",
            "include:",
            "include:x",
            "include:x.",
            "include:x.123",
            "include:x.-com",
            "include:x.com-",
            "include:x_y",
            "include:%{d}.",
            "include:%{d}com",
            "include:%{d.}com",
            "include:x.%%com",
            "include:x.example/24",
            "exists:x.example//24",
            "ptr:",
            "ptr/24",
            "a/",
            "a//",
            "a/24/",
            "a/33",
            "a//129",
            "a/01",
            "a/+1",
            "a/24/64",
            "a///64",
            "a:/24",
            "a:x.example/١",
            "ip4",
            "ip4:",
            "ip4:1.2.3",
            "ip4:1.2.3.4.5",
            "ip4:01.2.3.4",
            "ip4:1.2.3.4/",
            "ip4:1.2.3.4/00",
            "ip4:1.2.3.4//24",
            "ip4:%{i}",
            "ip6:1.2.3.4",
            "ip6:1:2:3:4:5:6:7",
            "ip6:1:2:3:4:5:6:7:8::",
            "ip6:1::2::3",
            "ip6:12345::",
            "ip6:fe80::1%25eth0",
            "-redirect=x.example",
            "redirect=",
            "redirect=x",
            "exp=%{c}.x.example",
            "exists:%{t}.x.example",
            "foo=%",
            "foo=%{r}",
            "exists:%{d0}.x.example",
            "exists:%{d00}.x.example",
            "exists:%{dr1}.x.example",
            "exists:%{d1 }.x.example",
            "1up=x",
            "=x",
            "fo/o=x",
        ],
    )
    def test_what_does_not_is_invalid(self, text: str) -> None:
        assert not parse(f"v=spf1 {text}").valid


class TestModifiers:
    """The modifiers redirect and exp may stand once, any other as often as it likes (section 6)."""

    def test_a_modifier_has_its_value(self) -> None:
        value = DomainSpec("X.Example", Span(16, 25), ("X.Example",))
        assert _only("Redirect=X.Example") == Modifier("redirect", Span(7, 25), value)

    @pytest.mark.parametrize("name", ["redirect", "exp"])
    def test_the_second_of_a_kind_is_invalid(self, name: str) -> None:
        first, second = parse(f"v=spf1 {name}=a.example {name.upper()}=b.example").terms
        message = f"`{name}` stands a second time; one is allowed in a record"
        assert isinstance(first, Modifier)
        assert second == Invalid(second.span, message, second.span, None)

    def test_a_literal_repetition_can_be_dropped(self) -> None:
        _, second = parse("v=spf1 exp=a.example exp=A.example").terms
        assert isinstance(second, Invalid)
        assert second.replacement == ""

    def test_unknown_modifiers_may_repeat(self) -> None:
        assert parse("v=spf1 foo=1 foo=1").valid


class TestMacros:
    """macro-expand = ( "%{" macro-letter transformers *delimiter "}" ) / "%%" / "%_" / "%-" """

    def test_parts_are_text_and_macros(self) -> None:
        term = _only("exists:a%%b%_%{L3r-+}%-.%{d}")
        assert isinstance(term, Mechanism)
        assert term.domain
        assert term.domain.parts == (
            "a%b ",
            Macro("l", True, 3, True, "-+", Span(20, 28)),
            "%20.",
            Macro("d", False, None, False, "", Span(31, 35)),
        )

    def test_a_huge_count_is_not_a_problem(self) -> None:
        assert parse("v=spf1 exists:%{i" + "9" * 50_000 + "}.x.example").valid


class TestExplanations:
    """explain-string = *( macro-string / SP )"""

    def test_it_may_hold_spaces_and_every_letter(self) -> None:
        read = parse_explanation("see %{c} at %{t}, %{r}")
        assert read
        assert [macro.letter for macro in read.macros] == ["c", "t", "r"]

    def test_it_may_be_empty(self) -> None:
        assert parse_explanation("") == DomainSpec("", Span(0, 0), ())

    @pytest.mark.parametrize("text", ["caf\u00e9", "100%", "%{x}", "a\tb", "%{d", "\udce9"])
    def test_what_is_malformed_is_none(self, text: str) -> None:
        assert parse_explanation(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("V=SPF1  +MX  A/32//128 -ALL ", "v=spf1 mx a -all", id="defaults"),
        pytest.param(
            "v=spf1 ip6:2001:0DB8:0::1/128 ip4:1.2.3.4/32",
            "v=spf1 ip6:2001:db8::1 ip4:1.2.3.4",
            id="addresses",
        ),
        pytest.param("v=spf1 ?a:%{D}/0//64 Redirect=%{d}", "v=spf1 ?a:%{D}/0//64 redirect=%{d}", id="macros"),
        pytest.param("v=spf1 mx,a", "v=spf1 mx,a", id="what is no term stands as it is"),
    ],
)
def test_a_record_is_printed_in_one_spelling(text: str, expected: str) -> None:
    assert render(parse(text)) == expected
