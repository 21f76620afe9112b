"""`check_host()` by the sections of RFC 7208: one zone, one client, one result a row."""

import pytest
import spf_worlds

IPV6 = "2001:db8::1"
MANY = "\n".join(f"@ MX {number} h{number}" for number in range(11)) + "\n* A 192.0.2.1"
ELEVEN_A = " ".join(["a:h.example.com"] * 11)


def case(expected: str, zone: str, ip: str = "192.0.2.1", *, id: str, **given: object) -> object:  # noqa: A002
    return pytest.param(expected, zone, ip, given, id=id)


RECORDS = [
    case("none", "@ A 192.0.2.1", id="no-txt-record"),
    case("none", '@ TXT "v=spf10 -all"', id="another-version"),
    case("none", '@ TXT " v=spf1 -all"', id="a-leading-space"),
    case("fail", '@ TXT "V=SPF1 -ALL"', id="upper-case"),
    case("fail", '@ TXT "v=sp" "f1 -" "all"', id="strings-are-joined"),
    case("neutral", '@ TXT "v=spf1"', id="the-default-result"),
    case("permerror", '@ TXT "v=spf1 mx" "-all"', id="strings-are-joined-without-a-space"),
    case("permerror", '@ TXT "v=spf1 -all"\n@ TXT "v=spf1 ~all"', id="two-records"),
    case("permerror", '@ TXT "v=spf1 ip4:192.0.2.1 -all foo"', id="an-error-behind-the-match"),
    case("permerror", '@ TXT "v=spf1 a:\\195\\164.example.com -all"', id="octets-that-are-not-ascii"),
    case("fail", '@ TXT "v=spf1 -all"\n@ TXT "\\255\\254"', id="octets-in-another-record"),
    case("fail", '@ SPF "v=spf1 +all"\n@ TXT "v=spf1 -all"', id="type-spf-is-not-asked-for"),
    case("temperror", '@ TXT "v=spf1 -all"', failing=["example.com"], id="the-lookup-fails"),
    case("fail", '@ CNAME real\nreal TXT "v=spf1 -all"', id="an-alias-is-followed"),
]

MECHANISMS = [
    case("pass", '@ TXT "v=spf1 ip4:192.0.2.0/31 -all"', id="ip4-inside"),
    case("fail", '@ TXT "v=spf1 ip4:192.0.2.2/31 -all"', id="ip4-outside"),
    case("pass", '@ TXT "v=spf1 ip4:203.0.113.1/0 -all"', id="ip4-everything"),
    case("fail", '@ TXT "v=spf1 ip4:0.0.0.0/0 -all"', IPV6, id="ip4-never-matches-ipv6"),
    case("fail", '@ TXT "v=spf1 ip6:::/0 -all"', id="ip6-never-matches-ipv4"),
    case("pass", '@ TXT "v=spf1 ip4:192.0.2.1 -all"', "::ffff:192.0.2.1", id="a-mapped-client-is-ipv4"),
    case(
        "fail",
        '@ TXT "v=spf1 ip6:::ffff:192.0.2.1 -all"',
        "::ffff:192.0.2.1",
        id="a-mapped-network-is-nobody",
    ),
    case("pass", '@ TXT "v=spf1 a -all"\n@ A 192.0.2.1', id="a-of-the-domain"),
    case("pass", '@ TXT "v=spf1 a/24//64 -all"\n@ A 192.0.2.9', id="a-ipv4-length"),
    case("pass", '@ TXT "v=spf1 a/24//64 -all"\n@ AAAA 2001:db8::9', IPV6, id="a-ipv6-length"),
    case("fail", '@ TXT "v=spf1 a/24 -all"\n@ AAAA 2001:db8::9', IPV6, id="a-ipv4-length-is-not-for-ipv6"),
    case("temperror", '@ TXT "v=spf1 a:x.example.com -all"', failing=["x.example.com"], id="a-fails"),
    case("pass", '@ TXT "v=spf1 mx -all"\n@ MX 5 h\nh A 192.0.2.1', id="mx-of-the-domain"),
    case("fail", '@ TXT "v=spf1 mx -all"\n@ A 192.0.2.1', id="mx-is-never-implicit"),
    case("fail", '@ TXT "v=spf1 mx -all"\n@ MX 0 .', id="a-null-mx-is-nobody"),
    case("permerror", f'@ TXT "v=spf1 mx -all"\n{MANY}', id="eleven-mx-records"),
    case(
        "pass",
        '@ TXT "v=spf1 mx -all"\n@ MX 5 h\n@ MX 9 bad\nh A 192.0.2.1',
        failing=["bad.example.com"],
        id="mx-matches-before-the-host-that-fails",
    ),
    case(
        "temperror",
        '@ TXT "v=spf1 mx -all"\n@ MX 9 h\n@ MX 5 bad\nh A 192.0.2.1',
        failing=["bad.example.com"],
        id="mx-fails-before-the-host-that-matches",
    ),
    case(
        "pass",
        '@ TXT "v=spf1 exists:e.example.com -all"\ne A 127.0.0.2',
        IPV6,
        id="exists-asks-a-for-ipv6-too",
    ),
    case("fail", '@ TXT "v=spf1 exists:e.example.com -all"\ne AAAA ::1', IPV6, id="exists-never-asks-aaaa"),
    case("fail", '@ TXT "v=spf1 a:a..example.com -all"', id="an-empty-label-is-no-name"),
    case("fail", f'@ TXT "v=spf1 a:{"x" * 64}.example.com -all"', id="a-label-too-long-is-no-name"),
]

