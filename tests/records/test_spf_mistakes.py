"""Each mistake of the pen in an SPF record is named, pointed at and, where that is mechanical, put right."""

import pytest

from mailcheck.records.spf.parser import parse
from mailcheck.records.spf.record import Invalid

LETTERS = "`s`, `l`, `o`, `d`, `i`, `p`, `h` and `v`"
LIST = "`all`, `include`, `a`, `mx`, `ptr`, `ip4`, `ip6` and `exists`"


def _mistake(text: str) -> tuple[str, str, str | None]:
    record = parse(f"v=spf1 {text}")
    found = next(term for term in record.terms if isinstance(term, Invalid))
    return found.message, record.text[found.fault.start : found.fault.end], found.replacement


@pytest.mark.parametrize(
    ("text", "message", "fault", "replacement"),
    [
        pytest.param(
            "ipv4:9.9.9.9",
            "`ipv4:` is no mechanism; this address is listed with `ip4:`",
            "ipv4:",
            "ip4:9.9.9.9",
            id="other name",
        ),
        pytest.param(
            "9.9.9.0/24",
            "`9.9.9.0/24` is no term; an address is listed as `ip4:9.9.9.0/24`",
            "9.9.9.0/24",
            "ip4:9.9.9.0/24",
            id="bare network",
        ),
        pytest.param(
            "mail.example.com",
            "`mail.example.com` is no term; a host is listed with `a:`, "
            "another domain's senders with `include:`",
            "mail.example.com",
            None,
            id="bare domain",
        ),
        pytest.param(
            "ip4:9.9.9.9~all",
            "`ip4:9.9.9.9~all`: a space is missing before `~all`",
            "~all",
            "ip4:9.9.9.9 ~all",
            id="missing space",
        ),
        pytest.param(
            "~all;",
            "`;` stands after `~all`; terms are separated by spaces alone",
            ";",
            "~all",
            id="semicolon",
        ),
        pytest.param(
            "-all.", "`.` stands after `-all`; `all` takes nothing after it", ".", "-all", id="full stop"
        ),
        pytest.param(
            "\u2013all",
            "an en dash (U+2013) stands in `\u2013all`; `-` is meant",
            "\u2013",
            "-all",
            id="dash",
        ),
        pytest.param(
            "mx\xa0-all",
            "a no-break space (U+00A0) stands in `mx\xa0-all`; only a plain space (U+0020) separates terms",
            "\xa0",
            "mx -all",
            id="no-break space",
        ),
        pytest.param(
            "mx\t-all",
            "a tab stands in `mx\t-all`; only a plain space (U+0020) separates terms",
            "\t",
            "mx -all",
            id="tab",
        ),
        pytest.param(
            "redirect:x.example",
            "`redirect:` is no mechanism; the modifier is written `redirect=`",
            "redirect:",
            "redirect=x.example",
            id="modifier with a colon",
        ),
        pytest.param(
            "include: x.example",
            "a space stands inside `include: x.example`; a term has none",
            " ",
            "include:x.example",
            id="space after the colon",
        ),
        pytest.param(
            "include:",
            "no domain stands after `include`; it is written like `include:example.com`",
            "include:",
            None,
            id="empty argument",
        ),
        pytest.param(
            "ip4:9.9.9.0/255.255.255.0",
            "`255.255.255.0` is a netmask; a prefix length from 0 to 32 is meant",
            "/255.255.255.0",
            "ip4:9.9.9.0/24",
            id="netmask",
        ),
        pytest.param(
            "ip4:9.9.9.9/33",
            "a prefix length of 33 is too large; 0 to 32 are allowed",
            "/33",
            None,
            id="length out of range",
        ),
        pytest.param(
            "a:mail.example.com/64",
            "`/64` is for IPv4, where 0 to 32 are allowed; an IPv6 prefix length follows two slashes",
            "/64",
            "a:mail.example.com//64",
            id="IPv6 length",
        ),
        pytest.param(
            "ip4:2001:db8::1",
            "`2001:db8::1` after `ip4:` is an IPv6 address; it is listed with `ip6:`",
            "2001:db8::1",
            "ip6:2001:db8::1",
            id="wrong family",
        ),
        pytest.param(
            "ip4:mail.example.com",
            "`mail.example.com` after `ip4:` is a host name; its addresses are listed with `a:`",
            "mail.example.com",
            "a:mail.example.com",
            id="host name",
        ),
        pytest.param(
            "ip4:9.9.9.256",
            "`256` in `9.9.9.256` is too large; the numbers of an IPv4 address go up to 255",
            "9.9.9.256",
            None,
            id="number out of range",
        ),
        pytest.param(
            "include:9.9.9.9",
            "`9.9.9.9` after `include:` is an address; it is listed with `ip4:`",
            "9.9.9.9",
            "ip4:9.9.9.9",
            id="address for a domain",
        ),
        pytest.param(
            "include:localhost",
            "`localhost` is a single label; a full domain name is needed, like `mail.example.com`",
            "localhost",
            None,
            id="single label",
        ),
        pytest.param(
            "--all",
            "`--` stands before `all`; one qualifier is allowed",
            "--",
            "-all",
            id="doubled qualifier",
        ),
        pytest.param(
            "~redirect=x.example",
            "`~` stands before `redirect=`; a modifier has no qualifier",
            "~",
            "redirect=x.example",
            id="qualifier on a modifier",
        ),
        pytest.param(
            "!all", "`!` is no qualifier; `+`, `-`, `?` and `~` are", "!", None, id="unknown qualifier"
        ),
        pytest.param(
            "&nbsp;-all",
            "`&nbsp;` is HTML; a record holds plain characters only",
            "&nbsp;",
            "-all",
            id="HTML",
        ),
        pytest.param(
            "exists:%(ir).x.example",
            "`%(ir)` is not in braces; a macro is written `%{ir}`",
            "%(ir)",
            "exists:%{ir}.x.example",
            id="wrong brackets",
        ),
        pytest.param(
            "exists:%{x}.x.example",
            f"`%{{x}}` has the letter `x`; {LETTERS} are allowed",
            "%{x}",
            None,
            id="no letter",
        ),
        pytest.param(
            "exists:%{c}.x.example",
            f"`%{{c}}` has a letter for explanations only; {LETTERS} are allowed here",
            "%{c}",
            None,
            id="letter for explanations",
        ),
        pytest.param(
            "exists:%{lr1}.x.example",
            "`r` stands before the digits in `%{lr1}`; it stands after them, `%{l1r}`",
            "%{lr1}",
            "exists:%{l1r}.x.example",
            id="transformers swapped",
        ),
        pytest.param(
            "exists:%{d0}.x.example",
            "`%{d0}` keeps 0 parts; the number is 1 or more, or left out",
            "%{d0}",
            None,
            id="no parts",
        ),
        pytest.param(
            "inlcude:x.example",
            "`inlcude` is no mechanism; `include` is near it",
            "inlcude:",
            "include:x.example",
            id="typo",
        ),
        pytest.param(
            "ip4:0x7f.0.0.1",
            "`0x7f.0.0.1` is no IPv4 address; four numbers from 0 to 255 with dots between are",
            "0x7f.0.0.1",
            None,
            id="hexadecimal IPv4",
        ),
        pytest.param(
            "ip6:abc",
            "`abc` is no IPv6 address; one is written like `2620:fe::10`",
            "abc",
            None,
            id="a word for IPv6",
        ),
        pytest.param(
            "include:..",
            "`..` ends in an empty label; a name ends in letters, like `example.com`",
            "..",
            None,
            id="dots alone",
        ),
        pytest.param(
            "exists:%{l1x}.x.example",
            "`%{l1x}` is no macro; a letter, digits, `r` and delimiters are, like `%{d2r-}`",
            "%{l1x}",
            None,
            id="letters after the digits",
        ),
        pytest.param(
            "ipv4:1.2.3",
            "`ipv4:` is no mechanism; this address is listed with `ip4:`",
            "ipv4:",
            None,
            id="two mistakes, one beyond repair",
        ),
        pytest.param("foo:bar", f"`foo:` is no mechanism; {LIST} are", "foo:", None, id="unknown mechanism"),
        pytest.param("foo", f"`foo` is no term; the mechanisms are {LIST}", "foo", None, id="unknown word"),
    ],
)
def test_a_mistake_is_explained(text: str, message: str, fault: str, replacement: str | None) -> None:
    assert _mistake(text) == (message, fault, replacement)


