"""A DKIM key record becomes fields with spans, or flaws; what mangled it is named and undone."""

import base64

import dkim_samples as samples
import pytest
from dkim_samples import ED, ED_GOOD, GOOD, RSA
from hypothesis import given
from hypothesis import strategies as st

from mailcheck.dns.answers import Span
from mailcheck.records.dkim.key_mistakes import key_mistakes
from mailcheck.records.dkim.public_key import Key
from mailcheck.records.dkim.record import DkimRecord, parse
from mailcheck.records.dkim.repair import repair

TWO = f'"p={RSA[:200]}"\n\t  "{RSA[200:]}"'


def _marked(record: DkimRecord) -> list[tuple[str, str, bool]]:
    """Return each flaw as its message, the text it points at, and whether it is fatal."""
    return [(flaw.message, record.text[slice(*flaw.span)], flaw.fatal) for flaw in record.flaws]


class TestFields:
    """RFC 6376 section 3.6.1."""

    def test_every_tag_has_a_field(self) -> None:
        record = parse(f"v=DKIM1; k=rsa; h=sha256:sha1; s=email; t=y:s; n=a note; g=*; p={RSA}")
        values = [getattr(record, name).value for name in "vkhstngp"]
        assert values == ["DKIM1", "rsa", "sha256:sha1", "email", "y:s", "a note", "*", RSA]
        assert (record.hashes, record.services, record.flags) == (("sha256", "sha1"), ("email",), ("y", "s"))
        assert record.usable
        assert not record.flaws

    def test_what_is_left_out_has_a_default(self) -> None:
        record = parse(f"p={RSA}")
        assert (record.key_type, record.hashes, record.services, record.flags) == (
            "rsa",
            ("sha1", "sha256"),
            ("*",),
            (),
        )
        assert record.usable

    def test_blanks_around_names_values_and_list_items_do_not_count(self) -> None:
        record = parse(f" v = DKIM1 ; t = y : s ; p = {RSA[:9]} \t{RSA[9:]} ;")
        assert (record.flags, record.usable, record.flaws) == (("y", "s"), True, ())

    def test_a_value_knows_where_it_stands(self) -> None:
        assert parse(ED_GOOD).key_span == Span(ED_GOOD.index(ED), len(ED_GOOD))
        assert parse("v=DKIM1").key_span is None

    @pytest.mark.parametrize("text", ["p=", "v=DKIM1; p= ", "v=DKIM1; k=rsa; p=;"])
    def test_an_empty_key_is_revoked(self, text: str) -> None:
        record = parse(text)
        assert (record.revoked, record.key, record.usable, record.flaws) == (True, None, False, ())