REVERSE = "1.2.0.192.in-addr.arpa. PTR"
PTR = [
    case("pass", f'@ TXT "v=spf1 ptr -all"\n{REVERSE} h.example.com.\nh A 192.0.2.1', id="a-validated-name"),
    case(
        "fail",
        f'@ TXT "v=spf1 ptr -all"\n{REVERSE} h.example.com.\nh A 192.0.2.2',
        id="a-name-that-points-elsewhere",
    ),
    case(
        "fail",
        f'@ TXT "v=spf1 ptr -all"\n{REVERSE} badexample.com.\nbadexample.com. A 192.0.2.1',
        id="a-suffix",
    ),
    case(
        "fail",
        '@ TXT "v=spf1 ptr -all"',
        failing=["1.2.0.192.in-addr.arpa"],
        id="a-failure-is-no-match",
    ),
    case(
        "pass",
        f'@ TXT "v=spf1 ptr -all"\n{REVERSE} bad.example.com.\n{REVERSE} h.example.com.\nh A 192.0.2.1',
        failing=["bad.example.com"],
        id="a-name-that-fails-is-passed-over",
    ),
    case(
        "fail",
        '@ TXT "v=spf1 ptr -all"\n'
        + "\n".join(f"{REVERSE} gone{number}.example.com." for number in range(4)),
        id="names-that-are-gone-are-not-void-lookups",
    ),
]

INCLUDES = [
    case(
        "pass",
        '@ TXT "v=spf1 include:i.example.com -all"\ni TXT "v=spf1 ip4:192.0.2.1 -all"',
        id="pass-matches",
    ),
    case("softfail", '@ TXT "v=spf1 include:i.example.com ~all"\ni TXT "v=spf1 -all"', id="fail-does-not"),
    case(
        "fail",
        '@ TXT "v=spf1 -include:i.example.com +all"\ni TXT "v=spf1 +all"',
        id="the-outer-qualifier-counts",
    ),
    case("permerror", '@ TXT "v=spf1 include:i.example.com -all"', id="none-is-a-permerror"),
    case(
        "permerror", '@ TXT "v=spf1 include:i.example.com -all"\ni TXT "v=spf1 foo"', id="permerror-spreads"
    ),
    case(
        "temperror",
        '@ TXT "v=spf1 include:i.example.com -all"',
        failing=["i.example.com"],
        id="temperror-spreads",
    ),
    case("permerror", '@ TXT "v=spf1 include:i..example.com -all"', id="a-name-that-cannot-be"),
    case("fail", '@ TXT "v=spf1 redirect=i.example.com"\ni TXT "v=spf1 -all"', id="redirect"),
    case(
        "pass",
        '@ TXT "v=spf1 redirect=i.example.com"\ni TXT "v=spf1 a -all"\ni A 192.0.2.1',
        id="a-is-the-new-domain",
    ),
    case(
        "softfail", '@ TXT "v=spf1 redirect=i.example.com ~all"\ni TXT "v=spf1 -all"', id="all-beats-redirect"
    ),
    case("permerror", '@ TXT "v=spf1 redirect=i.example.com"', id="redirect-to-none"),
    case("permerror", '@ TXT "v=spf1 redirect=example.com"', id="a-redirect-loop"),
    case(
        "permerror",
        '@ TXT "v=spf1 include:i.example.com"\ni TXT "v=spf1 include:example.com"',
        id="an-include-loop",
    ),
]

