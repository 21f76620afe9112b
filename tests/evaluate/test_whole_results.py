"""Everything that `check_host()` returns, not only its result: term, place, totals, reason, and each step."""

import pytest
import spf_worlds

from mailcheck.dns.answers import Span
from mailcheck.evaluate.spf.evaluation import SpfResult

WALK = """\
@ TXT ( "v=spf1 ip4:9.9.9.9 ip6:2a00::/16 a:a.example.com mx ptr exists:%{l}.a.example.com"
  " include:i.example.com redirect=r.example.com" )
* A 9.9.9.8
@ MX 5 m
m A 9.9.9.7
i TXT "v=spf1 ip4:203.0.114.1 -all"
r TXT "v=spf1 ?ip6:2a00::/16 ~all"
"""


def outcome(found: SpfResult) -> tuple[object, ...]:
    marked = found.source.text[slice(*found.span)] if found.source and found.span else ""
    assert marked == found.term
    owner = found.source.owner if found.source else None
    return found.result, found.term, owner, found.domain, (found.lookups, found.void_lookups), found.problem


E = "example.com"
OUTCOMES = [
    pytest.param(WALK, {"ip": "9.9.9.9"}, ("pass", "ip4:9.9.9.9", E, E, (0, 0), ""), id="ip4"),
    pytest.param(WALK, {"ip": "2a00::1"}, ("pass", "ip6:2a00::/16", E, E, (0, 0), ""), id="ip6"),
    pytest.param(WALK, {"ip": "9.9.9.8"}, ("pass", "a:a.example.com", E, E, (1, 0), ""), id="a"),
    pytest.param(WALK, {"ip": "9.9.9.7"}, ("pass", "mx", E, E, (2, 0), ""), id="mx"),
    pytest.param(
        WALK,
        {"ip": "9.9.9.1", "sender": "x.y@example.com"},
        ("pass", "exists:%{l}.a.example.com", E, E, (4, 1), ""),
        id="exists",
    ),
    pytest.param(
        '@ TXT "v=spf1 redirect=r.example.com"\nr TXT "v=spf1 ?ip4:9.9.9.9 ~all"',
        {"ip": "9.9.9.9"},
        ("neutral", "?ip4:9.9.9.9", "r.example.com", "r.example.com", (1, 0), ""),
        id="a term of another record",
    ),
    pytest.param(
        '@ TXT "v=spf1 mx"\n@ MX 0 .', {}, ("neutral", "", E, E, (1, 0), ""), id="the default result"
    ),
    pytest.param("@ A 9.9.9.9", {}, ("none", "", None, E, (0, 0), f"{E} has no SPF record"), id="no record"),
    pytest.param(
        '@ TXT "v=spf1 -all"',
        {"sender": "joe@localhost"},
        ("none", "", None, "", (0, 0), "the domain is not a name of two labels or more"),
        id="no domain",
    ),
    pytest.param(
        '@ TXT "v=spf1 a -all"\n@ TXT "v=spf1 -all"',
        {},
        ("permerror", "", None, E, (0, 0), f"{E} has 2 SPF records; one is allowed"),
        id="two records",
    ),
    pytest.param(
        '@ TXT "v=spf1 include:i.example.com -all"\ni TXT "v=spf1 foo"',
        {},
        ("permerror", "", None, E, (1, 0), "the SPF record of i.example.com has a syntax error"),
        id="a syntax error in another record",
    ),
    pytest.param(
        '@ TXT "v=spf1 include:i.example.com -all"\ni A 9.9.9.9',
        {},
        ("permerror", "include:i.example.com", E, E, (1, 1), "i.example.com has no SPF record"),
        id="an include of nothing",
    ),
    pytest.param(
        '@ TXT "v=spf1 redirect=i.example.com"',
        {},
        ("permerror", "redirect=i.example.com", E, E, (1, 1), "i.example.com has no SPF record"),
        id="a redirect to nothing",
    ),
    pytest.param(
        '@ TXT "v=spf1 redirect=i..example.com"',
        {},
        ("permerror", "redirect=i..example.com", E, E, (1, 0), "it leads to a name that cannot exist"),
        id="a redirect to no name",
    ),
    pytest.param(
        '@ TXT "v=spf1 include:i..example.com -all"',
        {},
        ("permerror", "include:i..example.com", E, E, (1, 0), "it leads to a name that cannot exist"),
        id="an include of no name",
    ),
    pytest.param(
        '@ TXT "v=spf1 a:x..example.com -all"',
        {},
        ("fail", "-all", E, E, (1, 0), ""),
        id="the addresses of no name",
    ),
    pytest.param(
        f'@ TXT "v=spf1 {"a " * 11}-all"\n@ A 9.9.9.9',
        {},
        (
            "permerror",
            "a",
            E,
            E,
            (11, 0),
            "it is one DNS-querying term too many; the limit is 10",
        ),
        id="too many terms",
    ),
    pytest.param(
        '@ TXT "v=spf1 a:x.example.com a:y.example.com a:z.example.com -all"',
        {},
        ("permerror", "a:z.example.com", E, E, (3, 3), "more than 2 lookups find nothing"),
        id="too many void lookups",
    ),
    pytest.param(
        '@ TXT "v=spf1 mx -all"\n' + "\n".join(f"@ MX {at} m{at}" for at in range(11)),
        {},
        ("permerror", "mx", E, E, (1, 0), f"{E} has 11 MX records; the limit is 10"),
        id="too many MX records",
    ),
    pytest.param(
        '@ TXT "v=spf1 include:i.example.com -all"\ni TXT "v=spf1 a:x.example.com -all"',
        {"failing": ["x.example.com"]},
        (
            "temperror",
            "a:x.example.com",
            "i.example.com",
            "i.example.com",
            (2, 0),
            "the A lookup of x.example.com failed: timeout",
        ),
        id="a lookup that fails",
    ),
    pytest.param(
        '@ TXT "v=spf1 include:i.example.com -all"',
        {"failing": ["i.example.com"]},
        (
            "temperror",
            "include:i.example.com",
            E,
            E,
            (1, 0),
            "the TXT lookup of i.example.com failed: timeout",
        ),
        id="a record that nobody answers for",
    ),
]


