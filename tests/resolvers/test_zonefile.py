"""Reading zone files: values, places, and what is wrong in them."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailcheck.dns.answers import Anchor, Location, Mx, Txt, locate
from mailcheck.dns.zonefile import contents as files
from mailcheck.dns.zonefile.contents import ZoneFile, anchors
from mailcheck.dns.zonefile.files import read_file, read_text
from mailcheck.errors import ZoneSyntaxError


def read(text: str, **options: str) -> ZoneFile:
    return read_text(text, **({"origin": "example.com"} | options))


def record(text: str) -> tuple[str, str, int, object]:
    """The only record of a text."""
    (found,) = read(text).records
    return found[:4]


def flaws(text: str) -> list[tuple[str, str]]:
    """Kind and place of each flaw, as `line:start-end` of the span."""
    return [
        (flaw.kind, f"{flaw.location.line}:{flaw.span.start}-{flaw.span.end}") for flaw in read(text).flaws
    ]


ONE_RECORD = {
    "relative owner": ("mail 300 A 9.9.9.9", ("mail.example.com", "A", 300, "9.9.9.9")),
    "absolute owner": ("Mail.Example.NET. 300 A 9.9.9.9", ("mail.example.net", "A", 300, "9.9.9.9")),
    "at sign": ("@ 300 IN A 9.9.9.9", ("example.com", "A", 300, "9.9.9.9")),
    "class before TTL": ("@ IN 300 A 9.9.9.9", ("example.com", "A", 300, "9.9.9.9")),
    "generic class": ("@ CLASS1 A 9.9.9.9", ("example.com", "A", 3600, "9.9.9.9")),
    "lower case": ("@ 300 in a 9.9.9.9", ("example.com", "A", 300, "9.9.9.9")),
    "units of time": ("@ 1w2d3h4m5s A 9.9.9.9", ("example.com", "A", 788645, "9.9.9.9")),
    "$TTL": ("$TTL 1h30m\n@ A 9.9.9.9", ("example.com", "A", 5400, "9.9.9.9")),
    "own TTL over $TTL": ("$TTL 1h\n@ 5 A 9.9.9.9", ("example.com", "A", 5, "9.9.9.9")),
    "TTL with the top bit": ("@ 3000000000 A 9.9.9.9", ("example.com", "A", 0, "9.9.9.9")),
    "wildcard": ("*.x 300 A 9.9.9.9", ("*.x.example.com", "A", 300, "9.9.9.9")),
    "parentheses over lines": (
        "@ (\n 300 ; why\n MX\n 10 ) mail",
        ("example.com", "MX", 300, Mx(10, "mail.example.com")),
    ),
    "parentheses without blanks": ('@ 300 TXT("a")', ("example.com", "TXT", 300, Txt((b"a",)))),
    "null MX": ("@ 300 MX 0 .", ("example.com", "MX", 300, Mx(0, ""))),
    "at sign as target": ("@ 300 MX 0 @", ("example.com", "MX", 300, Mx(0, "example.com"))),
    "carriage returns": ("@ 300 A 9.9.9.9\r\n", ("example.com", "A", 300, "9.9.9.9")),
    "address in its short form": (
        "@ 300 AAAA 2001:DB8:0:0::0025",
        ("example.com", "AAAA", 300, "2001:db8::25"),
    ),
    "mapped address": (
        "@ 300 AAAA ::ffff:9.9.9.9",
        ("example.com", "AAAA", 300, "::ffff:9.9.9.9"),
    ),
    "several strings": ('@ 300 TXT "a b" "" c', ("example.com", "TXT", 300, Txt((b"a b", b"", b"c")))),
    "escapes in a string": (
        r'@ 300 TXT "\"\\\;\065\255"',
        ("example.com", "TXT", 300, Txt((b'"\\;A\xff',))),
    ),
    "escapes outside a string": (r"@ 300 TXT a\;\ b", ("example.com", "TXT", 300, Txt((b"a; b",)))),
    "semicolon in a string": ('@ 300 TXT "a;b"', ("example.com", "TXT", 300, Txt((b"a;b",)))),
    "UTF-8": ('@ 300 TXT "é"', ("example.com", "TXT", 300, Txt((b"\xc3\xa9",)))),
    "octet that is not UTF-8": ('@ 300 TXT "\udce9"', ("example.com", "TXT", 300, Txt((b"\xe9",)))),
    "type SPF": ('@ 300 SPF "v=spf1 -all"', ("example.com", "SPF", 300, Txt((b"v=spf1 -all",)))),
    "type by number": ('@ 300 TYPE99 "v=spf1"', ("example.com", "SPF", 300, Txt((b"v=spf1",)))),
    "generic value": (r"@ 300 TYPE99 \# 4 03 616263", ("example.com", "SPF", 300, Txt((b"abc",)))),
    "generic address": (r"@ 300 A \# 4 09090909", ("example.com", "A", 300, "9.9.9.9")),
    "generic NS": (r"@ 300 NS \# 4 026e7300", ("example.com", "NS", 300, "ns")),
    "value of UTF-8 that dnspython reads": (
        '@ 300 HINFO "é" x',
        ("example.com", "HINFO", 300, '"\\195\\169" "x"'),
    ),
    "generic MX": (r"@ 300 MX \# 8 000a 046d61696c00", ("example.com", "MX", 300, Mx(10, "mail"))),
    "type of no name": (r"@ 300 TYPE65400 \# 1 ff", ("example.com", "TYPE65400", 300, r"\# 1 ff")),
    "SRV": ("@ 300 SRV 0 5 5060 sip", ("example.com", "SRV", 300, "0 5 5060 sip.example.com.")),
    "SOA": (
        "@ SOA ns1 host\\.master.example.net. 7 1h 2 3d 60",
        ("example.com", "SOA", 60, "ns1.example.com. host\\.master.example.net. 7 3600 2 259200 60"),
    ),
    "CAA": (
        '@ 300 CAA 128 issue "a\\"b;\\200"',
        ("example.com", "CAA", 300, '128 issue "a\\"b;\\200"'),
    ),
    "TLSA": (
        f"@ 300 TLSA 3 1 1 ( {'AA' * 16} {'bb' * 16} )",
        ("example.com", "TLSA", 300, f"3 1 1 {'aa' * 16}{'bb' * 16}"),
    ),
    "signature left unread": ("@ 300 DS 1 2 3 abcd", ("example.com", "DS", 300, "1 2 3 abcd")),
    "escaped dot in a name": (r"a\.b 300 A 9.9.9.9", (r"a\.b.example.com", "A", 300, "9.9.9.9")),
    "escape that is not needed": (r"\097\b 300 A 9.9.9.9", ("ab.example.com", "A", 300, "9.9.9.9")),
    "blank in a name": (r"a\ b 300 A 9.9.9.9", (r"a\032b.example.com", "A", 300, "9.9.9.9")),
    "name as octets": ("é 300 A 9.9.9.9", (r"\195\169.example.com", "A", 300, "9.9.9.9")),
    "relative origin": ("$ORIGIN sub\n@ 300 A 9.9.9.9", ("sub.example.com", "A", 300, "9.9.9.9")),
    "root origin": ("$ORIGIN .\nexample.com 300 A 9.9.9.9", ("example.com", "A", 300, "9.9.9.9")),
}


@pytest.mark.parametrize(("text", "expected"), ONE_RECORD.values(), ids=ONE_RECORD)
def test_record_is_read(text: str, expected: tuple[str, str, int, object]) -> None:
    assert record(text) == expected


def test_blank_owner_is_the_previous_one() -> None:
    zone = read("a 300 A 9.9.9.9\n  MX 10 b\n\n; comment\n\tTXT x\n")
    assert [found.owner for found in zone.records] == ["a.example.com"] * 3


def test_generated_records_count_in_any_base() -> None:
    zone = read("$GENERATE 8-12/2 h${-1,3}$$ 60 A 10.0.0.$\n$GENERATE 10-10 ${0,4,x} A 10.0.0.1\n")
    assert [found[:4] for found in zone.records] == [
        ("h007\\$.example.com", "A", 60, "10.0.0.8"),
        ("h009\\$.example.com", "A", 60, "10.0.0.10"),
        ("h011\\$.example.com", "A", 60, "10.0.0.12"),
        ("000a.example.com", "A", 60, "10.0.0.1"),
    ]


def test_snippet_of_opendkim_genkey_reads_as_it_is() -> None:
    text = (
        'main1._domainkey\tIN\tTXT\t( "v=DKIM1; h=sha256; k=rsa; "\n'
        '\t  "p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA"\n'
        '\t  "AQAB" )  ; ----- DKIM key main1 for example.com\n'
    )
    zone = read(text)
    assert (zone.flaws, zone.complete) == ((), False)
    assert zone.records[0].value.text == (
        "v=DKIM1; h=sha256; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAAQAB"
    )


def test_snippet_of_rspamd_reads_as_it_is() -> None:
    zone = read('main1._domainkey IN TXT ( "v=DKIM1; k=rsa; "\n\t"p=MIIBIjAN" ) ;\n')
    assert (zone.flaws, zone.records[0].value) == ((), Txt((b"v=DKIM1; k=rsa; ", b"p=MIIBIjAN")))


def test_record_knows_its_place() -> None:
    zone = read('\n\nmail 300 IN\tTXT ( ; why\n  "a" )\n', file="zones/x")
    assert zone.records[0].location == Location("zones/x", 4, 3)


PLACES = {
    "first character": (0, (1, 9)),
    "inside the first string": (2, (1, 11)),
    "an escape": (3, (1, 12)),
    "behind the escape": (4, (1, 16)),
    "second string": (5, (2, 3)),
    "character of two octets": (6, (2, 4)),
    "behind it": (7, (2, 5)),
    "the end": (8, (2, 6)),
}


@pytest.mark.parametrize(("offset", "expected"), PLACES.values(), ids=PLACES)
def test_character_of_a_text_is_found_in_the_file(offset: int, expected: tuple[int, int]) -> None:
    zone = read('@ TXT ("abc\\100e"\n "fég")\n')
    assert zone.records[0].value.text == "abcdefég"
    found = locate(zone.records[0].location, anchors(zone.records[0]), offset)
    assert found == Location("<text>", *expected)


def test_target_of_an_mx_record_is_found_in_the_file() -> None:
    assert anchors(read("@ MX 010  mail\n").records[0]) == (Anchor(0, 1, 6), Anchor(3, 1, 11))


def test_other_records_are_where_they_begin() -> None:
    zone = read("@ TYPE16 \\# 2 0161\n@ CNAME a\n")
    assert [anchors(found) for found in zone.records] == [(), ()]
    assert locate(zone.records[0].location, (), 1) == Location("<text>", 1, 10)


FLAWED = {
    "unquoted semicolon": ("_dmarc TXT v=DMARC1; p=none", [("unquoted-semicolon", "1:19-27")]),
    "unquoted semicolon after a blank": ("a TXT v=DKIM1 ; k=rsa; p=x", [("unquoted-semicolon", "1:14-26")]),
    "comment after unquoted text": ("a TXT word ; a comment", []),
    "comment after quoted text": ('a TXT "word"; p=none', []),
    "unquoted text": ("@ TXT v=spf1 mx -all", [("unquoted-text", "1:6-20")]),
    "one unquoted word": ("@ TXT v=spf1", []),
    "typographic quotes": ("@ TXT “v=spf1 mx -all”", [("typographic-quotes", "1:6-13")]),
    "typographic quotes inside plain ones": ('@ TXT "“v=spf1 mx -all”"', [("typographic-quotes", "1:6-24")]),
    "apostrophes": ("@ TXT 'v=spf1 mx -all'", [("typographic-quotes", "1:6-13")]),
    "typographic apostrophe in a quoted text": ('@ TXT "it’s"', []),
    "string of 256 octets": (f'@ TXT "{"x" * 256}"', [("string-too-long", "1:6-264")]),
    "string of 255 octets": (f'@ TXT "{"x" * 255}"', []),
    "string of 256 octets in 128 characters": (f'@ TXT "{"é" * 128}"', [("string-too-long", "1:6-136")]),
    "unquoted string too long": (f"@ TXT {'x' * 256}", [("string-too-long", "1:6-262")]),
    "missing dot on an MX target": ("@ MX 10 mail.example.com", [("missing-dot", "1:8-24")]),
    "missing dot on a CNAME target": ("a CNAME b.Example.Com", [("missing-dot", "1:8-21")]),
    "missing dot on an NS target": ("@ NS ns1.example.com", [("missing-dot", "1:5-20")]),
    "missing dot on an owner": ("mail.example.com A 9.9.9.9", [("missing-dot", "1:0-16")]),
    "missing dot on a foreign target": ("@ MX 10 mx1.provider.net", [("missing-dot", "1:8-24")]),
    "relative target that is there": ("@ MX 10 a.b.io\na.b.io A 9.9.9.9", []),
    "relative target of one label": ("@ MX 10 com", []),
    "relative target below a label": ("@ MX 10 mail.lan", []),
    "absolute target": ("@ MX 10 mail.example.com.", []),
    "address as target": ("@ MX 10 9.9.9.9", [("address-as-name", "1:8-15")]),
    "IPv6 address as target": ("@ MX 10 2001:db8::1", [("address-as-name", "1:8-19")]),
    "name outside the zone": ("mail.example.net. A 9.9.9.9", [("out-of-zone", "1:0-17")]),
    "name that only ends alike": ("myexample.com. A 9.9.9.9", [("out-of-zone", "1:0-14")]),
    "quote left open": ('@ TXT "v=spf1\n@ MX 0 .', [("unclosed", "1:6-13")]),
    "quote left open inside parentheses": ('@ TXT ( "v=spf1 )\n@ MX 0 .', [("unclosed", "1:8-17")]),
    "quote missing at the start": ('@ TXT v=spf1 -all"', [("unclosed", "1:17-18")]),
    "parenthesis left open": ('@ TXT ( "v=spf1"\n@ IN MX 0 .', [("unclosed", "1:6-7")]),
    "parenthesis left open, a directive next": ('@ TXT ( "v=spf1"\n$TTL 5', [("unclosed", "1:6-7")]),
    "parenthesis left open to the end": ('@ TXT ( "v=spf1"\n', [("unclosed", "1:6-7")]),
    "parenthesis in a comment": ("@ TXT ( v=DMARC1; p=none )\n", [("unclosed", "1:6-7")]),
    "parenthesis that closes nothing": ('@ TXT "v=spf1" )', [("syntax", "1:15-16")]),
    "SPF terms in parentheses": ("@ TXT ( v=spf1\n a mx\nmx a -all )", [("unquoted-text", "1:8-14")]),
    "no RR type": ("@ IN 300", [("syntax", "1:5-8")]),
    "only an owner": ("mail", [("syntax", "1:0-4")]),
    "unknown RR type": ("@ IN TXTT x", [("syntax", "1:5-9")]),
    "owner forgotten": ("MX 10 mail", [("syntax", "1:6-10")]),
    "class as owner": ("IN MX 10 mail", [("owner-is-keyword", "1:0-2")]),
    "no owner at all": (" MX 10 mail", [("syntax", "1:1-3")]),
    "type of questions": ("@ ANY ANY x", [("syntax", "1:2-5")]),
    "other class": ("@ CH TXT x", [("syntax", "1:2-4")]),
    "quoted owner": ('"a" TXT x', [("syntax", "1:0-3")]),
    "quoted type": ('@ "TXT" x', [("syntax", "1:2-7")]),
    "no-break space": ("@\u00a0TXT x", [("syntax", "1:6-7")]),
    "not an IPv4 address": ("@ A 9.9.9.256", [("syntax", "1:4-13")]),
    "leading zero in an address": ("@ A 09.9.9.9", [("syntax", "1:4-12")]),
    "IPv6 address in A": ("@ A ::1", [("syntax", "1:4-7")]),
    "IPv4 address in AAAA": ("@ AAAA 9.9.9.9", [("syntax", "1:7-14")]),
    "two addresses": ("@ A 9.9.9.9 9.9.9.10", [("syntax", "1:12-20")]),
    "no address": ("@ A", [("syntax", "1:2-3")]),
    "no text": ("@ TXT ; nothing", [("syntax", "1:2-5")]),
    "no preference": ("@ MX mail", [("syntax", "1:5-9")]),
    "preference too large": ("@ MX 65536 mail", [("syntax", "1:5-10")]),
    "negative preference": ("@ MX -1 mail", [("syntax", "1:5-7")]),
    "empty label": ("a..b A 9.9.9.9", [("syntax", "1:0-4")]),
    "leading dot": (".a A 9.9.9.9", [("syntax", "1:0-2")]),
    "long label": (f"{'a' * 64} A 9.9.9.9", [("syntax", "1:0-64")]),
    "long name": (f"{'a.' * 122}a A 9.9.9.9", [("syntax", "1:0-245")]),
    "escape over 255": ('@ TXT "\\256"', [("syntax", "1:6-12")]),
    "escape of two digits": ('@ TXT "\\25x"', [("syntax", "1:6-12")]),
    "backslash at the end": ("@ TXT a\\", [("syntax", "1:7-8")]),
    "SRV without port": ("@ SRV 0 5 sip", [("syntax", "1:6-13")]),
    "SRV with a name for a port": ("@ SRV 0 5 sip sip", [("syntax", "1:10-13")]),
    "CAA without flags": ('@ CAA issue "x"', [("syntax", "1:6-15")]),
    "CAA with a bad tag": ('@ CAA 0 is-sue "x"', [("syntax", "1:8-14")]),
    "TLSA without a number": ("@ TLSA 3 1 aabb", [("syntax", "1:7-15")]),
    "generic value of another length": (r"@ TYPE65400 \# 2 ff", [("syntax", "1:12-19")]),
    "second SOA": ("@ SOA a b 1 2 3 4 5\n@ SOA a b 2 2 3 4 5", [("syntax", "2:0-1")]),
    "same SOA twice": ("@ SOA a b 1 2 3 4 5\n@ SOA a b 1 2 3 4 5", []),
    "SOA below the top": ("a SOA a b 1 2 3 4 5", [("syntax", "1:0-1")]),
    "SOA with a word too many": ("@ SOA a b 1 2 3 4 5 6", [("syntax", "1:20-21")]),
    "SOA with a bad time": ("@ SOA a b 1 2x 3 4 5", [("syntax", "1:12-14")]),
    "second CNAME": ("a CNAME b\na CNAME c", [("syntax", "2:0-1")]),
    "CNAME beside others": ("a CNAME b\na TXT x", [("beside-cname", "1:0-1")]),
    "CNAME beside its signature": ("a CNAME b\na RRSIG x", []),
    "unknown directive": ("$FOO bar", [("syntax", "1:0-4")]),
    "directive that is indented": (" $TTL 5", [("syntax", "1:1-5")]),
    "directive after a record, indented": ("@ TXT x\n $TTL 5", [("syntax", "2:1-5")]),
    "$TTL of no time": ("$TTL x", [("syntax", "1:5-6")]),
    "$TTL without one": ("$TTL", [("syntax", "1:0-4")]),
    "$TTL and more": ("$TTL 5 6", [("syntax", "1:7-8")]),
    "TTL of 33 bits": ("@ 4294967296 TXT x", [("syntax", "1:2-12")]),
    "TTL with half a unit": ("@ 1h30 TXT x", [("syntax", "1:2-6")]),
    "$ORIGIN of no name": ("$ORIGIN a..b", [("syntax", "1:8-12")]),
    "SVCB that is wrong": ("@ SVCB x", [("syntax", "1:7-8")]),
    "text over 65535 octets": ("@ TXT" + f" {'x' * 255}" * 257, [("syntax", "1:6-65797")]),
    "$INCLUDE in a text": ("$INCLUDE x", [("include", "1:9-10")]),
    "$GENERATE without an end": ("$GENERATE 1 a A 9.9.9.9", [("syntax", "1:10-11")]),
    "$GENERATE backwards": ("$GENERATE 2-1 a A 9.9.9.9", [("syntax", "1:10-13")]),
    "$GENERATE with step 0": ("$GENERATE 1-2/0 a A 9.9.9.9", [("syntax", "1:10-15")]),
    "$GENERATE of too many": ("$GENERATE 1-999999999 a A 9.9.9.9", [("syntax", "1:10-21")]),
    "$GENERATE below 0": ("$GENERATE 1-2 a${-2} A 9.9.9.9", [("syntax", "1:10-13")]),
    "$GENERATE without a value": ("$GENERATE 1-2 a A", [("syntax", "1:10-13")]),
    "$GENERATE of wrong addresses": ("$GENERATE 255-256 a$ A 9.9.9.$", [("syntax", "1:23-30")]),
}


@pytest.mark.parametrize(("text", "expected"), FLAWED.values(), ids=FLAWED)
def test_flaw_has_its_place(text: str, expected: list[tuple[str, str]]) -> None:
    assert flaws(text) == expected


MESSAGES = {
    "unquoted-semicolon": (
        "_dmarc TXT v=DMARC1; p=none",
        "the text is not quoted, so `; p=none` is a comment; put quotes around the whole text",
        '_dmarc TXT "v=DMARC1; p=none"',
    ),
    "unquoted-text": (
        "@ TXT v=spf1 mx -all ; mail",
        (
            "the text is not quoted, so it is 3 strings that join as `v=spf1mx-all`; "
            "put quotes around the whole text"
        ),
        '@ TXT "v=spf1 mx -all" ; mail',
    ),
    "typographic-quotes": (
        "@ TXT “v=spf1 -all”",
        'the typographic quote `“` (U+201C) is part of the text; only the plain `"` quotes a string',
        '@ TXT "v=spf1 -all"',
    ),
    "apostrophes": (
        "@ TXT 'v=spf1 -all'",
        "an apostrophe `'` is part of the text; only the plain `\"` quotes a string",
        '@ TXT "v=spf1 -all"',
    ),
    "missing-dot": (
        "@ MX 10 mail.example.com ; main",
        (
            "`mail.example.com` without a final dot is read as `mail.example.com.example.com`; "
            "write `mail.example.com.`"
        ),
        "@ MX 10 mail.example.com. ; main",
    ),
    "address-as-name": (
        "@ MX 10 9.9.9.9",
        "`9.9.9.9` is an address, read as the name `9.9.9.9.example.com`; a host name is needed",
        None,
    ),
    "out-of-zone": ("a.example.net. A 9.9.9.9", "`a.example.net` is outside the zone example.com", None),
    "owner-is-keyword": (
        "IN MX 10 mail",
        (
            "`IN` in the first column is taken as the owner name `in.example.com`; "
            "a blank or an owner name must come first"
        ),
        None,
    ),
    "string-too-long": (
        f'@ TXT "{"x" * 300}"',
        "a string of 300 octets; at most 255 are allowed, so split it into several quoted strings",
        f'@ TXT "{"x" * 255}" "{"x" * 45}"',
    ),
    "owner forgotten": (
        "MX 10 mail",
        "`mail` is not an RR type; an owner name or a blank is missing before `MX`",
        None,
    ),
    "no-break space": (
        "@ IN\u00a0TXT x",
        "`IN\u00a0TXT` holds the blank U+00A0; only plain blanks separate words",
        None,
    ),
    "parenthesis in a comment": (
        "@ TXT ( v=DMARC1; p=none )",
        "`(` is never closed; a `)` must end the entry, and a `)` after a semicolon is part of a comment",
        None,
    ),
}


@pytest.mark.parametrize(("text", "message", "replacement"), MESSAGES.values(), ids=MESSAGES)
def test_flaw_says_what_was_found_and_what_to_write(text: str, message: str, replacement: str | None) -> None:
    (flaw,) = read(text).flaws
    assert (flaw.message, flaw.replacement, flaw.line) == (message, replacement, text)


@given(st.text(min_size=256), st.booleans())
def test_split_string_keeps_its_octets(text: str, quoted: bool) -> None:
    escaped = "".join(f"\\{octet:03d}" for octet in text.encode("utf-8", "surrogatepass"))
    (flaw,) = read(f'@ TXT "{escaped}"' if quoted else f"@ TXT {escaped}").flaws
    (found,) = read(str(flaw.replacement)).records
    assert b"".join(found.value.strings) == text.encode("utf-8", "surrogatepass")
    assert len(found.value.strings[0]) == 255


@pytest.mark.parametrize("text", [case[0] for case in MESSAGES.values() if case[2]])
def test_line_to_write_instead_has_no_flaw(text: str) -> None:
    (flaw,) = read(text).flaws
    assert flaws(str(flaw.replacement)) == []


def test_reading_goes_on_after_each_mistake() -> None:
    zone = read('a A 9.9.9\nb TXT "x\nc TXT ( "y"\nd IN MX 0 .\n$FOO\ne A 9.9.9.9\n')
    assert [flaw.location.line for flaw in zone.flaws] == [1, 2, 3, 5]
    assert [(found.owner, found.rdtype) for found in zone.records][-2:] == [
        ("d.example.com", "MX"),
        ("e.example.com", "A"),
    ]


ORIGINS = {
    "given": ("@ TXT x\n", "x.zone", "example.net", "example.net"),
    "given with a final dot": ("@ TXT x\n", "x.zone", "Example.NET.", "example.net"),
    "$ORIGIN": ("$ORIGIN example.org.\n@ TXT x\n", "example.com.zone", None, "example.org"),
    "SOA": ("example.org. 1 IN SOA a b 1 2 3 4 5\nc TXT x\n", "example.com.zone", None, "example.org"),
    "SOA below $ORIGIN": ("$ORIGIN org.\nexample SOA a b 1 2 3 4 5\n", "x.zone", None, "example.org"),
    "SOA below the root": ("$ORIGIN .\nexample.org SOA a. b. 1 2 3 4 5\n", "x", None, "example.org"),
    "file": ("@ TXT x\n", "example.com", None, "example.com"),
    "file.zone": ("@ TXT x\n", "example.com.zone", None, "example.com"),
    "file.txt": ("@ TXT x\n", "example.com.txt", None, "example.com"),
    "db.file": ("@ TXT x\n", "db.example.com", None, "example.com"),
    "file in capitals": ("@ TXT x\n", "Example.COM.Zone", None, "example.com"),
}


@pytest.mark.parametrize(("text", "name", "origin", "expected"), ORIGINS.values(), ids=ORIGINS)
def test_origin_of_a_file(tmp_path: Path, text: str, name: str, origin: str | None, expected: str) -> None:
    (tmp_path / name).write_text(text)
    zone = read_file(tmp_path / name, origin=origin)
    assert (zone.origin, zone.flaws) == (expected, ())


def test_file_without_any_origin_says_so(tmp_path: Path) -> None:
    (tmp_path / "main1.txt").write_text("main1._domainkey TXT x\n")
    zone = read_file(tmp_path / "main1.txt")
    assert {flaw.message for flaw in zone.flaws} == {
        "`main1._domainkey` is relative, and nothing says to what; begin with such as `$ORIGIN example.com.`",
        "nothing says which zone this is; name the domain too, or begin with `$ORIGIN example.com.`",
    }


def test_file_may_hold_several_zones() -> None:
    text = "$ORIGIN a.example.\n@ SOA a b 1 2 3 4 5\n$ORIGIN b.example.\n@ SOA a b 1 2 3 4 5\nx TXT x\n"
    zone = read_text(text)
    assert (zone.origins, zone.flaws) == (("a.example", "b.example"), ())


class TestInclude:
    """RFC 1035 section 5.1: $INCLUDE inserts a file, and never changes the origin of its parent."""

    def test_file_is_read_relative_to_its_parent_and_origin_comes_back(self, tmp_path: Path) -> None:
        (tmp_path / "keys").mkdir()
        (tmp_path / "example.com.zone").write_text('@ TXT "1"\n$INCLUDE keys/one sub ; why\n@ TXT "4"\n')
        (tmp_path / "keys/one").write_text('@ TXT "2"\n$ORIGIN example.net.\n$INCLUDE two sub.example.com.\n')
        (tmp_path / "keys/two").write_text('@ TXT "3"\n')
        zone = read_file(tmp_path / "example.com.zone")
        assert zone.flaws == ()
        assert [(found.owner, found.value.text) for found in zone.records] == [
            ("example.com", "1"),
            ("sub.example.com", "2"),
            ("sub.example.com", "3"),
            ("example.com", "4"),
        ]
        assert zone.records[2].location == Location(str(tmp_path / "keys/two"), 1, 7)

    def test_flaw_in_an_included_file_is_placed_there(self, tmp_path: Path) -> None:
        (tmp_path / "example.com.zone").write_text("$INCLUDE one\n")
        (tmp_path / "one").write_text("\n@ A x\n")
        (flaw,) = read_file(tmp_path / "example.com.zone").flaws
        assert flaw.location == Location(str(tmp_path / "one"), 2, 5)

    @pytest.mark.parametrize("name", ["../outside", "link", "{absolute}", "folder-link/outside"])
    def test_file_outside_the_folder_is_refused_unless_allowed(self, tmp_path: Path, name: str) -> None:
        folder = tmp_path / "zones"
        folder.mkdir()
        (tmp_path / "outside").write_text("@ TXT x\n")
        (folder / "link").symlink_to(tmp_path / "outside")
        (folder / "folder-link").symlink_to(tmp_path)
        name = name.format(absolute=tmp_path / "outside")
        (folder / "example.com.zone").write_text(f"$INCLUDE {name}\n")
        (flaw,) = read_file(folder / "example.com.zone").flaws
        assert flaw.kind == "include"
        assert flaw.message.endswith(
            f"cannot be included: it is outside `{folder}`, the folder of the zone; "
            "only files in there are included"
        )
        assert read_file(folder / "example.com.zone", allow_include=True).flaws == ()

    def test_link_within_the_folder_is_followed(self, tmp_path: Path) -> None:
        (tmp_path / "one").write_text("@ TXT x\n")
        (tmp_path / "link").symlink_to("one")
        (tmp_path / "example.com.zone").write_text("$INCLUDE link\n")
        assert read_file(tmp_path / "example.com.zone").flaws == ()

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("$INCLUDE nothing", "`nothing` cannot be included: no such file or directory"),
            ("$INCLUDE .", "`.` cannot be included: a folder, and not a zone file"),
            (
                "$INCLUDE example.com.zone",
                "`example.com.zone` is over 10 files deep; do files include each other?",
            ),
            ("$INCLUDE a\0b", None),
        ],
        ids=["missing", "folder", "itself", "NUL in the name"],
    )
    def test_file_that_cannot_be_included_is_a_flaw(
        self, tmp_path: Path, text: str, message: str | None
    ) -> None:
        (tmp_path / "example.com.zone").write_text(text)
        if message is None:
            with pytest.raises(ZoneSyntaxError):
                read_file(tmp_path / "example.com.zone")
            return
        (flaw,) = read_file(tmp_path / "example.com.zone").flaws
        assert flaw.message == message

    def test_number_of_files_is_bounded(self, tmp_path: Path) -> None:
        (tmp_path / "example.com.zone").write_text("$INCLUDE one\n" * 30)
        (tmp_path / "one").write_text("$INCLUDE two\n" * 30)
        (tmp_path / "two").write_text("@ TXT x\n")
        zone = read_file(tmp_path / "example.com.zone")
        assert {flaw.message for flaw in zone.flaws} == {
            "`one` is one file too many; at most 200 are included",
            "`two` is one file too many; at most 200 are included",
        }

    def test_pipe_is_not_opened(self, tmp_path: Path) -> None:
        import os

        os.mkfifo(tmp_path / "pipe")
        (tmp_path / "example.com.zone").write_text("$INCLUDE pipe\n")
        (flaw,) = read_file(tmp_path / "example.com.zone").flaws
        assert flaw.message == "`pipe` cannot be included: a device or pipe, and not a zone file"

    def test_size_of_files_is_bounded(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files, "SIZE_LIMIT", 30)
        (tmp_path / "example.com.zone").write_text("$INCLUDE one\n$INCLUDE one\n")
        (tmp_path / "one").write_text("@ TXT x ; a comment\n")
        (flaw,) = read_file(tmp_path / "example.com.zone").flaws
        assert (flaw.location.line, flaw.message) == (
            2,
            "`one` cannot be included: over 30 octets are included",
        )
        (tmp_path / "one").write_text("@ TXT x ; a longer comment, much longer\n")
        (flaw, _) = read_file(tmp_path / "example.com.zone").flaws
        assert flaw.message == "`one` cannot be included: a file of 40 octets; at most 30 are read"


UNREADABLE = {
    "missing": (None, "no such file or directory"),
    "NUL": (b"@ TXT x\0", "not a text file: it holds NUL octets"),
    "UTF-16": ("@ TXT x".encode("utf-16"), "the text is in UTF-16; save it as ASCII or UTF-8"),
    "byte order mark": (
        "@ TXT x".encode("utf-8-sig"),
        "the text begins with a byte order mark; save it as UTF-8 without one",
    ),
}


@pytest.mark.parametrize(("octets", "message"), UNREADABLE.values(), ids=UNREADABLE)
def test_unreadable_file_is_an_error_that_names_it(
    tmp_path: Path, octets: bytes | None, message: str
) -> None:
    path = tmp_path / "example.com.zone"
    if octets is not None:
        path.write_bytes(octets)
    with pytest.raises(ZoneSyntaxError, match=f"^{re.escape(f'{path}: {message}')}$"):
        read_file(path)


def test_name_that_no_file_can_have_is_an_error() -> None:
    with pytest.raises(ZoneSyntaxError, match=r": embedded null byte$"):
        read_file("a\0b")


def test_folder_is_not_a_zone_file(tmp_path: Path) -> None:
    with pytest.raises(ZoneSyntaxError, match=r": a folder, and not a zone file$"):
        read_file(tmp_path)


def test_latin_1_file_is_read_as_octets(tmp_path: Path) -> None:
    (tmp_path / "example.com").write_bytes(b'@ TXT "caf\xe9"\n')
    (found,) = read_file(tmp_path / "example.com").records
    assert found.value == Txt((b"caf\xe9",))


PIECES = r"""
    @ a $TTL $ORIGIN $GENERATE $INCLUDE 1-3 IN 300 TXT MX A SOA CNAME SRV CAA TYPE99 \# 4 ( ) " ; \
    9.9.9.9 ${1,2,x} é \300 v=spf1 “ a.example.com ::1 LOC APL