LIMITS = [
    case("permerror", f'@ TXT "v=spf1 {ELEVEN_A} -all"\nh A 192.0.2.9', id="eleven-terms"),
    case(
        "pass", f'@ TXT "v=spf1 {ELEVEN_A} -all"\nh A 192.0.2.1', id="eleven-terms-of-which-the-first-matches"
    ),
    case(
        "permerror",
        (
            '@ TXT "v=spf1 include:i.example.com a a a a a -all"\n@ A 192.0.2.9\ni TXT "v=spf1 a '
            'a a a a -all"\ni A 192.0.2.9'
        ),
        id="one-count-for-all-records",
    ),
    case("fail", '@ TXT "v=spf1 a:x.example.com a:y.example.com -all"', id="two-void-lookups"),
    case(
        "permerror",
        '@ TXT "v=spf1 a:x.example.com a:y.example.com mx:z.example.com -all"',
        id="three-void-lookups",
    ),
    case(
        "permerror",
        '@ TXT "v=spf1 mx -all"\n@ MX 1 a\n@ MX 2 b\n@ MX 3 c\na A 192.0.2.1\nb A 192.0.2.1\nc A 192.0.2.1',
        IPV6,
        id="each-host-without-an-address-is-void",
    ),
    case(
        "fail",
        '@ TXT "v=spf1 a:x.example.com a:y.example.com -all exp=z.example.com"',
        id="exp-is-never-void",
    ),
]

IDENTITIES = [
    case("none", '@ TXT "v=spf1 +all"', sender="joe@localhost", id="a-single-label"),
    case("none", '@ TXT "v=spf1 +all"', sender="joe@[192.0.2.1]", id="an-address-literal"),
    case("none", '@ TXT "v=spf1 +all"', sender="joe@a..example.com", id="an-empty-label-in-the-sender"),
    case(
        "none", '@ TXT "v=spf1 +all"', sender=f"joe@{'x' * 64}.example.com", id="a-long-label-in-the-sender"
    ),
    case("pass", '@ TXT "v=spf1 +all"', sender="joe@EXAMPLE.com.", id="a-final-dot-in-the-sender"),
    case("pass", 'mail TXT "v=spf1 +all"', sender="", id="the-null-sender-is-the-helo-name"),
    case("pass", 'mail TXT "v=spf1 +all"', sender="<>", id="the-null-sender-in-brackets"),
    case(
        "pass",
        'xn--mnchen-3ya TXT "v=spf1 +all"',
        sender="joe@m\u00fcnchen.example.com",
        id="u-labels-in-the-sender",
    ),
    case(
        "pass",
        '@ TXT "v=spf1 exists:%{l}.example.com -all"\npostmaster A 127.0.0.2',
        sender="@example.com",
        id="no-local-part-is-postmaster",
    ),
    case(
        "fail",
        '@ TXT "v=spf1 exists:%{l}.example.com -all"\n* A 127.0.0.2',
        sender="j\u00f6@example.com",
        id="a-local-part-beyond-ascii-matches-nothing",
    ),
    case(
        "fail",
        '@ TXT "v=spf1 include:%{l}.example.com -all"',
        sender="j\u00f6@example.com",
        id="nor-does-an-include-of-it",
    ),
]