@pytest.mark.parametrize(("zone", "options", "expected"), OUTCOMES)
def test_a_result_says_all_that_led_to_it(
    zone: str, options: dict[str, str], expected: tuple[object, ...]
) -> None:
    assert outcome(spf_worlds.result(zone, **options)) == expected
    assert outcome(spf_worlds.result(zone, **options, trace=True)) == expected


@pytest.mark.parametrize("trace", [False, True])
@pytest.mark.parametrize(
    ("record", "ip", "expected"),
    [
        ("ip6:::/0 ~all", "9.9.9.9", "softfail"),
        ("ip4:0.0.0.0/0 ~all", "2b00::1", "softfail"),
        ("ip6:2a00::/16 ~all", "2b00::1", "softfail"),
        ("ip6:2a00::/7 ~all", "2b00::1", "pass"),
        ("ip4:9.9.8.0/23 ~all", "9.9.9.9", "pass"),
        ("ip4:9.9.8.0/24 ~all", "9.9.9.9", "softfail"),
    ],
)
def test_a_network_matches_clients_of_its_family_alone(
    record: str, ip: str, expected: str, trace: bool
) -> None:
    assert spf_worlds.result(f'@ TXT "v=spf1 {record}"', ip=ip, trace=trace).result == expected


def test_a_record_at_hand_may_hold_any_octets() -> None:
    found = spf_worlds.result('@ TXT "v=spf1 +all"', record="v=spf1 \udcff -all")
    assert (found.result, found.problem) == ("permerror", "the SPF record of example.com has a syntax error")


def test_a_result_alone_says_nothing_else() -> None:
    assert SpfResult("none") == SpfResult("none", None, "", None, None, "", 0, 0, (), "", ())


def test_the_answers_that_failed_are_kept() -> None:
    zone = '@ TXT "v=spf1 a:x.example.com -all"'
    (failure,) = spf_worlds.result(zone, failing=["x.example.com"]).failures
    assert (failure.owner, failure.rdtype) == ("x.example.com", "A")
    assert spf_worlds.result('@ TXT "v=spf1 include:x.example.com"').failures == ()


def test_the_place_is_that_of_the_term_in_its_record() -> None:
    found = spf_worlds.result('@ TXT "v=spf1 mx  ~all"\n@ MX 0 .')
    assert (found.span, found.source and found.source.rdtype) == (Span(11, 15), "TXT")


EXPLAINED = [
    pytest.param(
        "%{s} %{l} %{o} %{d} %{i} %{p} %{v} %{h} %{c} %{r} %{t}",
        "joe@example.com joe example.com example.com 9.9.9.1 unknown in-addr mail.example.com 9.9.9.1 "
        "mx.example.net 1700000000",
        id="every letter",
    ),
    pytest.param("%{L}%_%{S}%-%%", "joe joe%40example.com%20%", id="escapes"),
    pytest.param("%{d9}", "example.com", id="more parts than there are"),
    pytest.param("%{h1r}", "mail", id="parts from the other end"),
    pytest.param("%{q}", None, id="a letter that is none"),
    pytest.param("\\195\\164", None, id="octets that are not ASCII"),
]