REPAIRS = """
ip:2001:db8::1 => ip6:2001:db8::1
ipv6:2001:db8::/32 => ip6:2001:db8::/32
-2001:db8::1 => -ip6:2001:db8::1
_spf.example.com => include:_spf.example.com
1.2.3.4~all => ip4:1.2.3.4 ~all
ipv4:1.2.3.4~all => ip4:1.2.3.4 ~all
mx-all => mx -all
a~all => a ~all
mx+a~all => mx +a ~all
include:x.example.com?all => include:x.example.com ?all
ip4:1.2.3.4ip4:5.6.7.8 => ip4:1.2.3.4 ip4:5.6.7.8
ip4:1.2.3.4include:x.example~all => ip4:1.2.3.4 include:x.example ~all
redirect=x.example~all => redirect=x.example ~all
mx,a,-all => mx a -all
ip4:1.2.3.4,5.6.7.8; => ip4:1.2.3.4 ip4:5.6.7.8
include:a.example,b.example; => include:a.example include:b.example
mx|a => mx a
ip6:2a00::1,2a00::2 => ip6:2a00::1 ip6:2a00::2
ip4:9.9.9.9|9.9.9.8; => ip4:9.9.9.9 ip4:9.9.9.8
exp=a.example; => exp=a.example
&#45;all => -all
&#x2d;all => -all
&#X2D;all => -all
a:x.example\\24 => a:x.example/24
'mx' => mx
ip4;1.2.3.4 => ip4:1.2.3.4
ip4 1.2.3.4 => ip4:1.2.3.4
ip4 : 1.2.3.4 => ip4:1.2.3.4
redirect = x.example => redirect=x.example
ip4:1.2.3.0 /24 => ip4:1.2.3.0/24
ip4:1.2.3.0/ 24 => ip4:1.2.3.0/24
a : x.example => a:x.example
1.2.3/24 => ip4:1.2.3.0/24
~ all => ~all
mx: 192.0.2.1 => ip4:192.0.2.1
exp:x.example => exp=x.example
ip4:1.2.3.0/0.0.0.255 => ip4:1.2.3.0/24
mx/255.255.255.0 => mx/24
ip4:1.2.3.4/032 => ip4:1.2.3.4/32
ip4:1.2.3.4/ => ip4:1.2.3.4
ip4:1.2.3.4//24 => ip4:1.2.3.4/24
ip4:1.2.3.4\\24 => ip4:1.2.3.4/24
a/24/64 => a/24//64
a:/24 => a/24
ip6:[2001:db8::]/32 => ip6:2001:db8::/32
ip6:fe80::1%eth0 => ip6:fe80::1
ip4:1.2.3.4:25 => ip4:1.2.3.4
a:example.com:25 => a:example.com
ip4:192.0.2/24 => ip4:192.0.2.0/24
ip4:192.0.2.* => ip4:192.0.2.0/24
ip4:192.0.02.1 => ip4:192.0.2.1
ip4:1.2.3.4. => ip4:1.2.3.4
ip4:ip4:1.2.3.4 => ip4:1.2.3.4
include:ip4:1.2.3.4 => ip4:1.2.3.4
a:2001:db8::1 => ip6:2001:db8::1
a:192.0.2.0/24 => ip4:192.0.2.0/24
ip41.2.3.4 => ip4:1.2.3.4
all:x => all
-all/8 => -all
all- => -all
-include=x.example => -include:x.example
"-all" => -all
mx\\ => mx
<mx> => mx
exists:%{ir.x.example => exists:%{ir}.x.example
exists:%ir.x.example => exists:%{ir}.x.example
exists:100%.x.example => exists:100%%.x.example
include:x.example%20-all => include:x.example -all
include:x.example/24 => include:x.example
ptr/24 => ptr
include:x.example.. => include:x.example
includes:x.example => include:x.example
mx4 => mx
-al => -all
aaaa:mail.example.com => a:mail.example.com
host:mail.example.com => a:mail.example.com
; =>
"""