@pytest.mark.parametrize(
    ("text", "usable", "weak"),
    [
        pytest.param(GOOD, True, False, id="the usual record"),
        pytest.param(ED_GOOD, True, False, id="ed25519"),
        pytest.param(f"v=DKIM1; p={samples.PKCS1}", True, False, id="bare RSAPublicKey works somewhere"),
        pytest.param(f"v=DKIM1; p={samples.RSA1024}", True, True, id="1024 bits are weak"),
        pytest.param(f"v=DKIM1; p={samples.RSA768}", False, True, id="768 bits are refused"),
        pytest.param(f"v=DKIM1; p={samples.RSA5120}", True, False, id="5120 bits may work"),
        pytest.param(f"v=DKIM1; p={samples.RSAE3}", True, False, id="exponent 3 may work"),
        pytest.param(f"v=DKIM1; k=RSA; p={RSA}", True, False, id="capitals in k"),
        pytest.param(f"v=DKIM1; h=sha1:sha256; p={RSA}", True, False, id="sha1 beside sha256"),
        pytest.param(f"v=DKIM1; h=sha1; p={RSA}", False, False, id="sha1 alone"),
        pytest.param(f"v=DKIM1; s=email:tlsrpt; p={RSA}", True, False, id="mail and reports"),
        pytest.param(f"v=DKIM1; s=tlsrpt; p={RSA}", False, False, id="reports only"),
        pytest.param(f"v=DKIM1; t=y; p={RSA}", True, False, id="testing"),
        pytest.param(f"v=DKIM2; p={RSA}", False, False, id="another version"),
        pytest.param(f"k=rsa; v=DKIM1; p={RSA}", False, False, id="version not first"),
        pytest.param(f"v=DKIM1; k=rsa4096; p={RSA}", False, False, id="another key type"),
        pytest.param(f"v=DKIM1; p={ED}", False, False, id="ed25519 taken for rsa"),
        pytest.param(f"v=DKIM1; k=ed25519; p={RSA}", False, False, id="rsa taken for ed25519"),
        pytest.param(f"v=DKIM1; k=ed25519; p={samples.EDSPKI}", False, False, id="ed25519 wrapped"),
        pytest.param(f"v=DKIM1; p={samples.EC}", False, False, id="EC"),
        pytest.param(f"v=DKIM1; p={RSA}; p={RSA}", False, False, id="a tag twice voids all"),
    ],
)
def test_a_record_is_usable_or_not(text: str, usable: bool, weak: bool) -> None:
    record = parse(text)
    assert (record.usable, record.weak) == (usable, weak)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("v=spf1 -all", id="SPF"),
        pytest.param("v=DMARC1; p=none", id="DMARC, which has a p of its own"),
        pytest.param("v=BIMI1; l=https://example.com/x.svg; p=", id="BIMI"),
        pytest.param("v=TLSRPTv1; rua=mailto:x@example.com", id="TLSRPT"),
        pytest.param("google-site-verification=abc", id="verification token"),
        pytest.param("o=~; t=y", id="the policy of DomainKeys"),
        pytest.param("p=none", id="a word in p"),
        pytest.param("hello world", id="prose"),
    ],
)
def test_other_records_are_foreign(text: str) -> None:
    assert parse(text).foreign


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(GOOD, id="a key"),
        pytest.param("p=", id="revoked"),
        pytest.param("k=rsa", id="no key data"),
        pytest.param(f'"{GOOD}"', id="in quotation marks"),
        pytest.param(f"“{GOOD}”", id="in typographic ones"),
        pytest.param(f"main1._domainkey IN TXT ( {TWO} )", id="a whole entry, but no version"),
        pytest.param(GOOD.replace("v=DKIM1", "V=dkim1"), id="capitals"),
        pytest.param(GOOD.replace("DKIM1", "1"), id="a version of its own"),
        pytest.param(RSA, id="key data alone"),
        pytest.param(f"P={RSA}", id="capital P"),
    ],
)
def test_broken_keys_are_not_foreign(text: str) -> None:
    record = parse(text if "v=" in text or "V=" in text else text.replace("( ", '( "v=DKIM1; " '))
    assert not record.foreign


