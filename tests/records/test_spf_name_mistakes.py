"""Names that are no mechanism's: other words for one, misspelt ones, and those glued to what follows."""

import pytest

from mailcheck.records.spf import Invalid, parse


def told(text: str) -> tuple[str, str, str | None]:
    """Return the message, the marked text and the replacement of the term that *text* is not."""
    (term,) = parse(f"v=spf1 {text}").terms
    assert isinstance(term, Invalid)
    return term.message, f"v=spf1 {text}"[term.fault.start : term.fault.end], term.replacement


ADDRESS_WORDS = (
    "ip ipv ipv4 ipv6 ip4v ip6v ip-4 ip-6 ip_4 ip_6 ipaddr ipaddress ip-address address addr net network "
    "cidr inet inet6 host-ip ips ip4s ip6s ip5 ip44 IPv4 Addr"
)


@pytest.mark.parametrize("name", ADDRESS_WORDS.split())
@pytest.mark.parametrize(
    ("argument", "mechanism"),
    [("9.9.9.9", "ip4"), ("9.9.8.0/23", "ip4"), ("2a00::1", "ip6"), ("[2a00::1]/64", "ip6")],
)
def test_another_word_for_an_address(name: str, argument: str, mechanism: str) -> None:
    message = f"`{name.lower()}:` is no mechanism; this address is listed with `{mechanism}:`"
    meant = f"~{mechanism}:{argument.replace('[', '').replace(']', '')}"
    assert told(f"~{name}:{argument}") == (message, f"{name}:", meant)


@pytest.mark.parametrize(
    ("text", "mechanism"), [("ipv4:1.2.3", "ip4"), ("ipv6:1.2.3", "ip6"), ("ip:1:2", "ip6"), ("ips:x", "ip4")]
)
def test_an_address_that_is_none_goes_by_the_name(text: str, mechanism: str) -> None:
    name = text.partition(":")[0]
    message, fault, _ = told(text)
    assert message == f"`{name}:` is no mechanism; this address is listed with `{mechanism}:`"
    assert fault == f"{name}:"


@pytest.mark.parametrize(
    "name", ["host", "hostname", "server", "aaaa", "a-record", "arecord", "a4", "a6", "Host"]
)
def test_another_word_for_a_host(name: str) -> None:
    message = f"`{name.lower()}:` is no mechanism; `a:` is meant"
    assert told(f"?{name}:mail.example.com") == (message, f"{name}:", "?a:mail.example.com")


@pytest.mark.parametrize(("name", "whole"), [("inc", "include"), ("incl", "include"), ("INC", "include")])
def test_a_mechanism_that_is_cut_short(name: str, whole: str) -> None:
    message = f"`{name.lower()}:` is no mechanism; `{whole}:` is meant"
    assert told(f"{name}:x.example") == (message, f"{name}:", f"{whole}:x.example")


@pytest.mark.parametrize(
    ("name", "modifier"),
    [
        ("redirect", "redirect"),
        ("exp", "exp"),
        ("redir", "redirect"),
        ("explanation", "exp"),
        ("explain", "exp"),
        ("Redirect", "redirect"),
    ],
)
def test_a_modifier_with_a_colon(name: str, modifier: str) -> None:
    message = f"`{name.lower()}:` is no mechanism; the modifier is written `{modifier}=`"
    assert told(f"{name}:x.example") == (message, f"{name}:", f"{modifier}=x.example")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("al", "all"),
        ("alll", "all"),
        ("lal", "all"),
        ("ptrr", "ptr"),
        ("mxx", "mx"),
        ("inculde:x.example", "include:x.example"),
        ("icnlude:x.example", "include:x.example"),
        ("inclde:x.example", "include:x.example"),
        ("exsits:x.example", "exists:x.example"),
        ("exist:x.example", "exists:x.example"),
        ("redirct:x.example", "redirect=x.example"),
        ("reidrect:x.example", "redirect=x.example"),
        ("exxp:x.example", "exp=x.example"),
        ("pptr:x.example", "ptr:x.example"),
        ("mxs:x.example", "mx:x.example"),
        ("mxx/24", "mx/24"),
    ],
)
def test_a_misspelt_name(written: str, meant: str) -> None:
    name = written.replace("/", ":").partition(":")[0]
    whole = meant.replace("=", ":").replace("/", ":").partition(":")[0]
    fault = written[: len(name) + 1]
    for qualifier in ("", "-"):
        expected = meant if "=" in meant else qualifier + meant
        assert told(qualifier + written) == (
            f"`{name}` is no mechanism; `{whole}` is near it",
            fault,
            expected,
        )