"""
BLANKS = ("\n", "\n", " ", "\t", "\r", "\0", "\udce9", "\ud800", "x" * 300)
LONG = {
    "parentheses": "(" * 200_000,
    "quotes": '"' * 200_000,
    "backslashes": "\\" * 200_001,
    "semicolons": ";" * 200_000,
    "blanks": " \t" * 200_000,
    "open parentheses": "( a\n" * 50_000,
    "open quotes in parentheses": '( "a\n' * 50_000,
    "open entries": "a TXT (\n" * 20_000,
    "words": "a " * 200_000,
    "labels": "a." * 200_000,
    "times": f"a {'1h' * 200_000} A x",
    "digits": f"{'1' * 200_000}{' 1' * 200_000}",
    "strings": "a TXT (" + '"x" ' * 50_000 + ")",
    "deeper and deeper": "@ SOA a b 1 2 3 4 5\n$ORIGIN a\n" * 300,
    "wrong addresses": "a A x\n" * 20_000,
    "names elsewhere": "".join(f"a{number}. SOA a b 1 2 3 4 5\n" for number in range(5_000)),
}


class TestHostile:
    """Nothing that a file may hold makes the reader raise, or take more than a time in proportion."""

    @given(st.text())
    def test_any_text_is_read(self, text: str) -> None:
        for flaw in read(text).flaws:
            assert flaw.location.line >= 1
            assert 0 <= flaw.span.start <= flaw.span.end <= len(flaw.line)
            assert "\n" not in flaw.line

    @given(st.lists(st.sampled_from((*PIECES.split(), *BLANKS))))
    def test_any_pieces_of_zone_files_are_read(self, pieces: list[str]) -> None:
        zone = read(" ".join(pieces))
        for found in zone.records:
            assert found.location.line >= 1

    @given(st.lists(st.binary(max_size=255), min_size=1, max_size=4))
    def test_strings_survive_being_written_and_read(self, strings: list[bytes]) -> None:
        written = " ".join('"' + "".join(f"\\{octet:03d}" for octet in string) + '"' for string in strings)
        assert record(f"@ 300 TXT {written}") == ("example.com", "TXT", 300, Txt(tuple(strings)))

    @pytest.mark.parametrize("text", LONG.values(), ids=LONG)
    def test_long_texts_are_read(self, text: str) -> None:
        assert read(text).origin == "example.com"


def test_error_has_its_place_first_and_all_flaws(tmp_path: Path) -> None:
    zone = read("@ A x\n@ MX 10 9.9.9.9\n@ A y\n", file="zones/example.com")
    error = ZoneSyntaxError.of(zone.fatal)
    assert (
        str(error)
        == "zones/example.com:1:5: `x` is not an IPv4 address; four numbers of 0 to 255 are allowed"
    )
    assert (error.file, error.line, error.column) == ("zones/example.com", 1, 5)
    assert [flaw.location.line for flaw in error.flaws] == [1, 3]