@pytest.mark.parametrize("line", REPAIRS.strip().splitlines())
def test_a_mistake_is_repaired(line: str) -> None:
    written, _, meant = line.partition(" =>")
    assert _mistake(written)[2] == meant.strip()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        pytest.param("\u201c-all\u201d", "-all", id="smart quotes"),
        pytest.param("\u2014all", "-all", id="em dash"),
        pytest.param("\u2212all", "-all", id="minus sign"),
        pytest.param("\uff5eall", "~all", id="full-width tilde"),
        pytest.param("\uff41\uff4c\uff4c", "all", id="full-width letters"),
        pytest.param("\u2013 all", "-all", id="dash and space"),
        pytest.param("mx\u2003-all", "mx -all", id="em space"),
        pytest.param("\u200bmx", "mx", id="zero-width space"),
        pytest.param("\ufeffmx", "mx", id="byte order mark"),
        pytest.param("mx\r\n", "mx", id="line end"),
        pytest.param("a:x.example\x00", "a:x.example", id="NUL"),
        pytest.param("\udc96all", "-all", id="Windows-1252 dash"),
        pytest.param("\x96all", "-all", id="C1 control for a dash"),
        pytest.param("\u00e2\u20ac\u201call", "-all", id="dash encoded twice"),
        pytest.param("\u0430ll", "all", id="Cyrillic letter"),
        pytest.param("a:ex\u00e4mple.com", "a:xn--exmple-cua.com", id="U-label"),
        pytest.param("a:ex\ufffdmple.com", None, id="replacement character"),
    ],
)
def test_characters_beyond_ascii_are_repaired(text: str, meant: str | None) -> None:
    assert _mistake(text)[2] == meant


@pytest.mark.parametrize(
    "text",
    [
        "foo",
        "-~all",
        "!all",
        "-",
        "include",
        "ip4:1.2.3",
        "ip4:1.2.3.1-9",
        "a///24",
        "a:mail",
        "foo=%bar",
        "ip6:1:::2",
    ],
)
def test_what_cannot_be_known_is_not_guessed(text: str) -> None:
    assert _mistake(text)[2] is None


def test_a_dash_is_never_taken_for_permission() -> None:
    """`-all` must not become `all`, whatever the dash was."""
    for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\udc96\udc97\x96\x97":
        assert _mistake(f"{dash}all")[2] == "-all"


def test_one_mistake_does_not_touch_the_terms_beside_it() -> None:
    record = parse("v=spf1 include: -all")
    assert [isinstance(term, Invalid) for term in record.terms] == [True, False]


def test_a_long_term_is_cut_in_messages() -> None:
    assert len(_mistake("x" * 10_000)[0]) < 250
