"""Domains that are none, and prefix lengths that do not fit, where a term takes a domain."""

import pytest

from mailcheck.records.spf.parser import parse
from mailcheck.records.spf.record import Invalid


def told(text: str) -> tuple[str, str, str | None]:
    """Return the message, the marked text and the replacement of the term that *text* is not."""
    (term,) = parse(f"v=spf1 {text}").terms
    assert isinstance(term, Invalid)
    return term.message, f"v=spf1 {text}"[term.fault.start : term.fault.end], term.replacement


@pytest.mark.parametrize(
    ("text", "name", "example"),
    [
        ("include", "include", "include:example.com"),
        ("include:", "include", "include:example.com"),
        ("~exists:", "exists", "exists:example.com"),
        ("a:", "a", "a:example.com"),
        ("MX:", "mx", "mx:example.com"),
        ("ptr:", "ptr", "ptr:example.com"),
        ("redirect=", "redirect", "redirect=example.com"),
        ("redirect", "redirect", "redirect=example.com"),
        ("exp=", "exp", "exp=example.com"),
    ],
)
def test_a_domain_that_is_missing(text: str, name: str, example: str) -> None:
    message = f"no domain stands after `{name}`; it is written like `{example}`"
    assert told(text) == (message, text.lstrip("~"), None)


@pytest.mark.parametrize(
    ("text", "joint", "meant"),
    [
        ("a:/24", ":", "a/24"),
        ("~mx:/24//64", ":", "~mx/24//64"),
        ("include:/24", ":", None),
        ("ptr:/24", ":", "ptr"),
        ("redirect=/24", "=", None),
    ],
)
def test_a_slash_where_the_domain_belongs(text: str, joint: str, meant: str | None) -> None:
    assert told(text) == (f"no domain stands between `{joint}` and the slash", joint, meant)


@pytest.mark.parametrize(
    ("text", "address", "mechanism", "meant"),
    [
        ("a:9.9.9.9", "9.9.9.9", "ip4", "ip4:9.9.9.9"),
        ("~a:9.9.9.9", "9.9.9.9", "ip4", "~ip4:9.9.9.9"),
        ("mx:9.9.9.9/24", "9.9.9.9", "ip4", "ip4:9.9.9.9/24"),
        ("a:9.9.9.9/33", "9.9.9.9", "ip4", None),
        ("a:[9.9.9.9]", "9.9.9.9", "ip4", "ip4:9.9.9.9"),
        ("a:[9.9.9.9]/24", "9.9.9.9", "ip4", "ip4:9.9.9.9/24"),
        ("a:9.9.9.9./24", "9.9.9.9", "ip4", "ip4:9.9.9.9/24"),
        ("include:2a00::1/64", "2a00::1", "ip6", "ip6:2a00::1/64"),
        ("include:[2a00::1]/64", "2a00::1", "ip6", "ip6:2a00::1/64"),
        ("redirect=9.9.9.9", "9.9.9.9", "ip4", None),
        ("exp=2a00::1", "2a00::1", "ip6", None),
    ],
)
def test_an_address_where_a_domain_belongs(
    text: str, address: str, mechanism: str, meant: str | None
) -> None:
    joint = "=" if "=" in text else ":"
    name, _, argument = text.partition(joint)
    message = f"`{address}` after `{name.lstrip('~')}{joint}` is an address; it is listed with `{mechanism}:`"
    assert told(text) == (message, argument, meant)


@pytest.mark.parametrize(
    ("text", "message", "fault", "meant"),
    [
        (
            "~include:IP4:9.9.9.9",
            "`IP4:` stands after `include:`; one mechanism is named",
            "IP4:9.9.9.9",
            "~IP4:9.9.9.9",
        ),
        (
            "redirect=ip4:9.9.9.9",
            "`ip4:` stands after `redirect=`; one mechanism is named",
            "ip4:9.9.9.9",
            "ip4:9.9.9.9",
        ),
        (
            "a:x.example:25",
            "a port stands in `x.example:25`; a name is written without",
            "x.example:25",
            "a:x.example",
        ),
        (
            "?include:x.example:65535",
            "a port stands in `x.example:65535`; a name is written without",
            "x.example:65535",
            "?include:x.example",
        ),
    ],
)
def test_more_than_a_domain(text: str, message: str, fault: str, meant: str | None) -> None:
    assert told(text) == (message, fault, meant)


BESIDE = "punctuation stands beside `x.example`; a name is written without"


@pytest.mark.parametrize("mark", [*".:=()[]<>!*#&+-~?"])
def test_punctuation_behind_a_domain(mark: str) -> None:
    argument = f"x.example{mark}{mark}"
    assert told(f"a:{argument}") == (BESIDE, argument, "a:x.example")


@pytest.mark.parametrize(("before", "behind"), ["()", "[]", "<>", "..", "**"])
def test_punctuation_around_a_domain(before: str, behind: str) -> None:
    argument = f"{before}x.example{behind}{behind}"
    assert told(f"~ptr:{argument}") == (BESIDE, argument, "~ptr:x.example")


