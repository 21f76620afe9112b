"""Records merged into one, and texts that were meant as one."""

import pytest

from mailcheck.dns.answers import Span
from mailcheck.records.spf.parser import parse
from mailcheck.records.spf.repair import merge, near_miss, repair, rewritten


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param(
            ["v=spf1 mx include:a.example ~all", "v=spf1 include:A.example ip4:1.2.3.4 -all"],
            "v=spf1 mx include:a.example ip4:1.2.3.4 ~all",
            id="each term once, the gentler all",
        ),
        pytest.param(["v=spf1 mx -all", "v=spf1 a ?all"], "v=spf1 mx a -all", id="neutral does not win"),
        pytest.param(["v=spf1 mx +all", "v=spf1 a -all"], "v=spf1 mx a -all", id="nor does pass"),
        pytest.param(
            ["v=spf1 redirect=a.example", "v=spf1 mx -all"],
            "v=spf1 mx include:a.example -all",
            id="redirect beside all becomes an include",
        ),
        pytest.param(
            ["v=spf1 redirect=a.example", "v=spf1 redirect=b.example"],
            "v=spf1 include:a.example include:b.example ~all",
            id="two redirects",
        ),
        pytest.param(
            ["v=spf1 mx", "v=spf1 redirect=a.example"],
            "v=spf1 mx redirect=a.example",
            id="one redirect stays",
        ),
        pytest.param(
            ["v=spf1 mx -all redirect=a.example", "v=spf1 a -all"],
            "v=spf1 mx a -all",
            id="an ignored one goes",
        ),
        pytest.param(
            ["v=spf1 mx -all exp=a.example", "v=spf1 -all exp=b.example"],
            "v=spf1 mx exp=a.example -all",
            id="the first explanation",
        ),
        pytest.param(["v=spf1 mx~all", "v=spf1 a; -all"], "v=spf1 mx a ~all", id="mistakes are repaired"),
        pytest.param(["v=spf1 foo", "v=spf1 a -all"], None, id="what is beyond repair is not dropped"),
    ],
)
def test_records_are_merged(texts: list[str], expected: str | None) -> None:
    assert merge([parse(text) for text in texts]) == expected


def test_a_record_is_repaired_as_a_whole() -> None:
    assert repair(parse("V=SPF1  mx,a include: x.example  -all.")) == "v=spf1 mx a include:x.example -all"


def test_a_record_is_repaired_wholly_or_not_at_all() -> None:
    assert repair(parse("v=spf1 mx,a foo")) is None


def test_a_term_is_rewritten_in_its_place() -> None:
    record = parse("v=spf1 mx a -all")
    assert rewritten(record, {Span(7, 9): "", Span(12, 16): "~all"}) == "v=spf1 a ~all"


@pytest.mark.parametrize(
    ("text", "fault", "meant"),
    [
        pytest.param("  v=spf1 mx", Span(0, 2), "v=spf1 mx", id="spaces before"),
        pytest.param('"v=spf1 mx"', Span(0, 1), "v=spf1 mx", id="quotes"),
        pytest.param("\u201cv=spf1 mx\u201d", Span(0, 1), "v=spf1 mx", id="smart quotes"),
        pytest.param("\ufeffv=spf1 mx", Span(0, 1), "v=spf1 mx", id="byte order mark"),
        pytest.param("v=spf1; mx", Span(6, 8), "v=spf1 mx", id="semicolon"),
        pytest.param("v=spf1\tmx", Span(6, 7), "v=spf1 mx", id="tab"),
        pytest.param("v=spf1\xa0mx", Span(6, 7), "v=spf1 mx", id="no-break space"),
        pytest.param("v=spf1-all", Span(6, 7), "v=spf1 -all", id="no space"),
        pytest.param(
            "v=spf1redirect=x.example", Span(6, 7), "v=spf1 redirect=x.example", id="no space, redirect"
        ),
        pytest.param("v=spf2 mx", Span(0, 6), "v=spf1 mx", id="version 2"),
        pytest.param("v=spf mx", Span(0, 5), "v=spf1 mx", id="no version"),
        pytest.param("v = spf1 mx", Span(0, 8), "v=spf1 mx", id="spaces inside"),
        pytest.param("v:spf1 mx", Span(0, 6), "v=spf1 mx", id="colon"),
        pytest.param("spf1 mx -all", Span(0, 4), "v=spf1 mx -all", id="no v"),
        pytest.param("spf2.0/pra,mfrom mx", Span(0, 16), "v=spf1 mx", id="Sender ID"),
        pytest.param(" v=spf1 foo", Span(0, 1), None, id="beyond repair"),
    ],
)
def test_a_near_miss_is_recognised(text: str, fault: Span, meant: str | None) -> None:
    miss = near_miss(text)
    assert miss
    assert (miss.fault, miss.meant) == (fault, meant)


@pytest.mark.parametrize(
    "text", ["", "v=spf1", "v=spf1 foo", "v=DMARC1", "spf", "spf record", "spf-1=x", "SPF is good"]
)
def test_other_text_is_no_near_miss(text: str) -> None:
    assert near_miss(text) is None
