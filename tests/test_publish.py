"""A record as it is published: in a zone file, and in a provider's form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailcheck.dns.answers import Txt
from mailcheck.dns.presentation import WebForm, strings, web_form, zone_lines
from mailcheck.dns.zonefile.files import read_text


@pytest.mark.parametrize(
    ("rdtype", "text", "expected"),
    [
        pytest.param("MX", "10 mail.example.com.", "a.example.  IN  MX  10 mail.example.com.", id="a name"),
        pytest.param("TXT", "v=spf1 -all", 'a.example.  IN  TXT  "v=spf1 -all"', id="a text is quoted"),
        pytest.param("TXT", 'a"b\\c;d', r'a.example.  IN  TXT  "a\"b\\c;d"', id="a quote is escaped"),
        pytest.param("TXT", "\x1bé\udcff", r'a.example.  IN  TXT  "\027\195\169\255"', id="octets by number"),
        pytest.param("TXT", "", 'a.example.  IN  TXT  ""', id="an empty text"),
        pytest.param(
            "TXT",
            "x" * 256,
            'a.example.  IN  TXT  ( "' + "x" * 255 + '"\n    "x" )',
            id="a long text is several strings",
        ),
    ],
)
def test_a_record_is_an_entry_of_a_zone_file(rdtype: str, text: str, expected: str) -> None:
    assert zone_lines("a.example", rdtype, text) == expected


def test_the_ttl_stands_in_the_entry_if_it_is_known() -> None:
    assert zone_lines("a.example", "A", "9.9.9.9", 300) == "a.example.  300  IN  A  9.9.9.9"


@given(st.binary(max_size=600))
def test_a_zone_file_reads_back_what_was_written(octets: bytes) -> None:
    text = octets.decode("utf-8", "surrogateescape")
    file = read_text(zone_lines("a.example", "TXT", text, 60) + "\n", origin="example")
    (record,) = file.records
    assert (record.owner, record.ttl, record.value) == ("a.example", 60, Txt(strings(text)))
    assert file.flaws == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("example.com", "@", id="the zone's own name"),
        pytest.param("_dmarc.example.com", "_dmarc", id="a name in the zone"),
        pytest.param("badexample.com", "badexample.com", id="a name that only ends like the zone"),
        pytest.param("example.net", "example.net", id="a name elsewhere"),
    ],
)
def test_a_form_takes_the_name_relative_to_the_zone(name: str, expected: str) -> None:
    assert web_form(name, "TXT", 'a "b"', "example.com") == WebForm(expected, "TXT", 'a "b"')