SINGLE = "is a single label; a full domain name is needed, like `mail.example.com`"
EMPTY = "ends in an empty label; a name ends in letters, like `example.com`"
SHAPE = "the last label has letters, digits and inner hyphens"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("mail", f"`mail` {SINGLE}"),
        ("mail.", f"`mail.` {SINGLE}"),
        (".", f"`.` {SINGLE}"),
        ("mail..", f"`mail..` {EMPTY}"),
        ("..", f"`..` {EMPTY}"),
        ("x.1", "`x.1` ends in the number `1`; the last label of a name has a letter"),
        ("x.25.", "`x.25.` ends in the number `25`; the last label of a name has a letter"),
        ("x.a_b", f"`a_b` ends `x.a_b`; {SHAPE}"),
        ("y.x.a_b.", f"`a_b` ends `y.x.a_b.`; {SHAPE}"),
        ("x.-a", f"`-a` ends `x.-a`; {SHAPE}"),
        ("x.example:123456", f"`example:123456` ends `x.example:123456`; {SHAPE}"),
        ("x.example:port", f"`example:port` ends `x.example:port`; {SHAPE}"),
        ("include:", f"`include:` {SINGLE}"),
    ],
)
def test_a_name_that_does_not_end_as_one(name: str, message: str) -> None:
    for head in ("exists:", "-include:", "redirect="):
        assert told(head + name) == (message, name, None)


@pytest.mark.parametrize(
    ("text", "name", "length", "meant"),
    [
        ("include:x.example/24", "include", "/24", "include:x.example"),
        ("-exists:x.example//64", "exists", "//64", "-exists:x.example"),
        ("include:x.example/24//64", "include", "/24//64", "include:x.example"),
        ("redirect=x.example/0", "redirect", "/0", "redirect=x.example"),
        ("exp=x.example/9", "exp", "/9", "exp=x.example"),
        ("ptr/24", "ptr", "/24", "ptr"),
        ("ptr:x.example/", "ptr", "/", "ptr:x.example"),
    ],
)
def test_a_length_where_none_belongs(text: str, name: str, length: str, meant: str | None) -> None:
    assert told(text) == (f"`{length}` stands after `{name}`; it takes no prefix length", length, meant)


IPV4 = "0 to 32 are allowed"
IPV6 = "0 to 128 are allowed"


@pytest.mark.parametrize("base", ["a", "~mx", "A:X.EXAMPLE", "?mx:x.example"])
class TestLengths:
    @pytest.mark.parametrize("bits", range(36, 129, 4))
    def test_one_that_only_ipv6_has(self, base: str, bits: int) -> None:
        message = (
            f"`/{bits}` is for IPv4, where 0 to 32 are allowed; an IPv6 prefix length follows two slashes"
        )
        assert told(f"{base}/{bits}") == (message, f"/{bits}", f"{base}//{bits}")
        assert told(f"{base}/{bits}/") == (message, f"/{bits}/", f"{base}//{bits}")

    @pytest.mark.parametrize("bits", [33, 35, 37, 127, 129, 132])
    def test_one_that_nobody_means_for_ipv6(self, base: str, bits: int) -> None:
        message = f"a prefix length of {bits} is too large; {IPV4}"
        assert told(f"{base}/{bits}") == (message, f"/{bits}", None)

    def test_one_that_is_too_long_for_ipv6(self, base: str) -> None:
        message = f"a prefix length of 129 is too large; {IPV6}"
        assert told(f"{base}//129") == (message, "//129", None)

    @pytest.mark.parametrize(("four", "six"), [(0, 0), (24, 64), (32, 128)])
    def test_both_with_one_slash_between(self, base: str, four: int, six: int) -> None:
        written = f"/{four}/{six}"
        message = f"`{written}` has one slash between two prefix lengths; the one for IPv6 follows two"
        assert told(base + written) == (message, written, f"{base}/{four}//{six}")

    @pytest.mark.parametrize(
        "written", ["/33/64", "/24/129", "/24///64", "/24//64/", "/24//064", "/2.4", "/9999999999"]
    )
    def test_what_is_none(self, base: str, written: str) -> None:
        assert told(base + written) == (f"`{written}` is no prefix length; {IPV4}", written, None)

    @pytest.mark.parametrize("written", ["///24", "///"])
    def test_three_slashes(self, base: str, written: str) -> None:
        message = f"`{written}` has three slashes; one precedes an IPv4 prefix length, two one for IPv6"
        assert told(base + written) == (message, written, None)

    @pytest.mark.parametrize(
        ("written", "what", "plain"),
        [
            ("/032", "begins with 0", "/32"),
            ("//064", "begins with 0", "/64"),
            ("/24/", "has stray punctuation", "/24"),
            ("/0/", "has stray punctuation", "/0"),
            ("//64/", "has stray punctuation", "/64"),
            ("/24.", "has stray punctuation", "/24"),
        ],
    )
    def test_one_with_something_too_much(self, base: str, written: str, what: str, plain: str) -> None:
        message = f"the prefix length `{written}` {what}; it is written `{plain}`"
        joint = "/" if written.startswith("//") else ""
        assert told(base + written) == (message, written, base + joint + plain)

    @pytest.mark.parametrize(("written", "allowed"), [("/", IPV4), ("//", IPV6)])
    def test_a_number_that_is_missing(self, base: str, written: str, allowed: str) -> None:
        message = f"no number stands after the slash in `{base}{written}`; {allowed}"
        assert told(base + written) == (message, written, base)

    @pytest.mark.parametrize("behind", ["", "/", "//"])
    def test_a_netmask(self, base: str, behind: str) -> None:
        message = "`255.255.255.0` is a netmask; a prefix length from 0 to 32 is meant"
        written = f"/255.255.255.0{behind}"
        assert told(base + written) == (message, written, f"{base}/24")