class TestGrammar:
    """RFC 6376 section 3.2."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            pytest.param(
                f"v=DKIM1; k=rsa; k=rsa; p={RSA}",
                [("`k=` stands twice; a tag may stand once, or the whole record is void", "k=rsa", True)],
                id="duplicate",
            ),
            pytest.param(
                f"v=DKIM1; v=DKIM1; p={RSA}",
                [("a second `v=` begins here: the record was pasted twice, and is void", "v=DKIM1", True)],
                id="pasted twice",
            ),
            pytest.param(
                f"v=DKIM1; rsa; p={RSA}",
                [("`rsa` is no `name=value`; tags are separated by `;`", "rsa", True)],
                id="no equals sign",
            ),
            pytest.param(
                f"v=DKIM1; k-=rsa; p={RSA}",
                [("`k-` is no tag name; letters, digits and `_` are allowed", "k-", True)],
                id="no tag name",
            ),
            pytest.param(
                f"v=DKIM1; P={RSA}",
                [("`P=` is not `p=`; tag names are compared to the letter", "P", True)],
                id="capital name",
            ),
            pytest.param(
                f"v=DKIM1; k=; p={RSA}",
                [("`k=` is empty; rsa or ed25519 is allowed, or no `k=` at all", "k=", True)],
                id="empty k",
            ),
            pytest.param(
                f"v=DKIM1; h=; p={RSA}",
                [("`h=` is empty; sha256 is allowed, or no `h=` at all", "h=", True)],
                id="empty h",
            ),
            pytest.param(
                f"v=DKIM1; s=; p={RSA}",
                [("`s=` is empty; email or * is allowed, or no `s=` at all", "s=", True)],
                id="empty s",
            ),
            pytest.param(
                f"v=DKIM1; t=; p={RSA}",
                [("`t=` is empty; y or s is allowed, or no `t=` at all", "t=", False)],
                id="empty t",
            ),
            pytest.param(
                f"v=DKIM1;; p={RSA}",
                [("nothing stands between two `;`; each of them ends a tag", ";;", False)],
                id="two semicolons",
            ),
            pytest.param(
                f"v=DKIM1; p={RSA}; ",
                [("blanks follow the last `;`, which ends the record", " ", False)],
                id="blank at the end",
            ),
            pytest.param(
                f"v=DKIM1; k=Rsa; p={RSA}",
                [("`k=Rsa` is in capitals; some verifiers know only `k=rsa`", "Rsa", False)],
                id="capital k",
            ),
            pytest.param(
                f"v=DKIM1; n=käse; p={RSA}",
                [("`ä` is outside of ASCII's printable characters, the only ones allowed", "ä", True)],
                id="umlaut in a note",
            ),
            pytest.param(
                f"v=DKIM1; n=\x07; p={RSA}",
                [("`\x07` is outside of ASCII's printable characters, the only ones allowed", "\x07", True)],
                id="control character",
            ),
        ],
    )
    def test_a_breach_is_named_where_it_is(self, text: str, expected: list[tuple[str, str, bool]]) -> None:
        assert _marked(parse(text)) == expected

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param(f"v=DKIM1; p={RSA};", id="one semicolon at the end"),
            pytest.param(f'v=DKIM1; n="a (quoted), \\note"; p={RSA}', id="anything printable in a note"),
            pytest.param(f'v=DKIM1; n=; x="1,2"; p={RSA}', id="anything printable in an unknown tag"),
            pytest.param(f"v=DKIM1;\r\n p={RSA[:99]}\r\n {RSA[99:]}", id="folded as a header field is"),
            pytest.param(f"v=DKIM1; g=; p={RSA}", id="an empty g, which is for a rule of its own"),
        ],
    )
    def test_what_is_allowed_is_no_flaw(self, text: str) -> None:
        assert parse(text).flaws == ()

    def test_a_break_that_is_no_fold_is_told(self) -> None:
        message = "a line break without a blank after it stands inside `p=`; blanks alone are allowed there"
        record = parse(f"v=DKIM1; p={RSA[:99]}\r\n{RSA[99:]}")
        assert [(flaw.message, flaw.fatal) for flaw in record.flaws] == [(message, False)]
        assert record.usable


MARK = "a quotation mark is published; a zone file has them around each string, the record itself has none"
LEADING = MARK.replace("a quotation mark is published", "the value begins with a quotation mark")
WHOLE = (
    "the parentheses and quotation marks of a zone file are part of the value; "
    "only what stands between the quotation marks is to be published, joined"
)
BLANK = "a no-break space or another blank outside of ASCII is published; only the plain space is allowed"
BACKSLASH = "is published; a zone file may need the backslash, the record itself has none"
COMMA = "`,` stands before `h=`; tags are separated by `;`"
MISSING = "`;` is missing before `h=`; tags are separated by it"
AGAIN = "a second `v=` stands right behind the key; the record was pasted twice or out of order"

MANGLED = [
    pytest.param(f'"{GOOD}"', LEADING, '"', id="quotation marks around it"),
    pytest.param(f'"{GOOD}', LEADING, '"', id="one quotation mark"),
    pytest.param(GOOD.replace(RSA, f'{RSA[:99]}" "{RSA[99:]}'), MARK, '"', id="quotation marks in the key"),
    pytest.param(GOOD.replace(RSA, f'"{RSA}"'), MARK, '"', id="quotation marks around the key"),
    pytest.param(f'( "v=DKIM1; h=sha256; k=rsa; "\n\t  {TWO} )', WHOLE, "(", id="all in the parentheses"),
    pytest.param(
        f'main1._domainkey\tIN\tTXT\t( "v=DKIM1; h=sha256; k=rsa; "\n\t  {TWO} )  ; ----- DKIM key main1',
        WHOLE,
        "(",
        id="the whole file of opendkim-genkey",
    ),
    pytest.param(
        f"{GOOD} )", "`)` is published; a zone file may need parentheses, the record itself has none", ")",
        id="the closing parenthesis",
    ),
    pytest.param(
        f"“{GOOD}”", "a quotation mark, `“`, is published; a key record holds none", "“", id="curly marks"
    ),
    pytest.param(
        f"'{GOOD}'", "a quotation mark, `'`, is published; a key record holds none", "'", id="single marks"
    ),
    pytest.param(GOOD.replace("; ", ";\u00a0"), BLANK, "\u00a0", id="no-break space"),
    pytest.param(GOOD.replace("; ", ";\udca0"), BLANK, "\udca0", id="no-break space of Latin-1"),
    pytest.param(
        f"{GOOD}\u200b", "a zero-width character is published; only the plain space is allowed", "\u200b",
        id="zero-width space",
    ),
    pytest.param(GOOD.replace(";", "\\;"), f"`\\;` {BACKSLASH}", "\\;", id="backslashes"),
    pytest.param(f"{GOOD}\\", f"a backslash {BACKSLASH}", "\\", id="a backslash at the end"),
    pytest.param(GOOD.replace("; ", "\\059\\032"), f"a backslash {BACKSLASH}", "\\0", id="decimal escapes"),
    pytest.param(GOOD.replace(";", ","), COMMA, ",", id="commas"),
    pytest.param(GOOD.replace("; ", ","), COMMA, ",", id="commas without blanks"),
    pytest.param(GOOD.replace(";", ""), MISSING, "v=DKIM1", id="no semicolons"),
    pytest.param(GOOD.replace("; ", ""), MISSING, "v=DKIM1", id="nothing between tags"),
    pytest.param(GOOD + GOOD, AGAIN, "v=", id="twice"),
    pytest.param(f"{GOOD} {GOOD}", AGAIN, "v=", id="twice, with a blank"),
    pytest.param(
        f"{GOOD}p={RSA}", "a second `p=` stands right behind the key; a record holds one key", "p=",
        id="key twice",
    ),
    pytest.param(
        f"v=DKIM1; h=sha256; k=rsa; {RSA[200:]}p={RSA[:200]}",
        "part of the key stands before `p=`; the strings of the record are in the wrong order",
        RSA[200:] + "p",
        id="strings in the wrong order",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message", "marked"), MANGLED)
def test_a_mangled_record_is_named_and_mended(text: str, message: str, marked: str) -> None:
    record = parse(text)
    assert record.mangled
    assert _marked(record) == [(message, marked, True)]
    assert repair(record) == GOOD


@pytest.mark.parametrize(
    ("value", "story"),
    [
        pytest.param(
            f"-----BEGIN PUBLIC KEY-----\n{RSA[:64]}\n{RSA[64:]}\n-----END PUBLIC KEY-----",
            "the BEGIN and END lines of a PEM file stand in it",
            id="PEM",
        ),
        pytest.param(
            RSA.replace("+", "%2B"), "`+` was turned into `%2B`, as web forms do", id="percent encoding"
        ),
        pytest.param(
            RSA.replace("+", " "), "`+` was turned into a blank, as web forms do", id="blanks for plus"
        ),
        pytest.param(
            RSA.replace("+", "-").replace("/", "_"),
            "`-` and `_` stand for `+` and `/`, which is another base64",
            id="the base64 of URLs",
        ),
        pytest.param(RSA[200:] + RSA[:200], "its parts are in the wrong order", id="wrong order"),
        pytest.param(RSA + RSA, "the key was pasted twice", id="twice"),
        pytest.param(f"{RSA}AAA=", "something was pasted behind it", id="more behind it"),
        pytest.param(RSA[:-1], "its last characters are lost", id="one character lost"),
        pytest.param(RSA[:-4], "its last characters are lost", id="four characters lost"),
    ],
)
def test_what_happened_to_a_key_is_told_and_undone(value: str, story: str) -> None:
    stories = [told for told, key in key_mistakes(value) if key.published == RSA]
    assert stories[0] == story
    assert repair(parse(GOOD.replace(RSA, value))) == GOOD


@pytest.mark.parametrize("exponent", [3, 257, 65537], ids=["two paddings", "one padding", "no padding"])
@pytest.mark.parametrize("end", ["", "=", "=="], ids=["none left", "one left", "two left"])
@pytest.mark.parametrize("cut", [40, 200, 371])
def test_parts_in_the_wrong_order_are_put_right_whatever_the_padding(
    exponent: int, end: str, cut: int
) -> None:
    key = parse(GOOD).key
    assert isinstance(key, Key)
    published = Key("rsa", key.bits, key.form, key.octets, exponent).published
    body = published.rstrip("=")
    stories = [
        story for story, found in key_mistakes(body[cut:] + body[:cut] + end) if found.published == published
    ]
    assert "its parts are in the wrong order" in stories


def test_parts_in_the_wrong_order_may_both_begin_like_a_key() -> None:
    key = parse(GOOD).key
    assert isinstance(key, Key)
    like_a_head = base64.b64decode("AAAMIIBIAAAA")  # `MIIBI`, wherever it stands
    octets = key.octets[:60] + like_a_head + b"\0" + like_a_head + b"\0" + like_a_head
    published = Key("rsa", key.bits, key.form, octets + key.octets[len(octets) :], key.exponent).published
    cut = published.index("MIIBI", 1)
    stories = [
        story
        for story, found in key_mistakes(published[cut:] + published[:cut])
        if found.published == published
    ]
    assert stories == ["its parts are in the wrong order"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(GOOD.replace("DKIM1", "dkim1"), GOOD, id="case of the version"),
        pytest.param(f"h=sha256; k=rsa; p={RSA}; v=DKIM1", GOOD, id="place of the version"),
        pytest.param(GOOD.replace("k=rsa", "k=RSA"), GOOD, id="case of the key type"),
        pytest.param(GOOD.replace("k=rsa", "K=rsa"), GOOD, id="case of a tag's name"),
        pytest.param(GOOD.replace("k=rsa", "k=rsa; k=rsa"), GOOD, id="a tag twice, alike"),
        pytest.param(GOOD.replace("k=rsa", "rsa"), GOOD, id="a stray key type"),
        pytest.param(GOOD.replace("sha256", "rsa-sha256"), GOOD, id="an algorithm for a hash"),
        pytest.param(GOOD.replace("h=sha256", "h="), f"v=DKIM1; k=rsa; p={RSA}", id="an empty h"),
        pytest.param(f"v=DKIM1; p={ED}", ED_GOOD, id="key type forgotten"),
        pytest.param(f"v=DKIM1; k=ed25519; p={samples.EDSPKI}", ED_GOOD, id="ed25519 wrapped"),
        pytest.param(ED_GOOD.replace("k=ed25519", "k=rsa"), ED_GOOD, id="wrong key type"),
        pytest.param(f"v=DKIM1; p={samples.PKCS1}", f"v=DKIM1; p={RSA}", id="bare RSAPublicKey"),
        pytest.param(RSA, f"v=DKIM1; p={RSA}", id="key data alone"),
        pytest.param('"v=DKIM1; p="', "v=DKIM1; p=", id="revoked, in quotation marks"),
        pytest.param(
            f"v=DKIM1; p={RSA[:200]}; {RSA[200:]}", f"v=DKIM1; p={RSA}", id="a semicolon in the key"
        ),
        pytest.param(
            f"v=DKIM1; p={RSA[:100]}; {RSA[100:200]}; {RSA[200:]}", f"v=DKIM1; p={RSA}", id="two of them"
        ),
        pytest.param(f"v=DKIM1 t=y k=rsa p={RSA}", f"v=DKIM1; t=y; k=rsa; p={RSA}", id="blanks after t=y"),
        pytest.param(f"v=DKIM1, t=s, s=*, p={RSA}", f"v=DKIM1; t=s; s=*; p={RSA}", id="commas after t=s"),
        pytest.param(
            f"v=DKIM1|h=sha256|s=email|k=rsa|p={RSA}",
            f"v=DKIM1; h=sha256; s=email; k=rsa; p={RSA}",
            id="bars",
        ),
        pytest.param(f"v=DKIM1. k=rsa. p={RSA}", f"v=DKIM1; k=rsa; p={RSA}", id="full stops"),
    ],
)
def test_a_mistake_is_repaired(text: str, expected: str) -> None:
    assert repair(parse(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(GOOD, id="nothing to repair"),
        pytest.param(GOOD[:255], id="the rest of the key is lost"),
        pytest.param(f"v=DKIM1; p={RSA}; p={samples.RSA2}", id="two keys: which?"),
        pytest.param("v=DKIM1; k=rsa", id="no key"),
        pytest.param(f"v=DKIM1; p={samples.PRIV}", id="a private key"),
        pytest.param(f"v=DKIM1; p={samples.RSA768}", id="too short"),
        pytest.param(f"v=DKIM1; p={samples.EC}", id="EC"),
        pytest.param(f"v=DKIM2; p={RSA}", id="another version"),
        pytest.param(f"v=DKIM1; s=tlsrpt; p={RSA}", id="not for mail, perhaps on purpose"),
        pytest.param(f'"v=DKIM1; gibberish; p={RSA}"', id="a word that can mean anything"),
        pytest.param("v=spf1 -all", id="another record"),
        pytest.param(f'"v=DKIM1; n={"x" * 9000}; p={RSA}"', id="longer than any record is"),
    ],
)
def test_nothing_is_guessed(text: str) -> None:
    assert repair(parse(text)) is None


def test_changes_are_made_on_the_way() -> None:
    record = parse(f"v=DKIM1; t=y:s; g=*; p={RSA}")
    assert repair(record, t="s", g=None) == f"v=DKIM1; t=s; p={RSA}"


WORDS = st.sampled_from(
    [
        *("v=DKIM1", "k=rsa", "k=ed25519", "h=sha256", "h=sha1", "s=email", "t=y", "n=note", "g=*", "p="),
        *(f"p={RSA}", f"p={ED}", ED, RSA[:100], RSA[100:], "DKIM1", "rsa", "x=y", "=", "v", "K=RSA"),
        *(
            ";",
            "; ",
            ";;",
            " ",
            ",",
            '"',
            '" "',
            "\\",
            "\\;",
            "(",
            ")",
            "\t",
            "\r\n",
            "\u00a0",
            "“",
            "\udc80",
        ),
    ]
)


@given(st.lists(WORDS, max_size=14).map("".join) | st.text(max_size=200))
def test_any_text_gives_a_record(text: str) -> None:
    record = parse(text)
    for flaw in record.flaws:
        assert 0 <= flaw.span.start <= flaw.span.end <= len(text)


@given(st.lists(WORDS, max_size=14).map("".join))
def test_a_repair_needs_no_repair(text: str) -> None:
    better = repair(parse(text))
    if better is None:
        return
    record = parse(better)
    assert (record.flaws, record.mangled, record.foreign) == ((), False, False)
    assert record.usable or record.revoked
    assert repair(record) is None


@given(st.integers(0, len(GOOD)), WORDS)
def test_what_is_put_into_a_good_record_is_survived(at: int, word: str) -> None:
    record = parse(GOOD[:at] + word + GOOD[at:])
    better = repair(record)
    if better is not None:
        assert isinstance(parse(better).key, Key)


@given(st.lists(st.sampled_from(["k=rsa", "h=sha256", "s=email", "t=s", "n=x"]), unique=True), st.booleans())
def test_tags_may_come_in_any_order(tags: list[str], spaced: bool) -> None:
    text = ("; " if spaced else ";").join(["v=DKIM1", *tags, f"p={RSA}"])
    record = parse(text)
    assert (record.usable, record.flaws) == (True, ())
    assert record.p is not None
    assert record.p.value == RSA
