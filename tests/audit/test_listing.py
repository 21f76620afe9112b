"""Lists of domains as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailcheck.audit.listing import BadLine, Listed, Listing


def read(*lines: str) -> list[Listed | BadLine | None]:
    listing = Listing()
    return [listing.read(line) for line in lines]


@pytest.mark.parametrize(
    ("line", "domain", "selectors"),
    [
        pytest.param("example.com", "example.com", (), id="a domain alone"),
        pytest.param("  Example.COM.\r\n", "example.com", (), id="normalized"),
        pytest.param(
            "example.com main1 Main2", "example.com", ("main1", "main2"), id="selectors after blanks"
        ),
        pytest.param("example.com\tmain1", "example.com", ("main1",), id="a tab"),
        pytest.param("example.com, main1; main2", "example.com", ("main1", "main2"), id="commas"),
        pytest.param("example.com main1 main1", "example.com", ("main1",), id="a selector twice"),
        pytest.param("example.com eu.main1", "example.com", ("eu.main1",), id="a selector of two labels"),
        pytest.param("example.com # ours", "example.com", (), id="a comment after it"),
        pytest.param("b\u00fccher.example", "xn--bcher-kva.example", (), id="a U-label"),
        pytest.param("\ufeffexample.com", "example.com", (), id="a byte order mark"),
        pytest.param("_dmarc.example.com", "_dmarc.example.com", (), id="an underscore"),
    ],
)
def test_a_line_is_a_domain_and_its_selectors(line: str, domain: str, selectors: tuple[str, ...]):
    assert read(line) == [Listed(1, domain, selectors)]


@pytest.mark.parametrize("line", ["", "   ", "\r\n", "# example.com", "  # x", ",", "\ufeff"])
def test_nothing_and_comments_are_passed_over(line: str):
    assert read(line) == [None]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "localhost",
            "`localhost` is not a mail domain; two labels or more are needed, such as `example.com`",
        ),
        ("joe@example.com", "`joe@example.com` is an address; give the domain alone, such as `example.com`"),
        (
            "http://example.com",
            "`http://example.com` is not a domain name; give the name alone, such as `example.com`",
        ),
        (
            "example.com main1 b\u00e4d!",
            "`b\u00e4d!` is no selector; it is the name before `._domainkey`, such as `main1`",
        ),
        ("a" * 5000 + ".com", "it has more than 4096 characters"),
    ],
    ids=["one label", "an address", "a URL", "no selector", "endless"],
)
def test_a_bad_line_says_what_is_wrong_and_where(line: str, message: str):
    assert read("example.com", line, "example.org") == [
        Listed(1, "example.com"),
        BadLine(2, message),
        Listed(3, "example.org"),
    ]


def test_a_header_makes_it_a_csv_file():
    assert read(
        "# exported\n", "owner,Domain,selectors\n", 'joe,example.com,"main1, main2"\n', "eve,example.org,\n"
    ) == [
        None,
        None,
        Listed(3, "example.com", ("main1", "main2")),
        Listed(4, "example.org"),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_other_delimiters_are_known(delimiter: str):
    rows = [delimiter.join(row) for row in (("domain", "selector", "note"), ("example.com", "main1", "x y"))]
    assert read(*rows) == [None, Listed(2, "example.com", ("main1",))]


def test_a_header_may_have_one_column_only():
    assert read("domain", "example.com") == [None, Listed(2, "example.com")]


def test_a_row_without_a_domain_is_a_bad_line():
    (_, found) = read("domain,selector", ",main1")
    assert isinstance(found, BadLine)


def test_a_number_sign_is_no_comment_within_a_csv_row():
    assert read("note,domain", "ticket #5,example.com", "# a comment") == [
        None,
        Listed(2, "example.com"),
        None,
    ]


def test_a_header_stands_first_only():
    assert isinstance(read("example.com", "domain")[1], BadLine)


@given(st.lists(st.text(max_size=80), max_size=6))
def test_reading_never_raises_and_counts_every_line(lines: list[str]):
    found = read(*lines)
    numbers = [each.line for each in found if each is not None]
    assert len(found) == len(lines)
    assert all(1 <= number <= len(lines) for number in numbers)
