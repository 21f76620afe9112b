"""The DMARC record as text: what receivers keep, what its tags say, and what was meant by a mistake."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailcheck.dns.answers import Span
from mailcheck.records.dmarc.mistakes import is_meant, near_miss
from mailcheck.records.dmarc.record import is_dmarc, parse
from mailcheck.records.dmarc.repair import nearest_policy, nearest_tag, repair, with_reports
from mailcheck.records.dmarc.report_uri import ReportUri, parse_uris


class TestVersion:
    """The v tag stands first and its value is exactly DMARC1 (RFC 9989 sections 4.7 and 4.8)."""

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("v=DMARC1", id="nothing else"),
            pytest.param("v=DMARC1;", id="a final semicolon"),
            pytest.param("v=DMARC1; p=none", id="as usual"),
            pytest.param("v=DMARC1;p=none", id="no blank"),
            pytest.param("v = DMARC1 ; p=none", id="blanks around both signs"),
            pytest.param("v\t=\tDMARC1\t;", id="tabs"),
            pytest.param("V=DMARC1; p=none", id="the literal v in upper case"),
            pytest.param("v=DMARC1 ", id="a final blank"),
        ],
    )
    def test_kept(self, text: str) -> None:
        assert is_dmarc(text)

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("", id="nothing"),
            pytest.param("v=dmarc1; p=none", id="lower case"),
            pytest.param("v=DMARC1x; p=none", id="more letters"),
            pytest.param("v=DMARC10; p=none", id="more digits"),
            pytest.param("v=DMARC; p=none", id="fewer"),
            pytest.param(" v=DMARC1; p=none", id="a blank first"),
            pytest.param("\tv=DMARC1; p=none", id="a tab first"),
            pytest.param("p=none; v=DMARC1", id="not first"),
            pytest.param(";v=DMARC1; p=none", id="a semicolon first"),
            pytest.param("v=DMARC1 p=none", id="no separator"),
            pytest.param("v=DMARC1, p=none", id="a comma"),
            pytest.param("v=DMARC1\u00a0; p=none", id="a no-break space"),
            pytest.param("v=DMARC1\r\n; p=none", id="a fold, which is no WSP"),
            pytest.param('"v=DMARC1; p=none"', id="quotes"),
            pytest.param("version=DMARC1; p=none", id="another name"),
            pytest.param("v=spf1 -all", id="SPF"),
        ],
    )
    def test_discarded(self, text: str) -> None:
        assert not is_dmarc(text)


def policies(text: str) -> tuple[str | None, str | None, str | None]:
    record = parse(text)
    return record.policy, record.subdomain_policy, record.missing_policy


class TestPolicies:
    """np falls back to sp, sp to p (RFC 9989 section 4.7); a bad one degrades the record (section 4.10.1)."""

    @pytest.mark.parametrize(
        ("tags", "expected"),
        [
            pytest.param("p=reject", ("reject", "reject", "reject"), id="p alone"),
            pytest.param("p=reject; sp=none", ("reject", "none", "none"), id="np follows sp"),
            pytest.param("p=none; np=reject", ("none", "none", "reject"), id="sp follows p, np its own"),
            pytest.param(
                "p=none; sp=quarantine; np=reject", ("none", "quarantine", "reject"), id="all three"
            ),
            pytest.param("p=REJECT; sp=None", ("reject", "none", "none"), id="values in any case"),
            pytest.param("sp=none; p=reject", ("reject", "none", "none"), id="in any order"),
            pytest.param("P=reject", ("reject",) * 3, id="names in any case"),
            pytest.param("p=reject; p=none", ("reject",) * 3, id="the first of two"),
            pytest.param("p=none; rua=https://example.com/r", ("none",) * 3, id="any scheme of report"),
            pytest.param("rua=mailto:a@example.com", ("none",) * 3, id="no p, with reports"),
            pytest.param("p=; rua=mailto:a@example.com", ("none",) * 3, id="an empty p, with reports"),
            pytest.param(
                "p=rejct; sp=reject; rua=mailto:a@example.com", ("none",) * 3, id="a bad p degrades sp"
            ),
            pytest.param(
                "p=reject; sp=non; rua=mailto:a@example.com", ("none",) * 3, id="a bad sp degrades p"
            ),
            pytest.param(
                "p=reject; np=non; rua=mailto:a@example.com", ("none",) * 3, id="a bad np degrades p"
            ),
            pytest.param(
                "p=reject; np=non; rua=https://x.example", ("none",) * 3, id="a URI of any scheme will do"
            ),
            pytest.param("adkim=s", (None,) * 3, id="no p, no reports"),
            pytest.param("p=rejct", (None,) * 3, id="a bad p, no reports"),
            pytest.param("p=reject; sp=", (None,) * 3, id="an empty sp, no reports"),
            pytest.param("p=rejct; rua=a@example.com", (None,) * 3, id="a URI without a scheme is none"),
            pytest.param("p=rejct; rua=", (None,) * 3, id="an empty rua is none"),
            pytest.param("p=rejct; ruf=mailto:a@example.com", (None,) * 3, id="ruf does not count"),
        ],
    )
    def test_selected(self, tags: str, expected: tuple[str | None, ...]) -> None:
        assert policies(f"v=DMARC1; {tags}") == expected

    @pytest.mark.parametrize(
        ("flag", "expected"),
        [
            pytest.param("y", ("none", "none", "quarantine", None), id="one level weaker"),
            pytest.param("Y", ("none", "none", "quarantine", None), id="in upper case"),
            pytest.param("n", ("none", "quarantine", "reject", None), id="off"),
            pytest.param("maybe", ("none", "quarantine", "reject", None), id="bad: off"),
        ],
    )
    def test_after_t(self, flag: str, expected: tuple[str | None, ...]) -> None:
        record = parse(f"v=DMARC1; p=reject; t={flag}")
        assert tuple(map(record.effective, ("none", "quarantine", "reject", None))) == expected


def test_the_tags_of_a_record_with_their_places() -> None:
    text = (
        "v=DMARC1; p=reject; adkim=S; aspf=x; psd=n; t=y; fo=1:d:s; "
        "rua=mailto:A@Example.com!10m , https://x.example/r"
    )
    record = parse(text)
    settings = (record.adkim, record.aspf, record.psd, record.t, record.fo, record.sp)
    assert [setting.value for setting in settings] == ["s", "r", "n", "y", "1:d:s", ""]
    assert [setting.flawed for setting in settings] == [False, True, False, False, False, False]
    assert record.aspf.tag is not None
    assert text[slice(*record.aspf.tag.value_span)] == "x"
    assert record.rua.uris == (
        ReportUri(
            "mailto:A@Example.com!10m",
            Span(63, 87),
            scheme="mailto",
            address="A@Example.com",
            host="example.com",
            size="10m",
            size_span=Span(83, 87),
        ),
        ReportUri("https://x.example/r", Span(90, 109), scheme="https"),
    )
    assert text[83:87] == "!10m"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("0", "0", id="the default"),
        pytest.param("1", "1", id="one"),
        pytest.param("d:s:1", "d:s:1", id="in any order"),
        pytest.param("d", "d", id="without 0 or 1"),
        pytest.param("1:D", "1:d", id="any case"),
    ],
)
def test_a_good_fo(value: str, expected: str) -> None:
    fo = parse(f"v=DMARC1; p=none; fo={value}").fo
    assert (fo.value, fo.valid) == (expected, True)


@pytest.mark.parametrize("value", ["", "0:1", "1:1", "d:d", "x", "1:", "1,d", "2", "1" * 5000])
def test_a_bad_fo_takes_the_default(value: str) -> None:
    fo = parse(f"v=DMARC1; p=none; fo={value}").fo
    assert (fo.value, fo.valid) == ("0", False)


def uris(text: str) -> tuple[ReportUri, ...]:
    return parse_uris(text, Span(0, len(text)))


class TestReportUris:
    """URIs with a scheme, in ASCII, with commas and exclamation marks encoded (RFC 9989 section 4.8)."""

    @pytest.mark.parametrize(
        ("text", "scheme", "address", "host"),
        [
            pytest.param("mailto:d@example.com", "mailto", "d@example.com", "example.com", id="usual"),
            pytest.param("MAILTO:d@EXAMPLE.com", "mailto", "d@EXAMPLE.com", "example.com", id="any case"),
            pytest.param(
                "mailto:a+b@x.example?subject=r", "mailto", "a+b@x.example", "x.example", id="a query"
            ),
            pytest.param("mailto:a%2Cb%21@x.example", "mailto", "a,b!@x.example", "x.example", id="encoded"),
            pytest.param(
                "mailto:d@xn--bcher-kva.example",
                "mailto",
                "d@xn--bcher-kva.example",
                "xn--bcher-kva.example",
                id="A-label",
            ),
            pytest.param("https://x.example/r", "https", "", "", id="another scheme"),
        ],
    )
    def test_valid(self, text: str, scheme: str, address: str, host: str) -> None:
        (uri,) = uris(text)
        assert (uri.valid, uri.scheme, uri.address, uri.host, uri.size) == (True, scheme, address, host, "")

    @pytest.mark.parametrize(
        ("host", "valid"),
        [
            pytest.param("x" * 63 + ".example", True, id="the longest label"),
            pytest.param("x" * 64 + ".example", False, id="a label too long"),
            pytest.param("x-.example", False, id="a hyphen at its end"),
            pytest.param("x..example", False, id="an empty label"),
            pytest.param(".".join(["x" * 62] * 4) + ".y", True, id="the longest name"),
            pytest.param(".".join(["x" * 62] * 4) + ".yy", False, id="a name too long"),
        ],
    )
    def test_the_host_is_a_host_name(self, host: str, valid: bool) -> None:
        (uri,) = uris(f"mailto:d@{host}")
        assert (uri.valid, uri.host) == (valid, host if valid else "")

    @pytest.mark.parametrize("size", ["10m", "5", "1K", "2g", "3t"])
    def test_an_obsolete_size(self, size: str) -> None:
        (uri,) = uris(f"mailto:d@example.com!{size}")
        assert (uri.valid, uri.host, uri.size) == (True, "example.com", size)

    @pytest.mark.parametrize(
        ("text", "flaw", "fault", "repaired"),
        [
            pytest.param(
                "d@example.com",
                "`d@example.com` has no scheme; a report URI begins with `mailto:`",
                "d@example.com",
                "mailto:d@example.com",
                id="no scheme",
            ),
            pytest.param(
                "mailto: d@example.com",
                "`mailto: d@example.com` holds a blank; URIs have none, and a comma separates two",
                " ",
                "mailto:d@example.com",
                id="a blank inside",
            ),
            pytest.param(
                "mailto:a@x.example mailto:b@x.example",
                "`mailto:a@x.example mailto:b@x.example` holds a blank; "
                "URIs have none, and a comma separates two",
                " ",
                "mailto:a@x.example,mailto:b@x.example",
                id="a blank between two",
            ),
            pytest.param(
                "mailto://d@example.com",
                "`mailto://d@example.com` has slashes after `mailto:`; the address follows at once",
                "//",
                "mailto:d@example.com",
                id="slashes",
            ),
            pytest.param(
                "mailto:example.com",
                "`mailto:example.com` names no mail address; `mailto:` is followed by `local@domain`",
                "example.com",
                None,
                id="no address",
            ),
            pytest.param(
                "mailto:d@exa_mple.com",
                "`exa_mple.com` in `mailto:d@exa_mple.com` is not a host name; "
                "`mailto:` is followed by `local@domain`",
                "d@exa_mple.com",
                None,
                id="no host name",
            ),
            pytest.param(
                "mailto:d@example.com!10p",
                "`!10p` follows the URI; an exclamation mark in a URI is written `%21`",
                "!10p",
                "mailto:d@example.com",
                id="no size",
            ),
            pytest.param(
                "mailto:d\u00e9@example.com",
                "`mailto:d\u00e9@example.com` holds a character outside ASCII; "
                "addresses for reports keep to it (RFC 8616 section 6)",
                "\u00e9",
                None,
                id="internationalized",
            ),
            pytest.param(
                "<mailto:d@example.com>",
                "`<mailto:d@example.com>` holds `<`, which a URI may hold only percent-encoded",
                "<",
                "mailto:d@example.com",
                id="angle brackets",
            ),
            pytest.param(
                "mailto:50%@example.com",
                "`mailto:50%@example.com` holds a `%` that two hexadecimal digits do not follow",
                "%",
                None,
                id="a bare percent sign",
            ),
            pytest.param(
                "https:",
                "`https:` has nothing after its scheme; a URI names a destination",
                "https:",
                None,
                id="a scheme alone",
            ),
        ],
    )
    def test_flawed(self, text: str, flaw: str, fault: str, repaired: str | None) -> None:
        (uri,) = uris(text)
        assert uri.fault is not None
        assert (uri.flaw, text[slice(*uri.fault)], uri.repaired) == (flaw, fault, repaired)
        assert not uri.valid

    @pytest.mark.parametrize(
        "scheme",
        ["mailto", "mail", "maito", "malto", "mailt", "mailo", "mialto", "mailtto", "MailTo", "Mail"],
    )
    @pytest.mark.parametrize("joint", ["=", ";", " ", " = ", "/", "//", " ;  //"])
    def test_what_is_written_for_the_scheme_is_replaced(self, scheme: str, joint: str) -> None:
        (uri,) = uris(f"{scheme}{joint}d@example.com")
        assert (uri.valid, uri.repaired) == (False, "mailto:d@example.com")

    @pytest.mark.parametrize(
        "local", ["mail", "mailer", "maildrop", "mailto", "mailbox-1", "maltose", "x.mailt"]
    )
    def test_a_mailbox_may_begin_as_the_scheme_does(self, local: str) -> None:
        (uri,) = uris(f"{local}@example.com")
        assert uri.repaired == f"mailto:{local}@example.com"

    def test_the_scheme_may_stand_without_its_colon(self) -> None:
        (uri,) = uris("mailtod@example.com")
        assert uri.repaired == "mailto:d@example.com"

    @pytest.mark.parametrize(
        ("text", "repaired"),
        [
            ("d @ example.com", "mailto:d@example.com"),
            ("mailto : d@example.com", "mailto:d@example.com"),
            ("<d@example.com>", "mailto:d@example.com"),
            ("d@example.com!10m", "mailto:d@example.com"),
            ("d@example.com.", "mailto:d@example.com"),
            ("d\\@example.com", "mailto:d@example.com"),
            ("d@x.example e@x.example", "mailto:d@x.example,mailto:e@x.example"),
            ("<d@x.example> and <e@x.example>", None),
            ("example.com", None),
            ("httpd@example.com", "mailto:httpd@example.com"),
            ("d" * 988 + "@example.com", "mailto:" + "d" * 988 + "@example.com"),
            ("d" * 989 + "@example.com", None),
            ("\u201cd@example.com\u201d", "mailto:d@example.com"),
            ("\u00e9@example.com", None),
        ],
    )
    def test_what_was_meant_is_offered_where_that_is_plain(self, text: str, repaired: str | None) -> None:
        (uri,) = uris(text)
        assert uri.repaired == repaired

    def test_an_entry_between_commas_may_be_empty(self) -> None:
        listed = uris("mailto:a@x.example , ,mailto:b@x.example,")
        assert [uri.valid for uri in listed] == [True, False, True, False]
        assert listed[3].span == Span(41, 41)

    def test_an_empty_list_has_no_entries(self) -> None:
        assert uris("") == ()


MEANT = [
    pytest.param(
        "v=dmarc1; p=reject",
        "v=DMARC1; p=reject",
        "dmarc1",
        "`v=dmarc1` is not `v=DMARC1`; the version is case-sensitive",
        id="lower case",
    ),
    pytest.param(
        " v=DMARC1; p=none",
        "v=DMARC1; p=none",
        " ",
        "a blank stands before the version; a DMARC record begins with `v=DMARC1`",
        id="a blank first",
    ),
    pytest.param(
        "\ufeffv=DMARC1; p=none",
        "v=DMARC1; p=none",
        "\ufeff",
        "an invisible character stands before the version; a DMARC record begins with `v=DMARC1`",
        id="a byte order mark first",
    ),
    pytest.param(
        '"v=DMARC1; p=none"',
        "v=DMARC1; p=none",
        '"',
        '`"` is part of the record; quotes belong to the zone file only',
        id="quotes",
    ),
    pytest.param(
        "“v=DMARC1; p=none”",
        "v=DMARC1; p=none",
        "“",
        "`“` is part of the record; quotes belong to the zone file only",
        id="smart quotes",
    ),
    pytest.param(
        "v=DMARC1, p=none, rua=mailto:a@x.example",
        "v=DMARC1; p=none; rua=mailto:a@x.example",
        ",",
        "a comma follows `v=DMARC1`; tags are separated by semicolons",
        id="commas",
    ),
    pytest.param(
        "v=DMARC1\\; p=none\\;",
        "v=DMARC1; p=none",
        "\\",
        "a backslash follows `v=DMARC1`; semicolons are escaped in zone files only",
        id="backslashes",
    ),
    pytest.param(
        "v=DMARC1 p=none",
        "v=DMARC1; p=none",
        " p=none",
        "`p=none` follows `v=DMARC1` without a semicolon; one separates two tags",
        id="a blank for a semicolon",
    ),
    pytest.param(
        "v=DMARC1p=none",
        "v=DMARC1; p=none",
        "p=none",
        "`p=none` follows `v=DMARC1` at once; a semicolon separates two tags",
        id="nothing for a semicolon",
    ),
    pytest.param(
        "p=reject; v=DMARC1",
        "v=DMARC1; p=reject",
        "v=DMARC1",
        "`v` is not the first tag; a DMARC record begins with `v=DMARC1`",
        id="not first",
    ),
    pytest.param(
        "p=none; rua=mailto:a@x.example",
        "v=DMARC1; p=none; rua=mailto:a@x.example",
        "p=none",
        "`p=none` stands first; a DMARC record begins with `v=DMARC1`",
        id="no version",
    ),
    pytest.param(
        "DMARC1; p=none",
        "v=DMARC1; p=none",
        "DMARC1",
        "`DMARC1` stands first; a DMARC record begins with `v=DMARC1`",
        id="the value alone",
    ),
    pytest.param(
        "v:DMARC1; p=none",
        "v=DMARC1; p=none",
        "v:DMARC1",
        "`v:DMARC1` has no equals sign; a DMARC record begins with `v=DMARC1`",
        id="a colon",
    ),
    pytest.param(
        "v=DMARC2; p=none",
        "v=DMARC1; p=none",
        "DMARC2",
        "`v=DMARC2` is no version of DMARC; the only one is `v=DMARC1`",
        id="another version",
    ),
]


@pytest.mark.parametrize(("text", "meant", "fault", "message"), MEANT)
def test_a_record_that_misses_its_mark(text: str, meant: str, fault: str, message: str) -> None:
    miss = near_miss(text)
    assert miss is not None
    assert (miss.message, text[slice(*miss.span)], miss.replacement) == (message, fault, meant)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("v=DMARC1; p=none", id="a good record"),
        pytest.param("v=DMARC1; p=rejct", id="kept, though flawed"),
        pytest.param("v=spf1 -all", id="SPF"),
        pytest.param("v=DKIM1; k=rsa; p=MIGfMA0", id="a DKIM key"),
        pytest.param("dmarc-verification=1234", id="a verification text"),
        pytest.param("v=TLSRPTv1; rua=mailto:a@x.example", id="TLS reports"),
        pytest.param("", id="nothing"),
        pytest.param("x" * 70_000, id="very long"),
    ],
)
def test_other_text_is_not_meant_as_dmarc(text: str) -> None:
    assert near_miss(text) is None


CORRECTED = [
    pytest.param(
        "v=DMARC1; p=rejct; rua=a@example.com",
        "v=DMARC1; p=reject; rua=mailto:a@example.com",
        id="two mistakes",
    ),
    pytest.param(
        "v=DMARC1; p=reject, rua=mailto:a@x.example",
        "v=DMARC1; p=reject; rua=mailto:a@x.example",
        id="a comma for a semicolon",
    ),
    pytest.param(
        "v=DMARC1; p=none; rua=mailto:a@x.example; mailto:b@x.example",
        "v=DMARC1; p=none; rua=mailto:a@x.example,mailto:b@x.example",
        id="a semicolon for a comma",
    ),
    pytest.param(
        "v=DMARC1; p=none; rua=mailto:a@x.example; rua=mailto:b@x.example",
        "v=DMARC1; p=none; rua=mailto:a@x.example,mailto:b@x.example",
        id="two rua",
    ),
    pytest.param("v=DMARC1; p=none; p=none", "v=DMARC1; p=none", id="the same tag twice"),
    pytest.param("v=DMARC1; p=none; p=reject", None, id="two policies: nobody can tell"),
    pytest.param(
        "v=DMARC1; p=reject; adkim=strict; aspf=Relaxed",
        "v=DMARC1; p=reject; adkim=s; aspf=r",
        id="words for letters",
    ),
    pytest.param(
        "v=DMARC1; p=reject; adkim=x; t=perhaps", "v=DMARC1; p=reject", id="what is ignored is left out"
    ),
    pytest.param("v=DMARC1; p=reject; pct=100; rf=afrf; ri=3600", "v=DMARC1; p=reject", id="removed tags"),
    pytest.param("v=DMARC1; p=reject; pct=0", "v=DMARC1; p=reject; t=y", id="pct=0 is t=y today"),
    pytest.param("v=DMARC1; p=reject; pct=0; t=n", "v=DMARC1; p=reject; t=n", id="unless t is there"),
    pytest.param(
        "v=DMARC1; p=none; fo=0:1:d; ruf=mailto:a@x.example",
        "v=DMARC1; p=none; fo=1:d; ruf=mailto:a@x.example",
        id="1 contains 0",
    ),
    pytest.param("v=DMARC1;; p=none;;", "v=DMARC1; p=none", id="empty tags"),
    pytest.param(
        "v=DMARC1; rua=mailto:a@x.example; p=reject",
        "v=DMARC1; p=reject; rua=mailto:a@x.example",
        id="p goes second",
    ),
    pytest.param(
        "v=DMARC1; rua=mailto:a@x.example!10m", "v=DMARC1; p=none; rua=mailto:a@x.example", id="a size; no p"
    ),
    pytest.param("v=DMARC1; policy=reject", "v=DMARC1; p=reject", id="a long name"),
    pytest.param("v=DMARC1; p reject; sp:none", "v=DMARC1; p=reject; sp=none", id="no equals signs"),
    pytest.param(
        "v=DMARC1; p=\u201creject\u201d;\u00a0sp=none",
        "v=DMARC1; p=reject; sp=none",
        id="a word processor's signs",
    ),
    pytest.param("v=DMARC1; p=none; zz=1", "v=DMARC1; p=none; zz=1", id="unknown tags stay"),
    pytest.param("v=DMARC1; p=frobnicate; t=yes", None, id="nobody can tell what this means"),
]


@pytest.mark.parametrize(("text", "meant"), CORRECTED)
def test_the_record_that_was_meant(text: str, meant: str | None) -> None:
    assert repair(text) == meant


@pytest.mark.parametrize(
    ("value", "policy"),
    [
        ("rejct", "reject"),
        ("rejected", "reject"),
        ("REJECT", "reject"),
        ("quarentine", "quarantine"),
        ("non", "none"),
        ("nope", "none"),
        ("nix", None),
        ("no", None),
        ("", None),
        ("block", None),
        ("x" * 100_000, None),
    ],
)
def test_the_nearest_policy(value: str, policy: str | None) -> None:
    assert nearest_policy(value) == policy


@pytest.mark.parametrize(
    ("name", "tag"), [("ruaa", "rua"), ("adkm", "adkim"), ("policy", "p"), ("ru", None), ("rux", None)]
)
def test_the_nearest_tag(name: str, tag: str | None) -> None:
    assert nearest_tag(name) == tag


def test_a_place_for_reports_is_added_only_where_none_is() -> None:
    assert (
        with_reports(parse("v=DMARC1; p=none;"), "x.example")
        == "v=DMARC1; p=none; rua=mailto:dmarc@x.example"
    )
    assert with_reports(parse("v=DMARC1; p=none; rua="), "x.example") is None


pieces = st.sampled_from(
    [
        "v=DMARC1",
        "v=dmarc1",
        ";",
        " ",
        "p=reject",
        "p=rejct",
        "p=",
        "sp=none",
        "sp=nne",
        "np=reject",
        "rua=mailto:a@x.example",
        "rua=a@x",
        "ruf=",
        "fo=0:1",
        "t=y",
        "psd=y",
        "pct=0",
        "pct=50",
        "adkim=strict",
        ",",
        '"',
        "'",
        "\\",
        "=",
        "!10m",
        "mailto:b@x.example",
        "\xa0",
        "“",
        "\udc80",
        "\x00",
        "\r\n",
        "p",
        "v",
        "dmarc",
        "%",
        "@",
        "x=1",
        "P=none",
    ]
)
records = st.lists(pieces, max_size=14).map("".join) | st.text(max_size=60)


@given(records)
@example("v=DMARC1;" + "p=" * 30_000)
@example("v=DMARC1; rua=" + "," * 60_000)
def test_nothing_raises_and_spans_lie_inside(text: str) -> None:
    record = parse(text)
    spans = [entry.span for entry in record.tags.entries]
    spans += [uri.span for listed in (record.rua, record.ruf) for uri in listed.uris]
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    miss = near_miss(text)
    assert miss is None or (
        not is_dmarc(text) and is_meant(text) and 0 <= miss.span.start <= miss.span.end <= len(text)
    )


@given(records)
def test_a_correction_is_sound_and_needs_no_other(text: str) -> None:
    meant = repair(text)
    if meant is None:
        return
    record = parse(meant)
    uris = (*record.rua.uris, *record.ruf.uris)
    assert is_dmarc(meant)
    assert repair(meant) == meant
    assert (record.degraded, record.tags.duplicates, record.tags.strays, record.tags.empties) == (
        False,
        (),
        (),
        (),
    )
    assert not any(setting.flawed for setting in (record.adkim, record.aspf, record.psd, record.t, record.fo))
    assert all(uri.valid and not uri.size for uri in uris)


@given(records)
def test_a_good_record_keeps_its_meaning_when_corrected(text: str) -> None:
    record, meant = parse(text), repair(text)
    if meant is not None and is_dmarc(text) and not record.degraded and not record.tags.duplicates:
        assert policies(meant)[0] == record.p.value


def test_a_record_longer_than_anybody_writes_is_not_repaired() -> None:
    head = "v=DMARC1; p=none; zz="
    longest = head + "x" * (4096 - len(head))
    assert repair(longest) == longest
    assert repair(longest + "x") is None
    assert with_reports(parse(longest), "example.com") is None  # the result would be too long
    short = longest[: 4096 - len("; rua=mailto:dmarc@example.com")]
    assert with_reports(parse(short), "example.com") == f"{short}; rua=mailto:dmarc@example.com"


def test_a_quote_is_told_before_the_version_only_where_it_may_belong_to_it() -> None:
    near, far = near_miss('v=DMARC2;p="none"'), near_miss('v=DMARC2; p="none"')
    assert near is not None
    assert (near.message[:25], near.span) == ('`"` is part of the record', Span(11, 12))
    assert far is not None
    assert (far.message[:20], far.span) == ("`v=DMARC2` is no ver", Span(2, 8))