@pytest.mark.parametrize("name", ["xx", "foo", "inclxyze", "including-all-of-it"])
def test_a_name_that_is_near_none(name: str) -> None:
    message, fault, meant = told(f"{name}:x.example")
    assert message.startswith(
        f"`{name}:` is no mechanism; `all`, `include`, `a`, `mx`, `ptr`, `ip4`, `ip6` and"
    )
    assert (fault, meant) == (f"{name}:", None)


@pytest.mark.parametrize(
    ("written", "name", "joint", "meant"),
    [
        ("ip49.9.9.9", "ip4", ":", "ip4:9.9.9.9"),
        ("~includex.example", "include", ":", "~include:x.example"),
        ("existsx.example", "exists", ":", "exists:x.example"),
        ("Redirectx.example", "Redirect", "=", "Redirect=x.example"),
        ("ip62a00::1/64", "ip6", ":", "ip6:2a00::1/64"),
    ],
)
def test_a_joint_that_is_missing(written: str, name: str, joint: str, meant: str) -> None:
    assert told(written) == (f"a `{joint}` is missing after `{name}`", name, meant)


@pytest.mark.parametrize(
    ("domain", "forwards"),
    [
        ("_spf.example.com", True),
        ("spf.example.com", True),
        ("spf1.example.com", True),
        ("_netblocks2.example.com", True),
        ("netblocks.example.com", True),
        ("x._spf.example.com", True),
        ("spf-a.example.com", True),
        ("SPF.example.com", True),
        ("mail.example.com", False),
        ("spfx.example.com", False),
        ("example.com", False),
    ],
)
def test_a_domain_alone(domain: str, forwards: bool) -> None:
    message = f"`{domain}` is no term; a host is listed with `a:`, another domain's senders with `include:`"
    assert told(f"~{domain}") == (message, f"~{domain}", f"~include:{domain}" if forwards else None)


@pytest.mark.parametrize(
    ("text", "rest", "meant"),
    [("-all:x", ":x", "-all"), ("all/8", "/8", "all"), ("~all.", ".", "~all"), ("all..", "..", "all")],
)
def test_what_stands_after_all(text: str, rest: str, meant: str) -> None:
    message = f"`{rest}` stands after `{meant}`; `all` takes nothing after it"
    assert told(text) == (message, rest, meant)


@pytest.mark.parametrize("mark", [*"!*#&:/()[]<>{}"])
def test_punctuation_beside_a_term(mark: str) -> None:
    written = f"{mark}mx{mark}"
    assert told(written) == ("punctuation stands beside `mx`; a term is written without", written, "mx")


@pytest.mark.parametrize("name", ["1a", "x!y"])
def test_a_modifier_without_a_name(name: str) -> None:
    message = f"`{name}` is no name of a modifier; a letter, then letters, digits, `-`, `_` and `.` are"
    assert told(f"{name}=y") == (message, f"{name}=", None)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("- all", "-all"),
        ("\u2013 all", "-all"),
        ("~ mx:x.example", "~mx:x.example"),
        ("ip4: 9.9.9.9", "ip4:9.9.9.9"),
        ("ip4 9.9.9.9/24", "ip4:9.9.9.9/24"),
        ("ip4:9.9.9.0/ 24", "ip4:9.9.9.0/24"),
        ("ip4:9.9.9.0 /24", "ip4:9.9.9.0/24"),
        ("a /24", "a/24"),
        ("mx :x.example", "mx:x.example"),
        ("ptr :x.example", "ptr:x.example"),
        ("include  x.example", "include:x.example"),
        ("redirect x.example", "redirect=x.example"),
        ("redirect =x.example", "redirect=x.example"),
        ("exists: %{i}.x.example", "exists:%{i}.x.example"),
    ],
)
def test_a_space_inside_a_term(text: str, meant: str) -> None:
    before, _, after = text.partition(" ")
    space = " " * (len(text) - len(before) - len(after.lstrip(" ")))
    assert told(text) == (f"a space stands inside `{text}`; a term has none", space, meant)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("- foo -all", 3),
        ("- inlcude:x.example -all", 3),
        ("- 1 -all", 3),
        ("- x=y -all", 3),
        ("ptr /24 -all", 3),
        ("a 24 -all", 3),
        ("ip4: mx -all", 3),
        ("include: mx=x.example -all", 3),
        ("include: a:x.example -all", 3),
        ("ip4:9.9.9.0/24 /24 -all", 3),
        ("ip4:9.9.9.0/24 24 -all", 3),
        ("exists:x.example /24 -all", 3),
    ],
)
def test_words_that_are_no_term_together(text: str, count: int) -> None:
    assert len(parse(f"v=spf1 {text}").terms) == count