@pytest.mark.parametrize(("text", "expected"), EXPLAINED)
def test_an_explanation_is_expanded(text: str, expected: str | None) -> None:
    zone = f'@ TXT "v=spf1 -all exp=e.example.com"\ne TXT "{text}"'
    found = spf_worlds.result(zone, ip="9.9.9.1", receiver="mx.example.net", now=1700000000.9)
    assert found.explanation == expected


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        pytest.param(
            '@ TXT "v=spf1 redirect=q.example.com exp=f.example.com"\nq TXT "v=spf1 -all exp=e.example.com"',
            "q.example.com says e",
            id="the target's after a redirect",
        ),
        pytest.param(
            '@ TXT "v=spf1 include:q.example.com -all exp=f.example.com"\n'
            'q TXT "v=spf1 -all exp=e.example.com"',
            "example.com says f",
            id="never that of an include",
        ),
        pytest.param(
            '@ TXT "v=spf1 redirect=q.example.com exp=f.example.com"\nq TXT "v=spf1 -all"',
            None,
            id="no other",
        ),
        pytest.param(
            '@ TXT "v=spf1 -all exp=%{h1r}.example.com"', "example.com says mail", id="a macro in it"
        ),
        pytest.param('@ TXT "v=spf1 -all exp=two.example.com"', None, id="two texts"),
        pytest.param('@ TXT "v=spf1 -all exp=none.example.com"', None, id="no text"),
        pytest.param('@ TXT "v=spf1 -all exp=a..example.com"', None, id="no name"),
        pytest.param('@ TXT "v=spf1 ~all exp=e.example.com"', None, id="no fail"),
    ],
)
def test_whose_explanation_it_is(zone: str, expected: str | None) -> None:
    texts = 'e TXT "%{d} says e"\nf TXT "%{d} says f"\nmail TXT "%{d} says mail"\ntwo TXT "a"\ntwo TXT "b"'
    assert spf_worlds.result(f"{zone}\n{texts}", ip="9.9.9.1").explanation == expected


STEPS = [
    (0, E, "ip4:9.9.9.9", "no match", 0, 0, ""),
    (0, E, "ip6:2a00::/16", "no match", 0, 0, ""),
    (0, E, "a:a.example.com", "no match", 1, 0, "a.example.com A: 9.9.9.8"),
    (0, E, "mx", "no match", 2, 0, "example.com MX: m.example.com; m.example.com A: 9.9.9.7"),
    (0, E, "ptr", "no match", 3, 1, "1.9.9.9.in-addr.arpa PTR: no such name"),
    (0, E, "exists:%{l}.q.example.com", "no match", 4, 2, "joe.q.example.com A: no such name"),
    (1, "i.example.com", "ip4:203.0.114.1", "no match", 5, 2, ""),
    (1, "i.example.com", "-all", "match", 5, 2, ""),
    (0, E, "include:i.example.com", "no match", 5, 2, ""),
    (1, "r.example.com", "?ip6:2a00::/16", "no match", 6, 2, ""),
    (1, "r.example.com", "~all", "match", 6, 2, ""),
    (0, E, "redirect=r.example.com", "softfail", 6, 2, ""),
]


def test_a_trace_has_every_step() -> None:
    zone = WALK.replace("* A", "a A").replace("%{l}.a", "%{l}.q")
    assert [tuple(step) for step in spf_worlds.result(zone, ip="9.9.9.1", trace=True).trace] == STEPS


@pytest.mark.parametrize(
    ("zone", "options", "expected"),
    [
        (
            '@ TXT "v=spf1 redirect=i.example.com"',
            {},
            (0, E, "redirect=i.example.com", "permerror", 1, 1, "i.example.com has no SPF record"),
        ),
        (
            '@ TXT "v=spf1 include:i.example.com -all"\ni TXT "v=spf1 a:x.example.com -all"',
            {"failing": ["x.example.com"]},
            (
                1,
                "i.example.com",
                "a:x.example.com",
                "temperror",
                2,
                0,
                "the A lookup of x.example.com failed: timeout",
            ),
        ),
        (
            '@ TXT "v=spf1 mx:n.example.com -all"\nn MX 5 m\nm AAAA 2a00::1\n@ A 9.9.9.9',
            {},
            (0, E, "-all", "match", 1, 1, ""),
        ),
    ],
)
def test_a_trace_ends_where_the_evaluation_does(
    zone: str, options: dict[str, list[str]], expected: tuple[object, ...]
) -> None:
    found = spf_worlds.result(zone, ip="9.9.9.1", **options, trace=True)
    assert tuple(found.trace[-1]) == expected
