"""Whatever the text, the parser holds its promises."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailcheck.records.spf.mistakes import meant_by_modifier
from mailcheck.records.spf.parser import parse, render
from mailcheck.records.spf.record import Invalid, Mechanism, Modifier, SpfRecord, Term
from mailcheck.records.spf.repair import merge, near_miss, repair

PIECES = [
    *"+-?~:=/.,;%{}()[]\"'\\&",
    *(
        "a",
        "mx",
        "all",
        "include",
        "ip4",
        "ip6",
        "ptr",
        "exists",
        "redirect",
        "exp",
        "foo",
        "v=spf1",
        "ipv4",
        "ip",
    ),
    *(
        "1.2.3.4",
        "256",
        "0",
        "24",
        "2001:db8::1",
        "::",
        "x.example",
        "_spf.example.com",
        "%{ir}",
        "%{d0}",
        "%(d)",
    ),
    *(
        " ",
        " ",
        " ",
        "\t",
        "\xa0",
        "\u2013",
        "\u201c",
        "\u200b",
        "\xe4",
        "\udc96",
        "\x00",
        "&nbsp;",
        "%20",
        "-all",
    ),
]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
RECORDS = TEXTS.map(lambda text: f"v=spf1 {text}")

LABELS = st.sampled_from(["mail", "_spf", "a-b", "%{d}", "%{ir}", "x1"])
DOMAINS = st.builds(lambda labels: ".".join([*labels, "example"]), st.lists(LABELS, min_size=1, max_size=3))
LENGTHS = st.builds(
    lambda four, six: four + six,
    st.sampled_from(["", "/0", "/24", "/32"]),
    st.sampled_from(["", "//0", "//64", "//128"]),
)
HOSTS = st.builds(
    lambda domain, lengths: domain + lengths, st.one_of(st.just(""), DOMAINS.map(":{}".format)), LENGTHS
)
MECHANISMS = st.one_of(
    st.just("all"),
    st.builds("{}:{}".format, st.sampled_from(["include", "exists", "ptr"]), DOMAINS),
    st.builds("{}{}".format, st.sampled_from(["a", "mx"]), HOSTS),
    st.builds("ip4:{}".format, st.ip_addresses(v=4)),
    st.builds("ip6:{}/{}".format, st.ip_addresses(v=6), st.integers(0, 128)),
)
DIRECTIVES = st.builds("{}{}".format, st.sampled_from(["", "+", "-", "?", "~"]), MECHANISMS)
TERMS = st.one_of(DIRECTIVES, DIRECTIVES.map(str.upper), st.builds("foo={}".format, DOMAINS))
VALID = st.builds(
    lambda terms, last: " ".join(["v=spf1", *terms, last]).rstrip(),
    st.lists(TERMS, max_size=6),
    st.one_of(st.just(""), st.builds("redirect={}".format, DOMAINS)),
)


def _shape(term: Term) -> tuple[object, ...]:
    """A term without its place."""
    match term:
        case Mechanism(qualifier, name, _, domain, network, prefix4, prefix6):
            return qualifier, name, domain and domain.text, network, prefix4, prefix6
        case Modifier(name, _, value):
            return name, value.text
        case Invalid():
            return (term.message,)


def _shapes(record: SpfRecord) -> list[tuple[object, ...]]:
    return [_shape(term) for term in record.terms]


@given(TEXTS)
@example("")
@example("%" * 300)
def test_nothing_is_raised_for_any_text(text: str) -> None:
    parse(text)
    near_miss(text)
    meant_by_modifier(text)


@given(RECORDS)
@example("v=spf1 include: x.example")
def test_every_character_but_a_space_belongs_to_one_term(text: str) -> None:
    owners = [0] * len(text)
    for term in parse(text).terms:
        for index in range(*term.span):
            owners[index] += 1
    assert all(owners[index] == 1 for index in range(6, len(text)) if text[index] != " ")
    assert max(owners) <= 1


@given(RECORDS)
def test_a_fault_lies_within_its_term(text: str) -> None:
    for term in parse(text).terms:
        if isinstance(term, Invalid):
            assert term.span.start <= term.fault.start < term.fault.end <= term.span.end


@given(RECORDS)
def test_every_replacement_is_made_of_terms(text: str) -> None:
    for term in parse(text).terms:
        if isinstance(term, Invalid) and term.replacement is not None:
            assert not any(isinstance(one, Invalid) for one in _alone(term.replacement))


def _alone(replacement: str) -> tuple[Term, ...]:
    return parse(f"v=spf1 {replacement}").terms


@given(RECORDS)
def test_a_repaired_record_is_valid(text: str) -> None:
    whole = repair(parse(text))
    assert whole is None or parse(whole).valid


@given(TEXTS)
def test_what_a_near_miss_meant_is_valid(text: str) -> None:
    miss = near_miss(text)
    assert miss is None or miss.meant is None or parse(miss.meant).valid


@given(VALID)
def test_what_the_grammar_makes_is_read(text: str) -> None:
    assert parse(text).valid


@given(VALID)
def test_printing_and_reading_agree(text: str) -> None:
    record = parse(text)
    printed = render(record)
    assert _shapes(parse(printed)) == _shapes(record)
    assert render(parse(printed)) == printed


@given(st.lists(VALID, min_size=1, max_size=3))
def test_a_merged_record_is_valid(texts: list[str]) -> None:
    whole = merge([parse(text) for text in texts])
    assert whole is not None
    assert parse(whole).valid


@pytest.mark.parametrize(
    "unit", ["%{", "mx,", "-all", "~", "&", "a: ", "- ", "\xa0", "/", "::", "1.", "[", "ip4:"]
)
def test_a_record_of_64_kib_is_read(unit: str) -> None:
    assert not parse("v=spf1 x" + unit * (65_000 // len(unit))).valid
