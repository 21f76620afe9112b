"""Macros and the names made of them (RFC 7208 sections 4.8, 7.3 and 7.4), and explanations (section 6.2)."""

import pytest
import spf_worlds

from mailcheck.dns.addresses import client
from mailcheck.dns.driver import run_in_memory
from mailcheck.dns.names import target_name
from mailcheck.evaluate.spf.expansion import Letters, expand
from mailcheck.evaluate.spf.known_answers import Known, evaluate
from mailcheck.records.spf.macros import parse_explanation

SENDER, HELO = "strong-bad@email.example.com", "mx.example.org"


def text_of(macros: str, ip: str = "192.0.2.3", sender: str = SENDER) -> str:
    spec = parse_explanation(macros)
    assert spec is not None
    letters = Letters(client(ip), sender, HELO, "mx.example.net", 1700000000.9)
    known = Known()

    def prepared() -> str:
        letters.prepare(spec, "email.example.com", known)
        return expand(spec, letters.value)

    return run_in_memory(evaluate(prepared, known), spf_worlds.world(""))


@pytest.mark.parametrize(
    ("macros", "expected"),
    [
        ("%{s}", "strong-bad@email.example.com"),
        ("%{o} %{d} %{h}", "email.example.com email.example.com mx.example.org"),
        ("%{d4} %{d3} %{d2} %{d1}", "email.example.com email.example.com example.com com"),
        ("%{dr} %{d2r}", "com.example.email example.email"),
        ("%{l} %{l-} %{lr} %{lr-} %{l1r-}", "strong-bad strong.bad strong-bad bad.strong strong"),
        ("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"),
        ("%{c} %{r} %{t}", "192.0.2.3 mx.example.net 1700000000"),
        ("100%% %_|%-", "100%  |%20"),
        ("%{S}", "strong-bad%40email.example.com"),
        ("%{p}", "unknown"),
        ("%{d200}", "email.example.com"),
        ("", ""),
    ],
)
def test_macros_expand(macros: str, expected: str) -> None:
    assert text_of(macros) == expected


def test_an_ipv6_address_expands_to_nibbles() -> None:
    nibbles = "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2"
    assert text_of("%{ir}.%{v}", "2001:db8::cb01") == f"{nibbles.upper()}.ip6"
    assert text_of("%{c}", "2001:0DB8::CB01") == "2001:db8::cb01"


@pytest.mark.parametrize(
    ("macros", "sender", "expected"),
    [
        ("%{l2+-}", "a+b-c@example.com", "b.c"),
        ("%{l+}", "a++b@example.com", "a..b"),
        ("%{l}", '"a@b"@example.com', '"a@b"'),
        ("%{L}", "a b/c~d@example.com", "a%20b%2Fc~d"),
    ],
)
def test_parts_are_cut_at_any_delimiter(macros: str, sender: str, expected: str) -> None:
    assert text_of(macros, sender=sender) == expected


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Example.COM.", "Example.COM"),
        ("a" * 63 + ".com", "a" * 63 + ".com"),
        ("a" * 64 + ".com", None),
        ("a..com", None),
        (".com", None),
        ("", None),
        ("a.com..", None),
        ("xxxx." + ".".join(["a" * 49] * 5), ".".join(["a" * 49] * 5)),
        (".".join(["a" * 50] * 5) + ".com", ".".join(["a" * 50] * 4) + ".com"),
        ("a" * 300, None),
        ("\u00e4" * 32 + ".com", None),
    ],
)
def test_a_name_is_cut_to_fit_or_does_not_exist(raw: str, name: str | None) -> None:
    assert target_name(raw) == name


def test_odd_characters_are_asked_for_as_they_are() -> None:
    zone = '@ TXT "v=spf1 a:macro%%percent%_space.example.com -all"\nmacro%percent\\032space A 192.0.2.1'
    assert spf_worlds.result(zone).result == "pass"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('why TXT "%{i} may not send for %{d}"', "192.0.2.1 may not send for example.com"),
        ('why TXT "one" "two"', "onetwo"),
        ('why TXT "one"\nwhy TXT "two"', None),
        ('why TXT "100% sure"', None),
        ('why TXT "na\\195\\175ve"', None),
        ("why A 192.0.2.1", None),
        ("", None),
    ],
)
def test_an_explanation_is_one_well_formed_text(text: str, expected: str | None) -> None:
    found = spf_worlds.result(f'@ TXT "v=spf1 -all exp=why.example.com"\n{text}')
    assert (found.result, found.explanation) == ("fail", expected)


def test_the_explanation_is_that_of_the_record_that_decided() -> None:
    zone = (
        '@ TXT "v=spf1 include:i.example.com redirect=r.example.com exp=mine.example.com"\n'
        'i TXT "v=spf1 -all exp=theirs.example.com"\n'
        'r TXT "v=spf1 -all exp=target.example.com"\n'
        'mine TXT "mine"\ntheirs TXT "theirs"\ntarget TXT "target"'
    )
    assert spf_worlds.result(zone).explanation == "target"


def test_only_a_fail_is_explained() -> None:
    assert spf_worlds.result('@ TXT "v=spf1 ~all exp=why.example.com"\nwhy TXT "because"').explanation is None


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["example.com", "a.example.com"], "example.com"),
        (["other.example.net", "a.example.com"], "a.example.com"),
        (["other.example.net"], "other.example.net"),
        (["gone.example.net"], "unknown"),
    ],
)
def test_the_p_macro_prefers_the_domain_then_what_is_below_it(names: list[str], expected: str) -> None:
    pointers = "\n".join(f"1.2.0.192.in-addr.arpa. PTR {name}." for name in names)
    hosts = "@ A 192.0.2.1\na A 192.0.2.1\nother.example.net. A 192.0.2.1"
    zone = f'@ TXT "v=spf1 -all exp=why.example.com"\nwhy TXT "%{{p}}"\n{pointers}\n{hosts}'
    assert spf_worlds.result(zone).explanation == expected