@pytest.mark.parametrize(
    ("expected", "zone", "ip", "given"), [*RECORDS, *MECHANISMS, *PTR, *INCLUDES, *LIMITS, *IDENTITIES]
)
def test_the_result_is_as_the_standard_says(
    expected: str, zone: str, ip: str, given: dict[str, object]
) -> None:
    assert spf_worlds.result(zone, ip, **given).result == expected  # type: ignore[arg-type]


def test_the_term_that_decided_is_named_with_its_place() -> None:
    found = spf_worlds.result(
        '@ TXT "v=spf1 include:i.example.com redirect=r.example.com"\ni TXT "v=spf1"\nr TXT "v=spf1 ~ALL"'
    )
    assert (found.result, found.term, found.domain, found.lookups, found.void_lookups) == (
        "softfail",
        "~ALL",
        "r.example.com",
        2,
        0,
    )
    assert found.source is not None
    assert found.span is not None
    assert (found.source.owner, found.source.text[slice(*found.span)]) == ("r.example.com", "~ALL")


def test_the_default_result_has_no_term() -> None:
    found = spf_worlds.result('@ TXT "v=spf1 ip4:192.0.2.9"')
    assert (found.result, found.term, found.span, found.domain) == ("neutral", "", None, "example.com")


def test_a_permerror_names_the_term_that_crossed_the_limit() -> None:
    found = spf_worlds.result('@ TXT "v=spf1 a:x.example.com a:y.example.com mx:z.example.com -all"')
    assert (found.result, found.term, found.problem) == (
        "permerror",
        "mx:z.example.com",
        "more than 2 lookups find nothing",
    )


def test_a_temperror_holds_the_answer_it_is_due_to() -> None:
    found = spf_worlds.result('@ TXT "v=spf1 include:i.example.com -all"', failing=["i.example.com"])
    assert found.result == "temperror"
    assert [(answer.owner, answer.rdtype) for answer in found.failures] == [("i.example.com", "TXT")]


def test_a_record_can_be_tried_in_place_of_the_published_one() -> None:
    found = spf_worlds.result('@ TXT "v=spf1 -all"\n@ A 192.0.2.1', record="v=spf1 a -all")
    assert (found.result, found.term) == ("pass", "a")


@pytest.mark.parametrize("ip", ["", "192.0.2", "192.0.2.256", "2001:db8:::1", "fe80::1%eth0", "localhost"])
def test_what_is_no_address_is_the_callers_mistake(ip: str) -> None:
    with pytest.raises(ValueError, match="is not an IP address"):
        spf_worlds.result("", ip)


def test_without_a_wish_for_it_there_is_no_trace() -> None:
    assert spf_worlds.result('@ TXT "v=spf1 -all"').trace == ()


def test_the_trace_is_the_walk_of_a_receiver() -> None:
    included = 'i TXT "v=spf1 ip4:192.0.2.1"'
    zone = f'@ TXT "v=spf1 ip4:192.0.2.9 a:gone.example.com include:i.example.com -all"\n{included}'
    steps = [step[:6] for step in spf_worlds.result(zone, trace=True).trace]
    assert steps == [
        (0, "example.com", "ip4:192.0.2.9", "no match", 0, 0),
        (0, "example.com", "a:gone.example.com", "no match", 1, 1),
        (1, "i.example.com", "ip4:192.0.2.1", "match", 2, 1),
        (0, "example.com", "include:i.example.com", "match", 2, 1),
    ]


def test_the_trace_says_what_was_compared() -> None:
    zone = '@ TXT "v=spf1 a:gone.example.com mx -all"\n@ MX 5 h\nh A 192.0.2.1\nh A 192.0.2.2'
    assert [step.detail for step in spf_worlds.result(zone, trace=True).trace] == [
        "gone.example.com A: no such name",
        "example.com MX: h.example.com; h.example.com A: 192.0.2.1, 192.0.2.2",
    ]


def test_the_trace_ends_with_the_error() -> None:
    found = spf_worlds.result('@ TXT "v=spf1 a:x.example.com -all"', failing=["x.example.com"], trace=True)
    assert [(step.outcome, step.detail) for step in found.trace] == [
        ("temperror", "the A lookup of x.example.com failed: timeout")
    ]
