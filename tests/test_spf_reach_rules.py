"""The SPF rules about what a record reaches and whom it lets send."""

import pytest
from worlds import failing, found, judged, verdict

from mailcheck.judge.model import Verdict
from mailcheck.survey.request import Severity
from mailcheck.testing import check_zone

MAIL = "@ MX 10 mail\nmail A 9.9.9.10\n"
THREE = "@ MX 1 a\n@ MX 2 b\n@ MX 3 c\na A 9.9.9.1\nb A 9.9.9.2\nc A 9.9.9.3\n"


def spf(text: str, name: str = "@") -> str:
    return f'{name} TXT "v=spf1 {text}"\n'


FOUND = [
    pytest.param(
        spf("include:gone.example.net -all"),
        "spf-target-without-spf",
        [
            (
                "error: `include:gone.example.net`: `gone.example.net` does not exist; receivers that "
                "come to this term "
                "answer permerror"
            )
        ],
        id="the target is gone",
    ),
    pytest.param(
        spf("include:i.example.com -all") + spf("include:gone.example.com -all", "i"),
        "spf-target-without-spf",
        [
            (
                "error: `include:gone.example.com`: `gone.example.com` does not exist; receivers that "
                "come to this term "
                "answer permerror"
            )
        ],
        id="the target of a target is gone",
    ),
    pytest.param(
        spf("include:a..example.com -all"),
        "spf-target-without-spf",
        [
            (
                "error: `include:a..example.com` leads to a name that cannot exist; a domain name has "
                "labels of 1 to 63 "
                "characters"
            )
        ],
        id="the target cannot be",
    ),
    pytest.param(
        spf("include:i.example.com -all")
        + spf("include:j.example.com -all", "i")
        + 2 * spf("-all", "j").replace("-", "~", 1),
        "spf-target-broken",
        [],
        id="the same record twice is one",
    ),
    pytest.param(
        spf("include:i.example.com -all") + spf("-all", "i") + spf("~all", "i"),
        "spf-target-broken",
        [
            (
                "error: `include:i.example.com` ends in a permerror: `i.example.com` has 2 SPF "
                "records; one is allowed"
            )
        ],
        id="two records at the target",
    ),
    pytest.param(
        spf("include:i.example.com ~all")
        + spf("redirect=j.example.com", "i")
        + spf("ip4:0.0.0.0/0 -all", "j"),
        "spf-broad-network",
        [
            (
                "error: `include:i.example.com` lets every IPv4 address send, for `ip4:0.0.0.0/0` stands in "
                "the record of `j.example.com`; the addresses that send are enough"
            )
        ],
        id="the whole internet, two records away",
    ),
    pytest.param(
        spf("include:i.example.com -all") + spf("include:example.com -all", "i"),
        "spf-loop",
        [
            (
                "error: `include:example.com` closes a loop, example.com -> i.example.com -> "
                "example.com; a loop ends in "
                "a permerror"
            )
        ],
        id="a loop of two",
    ),
    pytest.param(
        spf("redirect=example.com"),
        "spf-loop",
        [
            (
                "error: `redirect=example.com` closes a loop, example.com -> example.com; a loop ends "
                "in a permerror"
            )
        ],
        id="a redirect to itself",
    ),
    pytest.param(
        MAIL + spf("include:i.example.com mx -all") + spf("a a a a a a a a a a -all", "i") + "i A 9.9.9.9\n",
        "spf-too-many-lookups",
        [
            (
                "error: 12 terms query the DNS; the limit is 10, and `a` in the record of "
                "`i.example.com` crosses it"
            )
        ],
        id="the limit is crossed inside an include",
    ),
    pytest.param(
        MAIL + spf("mx mx mx mx mx mx mx mx mx mx -all"),
        "spf-near-lookup-limit",
        ["warning: 10 terms query the DNS; the limit is 10"],
        id="the limit is reached",
    ),
    pytest.param(
        spf("a:x.example.com include:i.example.com mx -all") + spf("exists:y.example.com -all", "i"),
        "spf-too-many-void-lookups",
        [
            (
                "error: 3 lookups find nothing; the limit is 2: `a:x.example.com`, `exists:y.example.com` of "
                "`i.example.com`, `mx`"
            )
        ],
        id="three names are gone",
    ),
    pytest.param(
        THREE + spf("mx -all"),
        "spf-ipv6-void-lookups",
        [
            (
                "warning: 3 lookups find nothing for IPv6 clients; the limit is 2: hosts without AAAA "
                "records in `mx`"
            )
        ],
        id="three hosts without IPv6",
    ),
    pytest.param(
        THREE.replace(" A 9.9.9.", " AAAA 2a00:1450::") + spf("mx -all"),
        "spf-ipv6-void-lookups",
        ["warning: 3 lookups find nothing for IPv4 clients; the limit is 2: hosts without A records in `mx`"],
        id="three hosts without IPv4",
    ),
    pytest.param(
        MAIL + spf("~mx:mail.example.com/24 -all"),
        "spf-empty-mx",
        [
            (
                "warning: `~mx:mail.example.com/24` admits nobody: `mail.example.com` has no MX records; "
                "`~a:mail.example.com/24` is the host itself"
            )
        ],
        id="mx where a is meant",
    ),
    pytest.param(
        MAIL + spf("mx a:mail.example.com MX:example.com ?a:MAIL.example.com -all"),
        "spf-duplicate-term",
        [
            (
                "warning: `MX:example.com` in the record of `example.com` repeats `mx`; it costs 1 of "
                "the 10 lookups again"
            ),
            (
                "warning: `?a:MAIL.example.com` in the record of `example.com` repeats "
                "`a:mail.example.com`; it costs 1 of "
                "the 10 lookups again"
            ),
        ],
        id="the same in other words",
    ),
    pytest.param(
        spf("-all exp=why.example.com") + "why A 9.9.9.9\n",
        "spf-exp-broken",
        [
            (
                "warning: `exp=why.example.com` gives no explanation: `why.example.com` has no TXT "
                "record; one is needed"
            )
        ],
        id="no explanation",
    ),
    pytest.param(
        MAIL + spf("~all"),
        "spf-mx-not-authorized",
        [
            (
                "warning: `9.9.9.10` of the MX host `mail.example.com` gets `softfail` by `~all`; a "
                "host that sends the "
                "domain's mail needs a pass"
            )
        ],
        id="softfail is a warning",
    ),
    pytest.param(
        MAIL + spf("ip4:9.9.9.9"),
        "spf-mx-not-authorized",
        [
            (
                "warning: `9.9.9.10` of the MX host `mail.example.com` gets `neutral` by default: no "
                "term matches; a host "
                "that sends the domain's mail needs a pass"
            )
        ],
        id="the default is a warning",
    ),
    pytest.param(
        MAIL,
        "spf-mx-not-authorized",
        [
            (
                "warning: `9.9.9.10` of the MX host `mail.example.com` gets `none`, because "
                "example.com has no SPF record; "
                "a host that sends the domain's mail needs a pass"
            )
        ],
        id="no record is a warning",
    ),
    pytest.param(
        "@ MX 10 in.example.net.\nin.example.net. A 9.9.9.10\n" + spf("-all"),
        "spf-mx-not-authorized",
        [
            (
                "note: `9.9.9.10` of the MX host `in.example.net` gets `fail` by `-all`; a host that "
                "sends the domain's "
                "mail needs a pass"
            )
        ],
        id="a provider's host is a note",
    ),
    pytest.param(
        THREE + "a AAAA 2a00:1450::1\nd AAAA 2a00:1450::4\n@ MX 4 d\n" + spf("mx -all"),
        "spf-mx-not-authorized",
        [],
        id="a match before the void limit",
    ),
    pytest.param(
        THREE + "d AAAA 2a00:1450::4\n@ MX 4 d\n" + spf("mx -all"),
        "spf-mx-not-authorized",
        [
            (
                "error: `2a00:1450::4` of the MX host `d.example.com` gets `permerror` by `mx`: more "
                "than 2 lookups find "
                "nothing; a host that sends the domain's mail needs a pass"
            )
        ],
        id="the void limit before the match",
    ),
]


@pytest.mark.parametrize(("zone", "name", "expected"), FOUND)
def test_what_a_rule_finds(zone: str, name: str, expected: list[str]) -> None:
    assert found(zone, name) == expected


LEFT_ALONE = [
    pytest.param(spf("-all include:gone.example.com"), "spf-target-without-spf", id="behind all"),
    pytest.param(spf("redirect=gone.example.com ~all"), "spf-target-without-spf", id="a redirect beside all"),
    pytest.param(
        spf("include:%{i}.example.com -all"), "spf-target-without-spf", id="a name that depends on the client"
    ),
    pytest.param(
        spf("include:i.example.com include:j.example.com -all")
        + spf("include:k.example.com", "i")
        + spf("include:k.example.com", "j")
        + spf("-all", "k"),
        "spf-loop",
        id="one record on two ways",
    ),
    pytest.param(MAIL + spf("mx mx mx mx mx mx mx mx -all"), "spf-near-lookup-limit", id="eight"),
    pytest.param(MAIL + spf("mx mx mx mx mx mx mx mx mx mx mx -all"), "spf-near-lookup-limit", id="eleven"),
    pytest.param(
        spf("a:x.example.com a:y.example.com -all"), "spf-too-many-void-lookups", id="two void lookups"
    ),
    pytest.param(THREE + spf("mx -all"), "spf-too-many-void-lookups", id="void for one family only"),
    pytest.param(THREE + spf("ip4:9.9.9.0/24 -all"), "spf-ipv6-void-lookups", id="addresses are never void"),
    pytest.param(MAIL + spf("mx -all"), "spf-empty-mx", id="an mx with hosts"),
    pytest.param(
        spf("~include:i.example.com -all") + spf("ip4:0.0.0.0/0 -all", "i"),
        "spf-broad-network",
        id="the whole internet, which is no pass here",
    ),
    pytest.param(
        spf("include:i.example.com -all") + spf("-ip4:0.0.0.0/0 ip4:9.8.0.0/14 ~all", "i"),
        "spf-broad-network",
        id="a provider's large network",
    ),
    pytest.param(spf("ip4:9.9.9.9 ip4:9.9.9.9/31 -all"), "spf-duplicate-term", id="another length"),
    pytest.param(
        spf("include:i.example.com include:j.example.com -all")
        + spf("ip4:9.9.9.9", "i")
        + spf("ip4:9.9.9.9", "j"),
        "spf-duplicate-term",
        id="an address in two records costs nothing",
    ),
    pytest.param(spf("-all exp=%{i}.example.com"), "spf-exp-broken", id="an explanation for each client"),
    pytest.param(
        MAIL + spf("mx foo -all"), "spf-mx-not-authorized", id="a permerror that is reported anyway"
    ),
    pytest.param("@ MX 0 .\n" + spf("-all"), "spf-mx-not-authorized", id="nobody to send"),
]


@pytest.mark.parametrize(("zone", "name"), LEFT_ALONE)
def test_what_a_rule_leaves_alone(zone: str, name: str) -> None:
    assert found(zone, name) == []
    assert verdict(zone, name) in (Verdict.PASS, Verdict.SKIPPED)


INCLUDED = MAIL + spf("mx include:i.example.com -all")
UNKNOWN = ["i.example.com TXT"]

FAILING = [
    pytest.param(name, INCLUDED, UNKNOWN, Verdict.UNKNOWN, UNKNOWN, id=name)
    for name in (
        "spf-target-without-spf",
        "spf-target-broken",
        "spf-loop",
        "spf-too-many-lookups",
        "spf-near-lookup-limit",
        "spf-too-many-void-lookups",
        "spf-ipv6-void-lookups",
        "spf-too-many-mx",
        "spf-empty-mx",
        "spf-duplicate-term",
        "spf-pass-all",
    )
]
FAILING += [
    pytest.param(name, INCLUDED, UNKNOWN, Verdict.PASS, [], id=f"{name} needs it not")
    for name in (
        "spf-exp-broken",
        "spf-mx-not-authorized",
    )
]
FAILING += [
    pytest.param(
        "spf-mx-not-authorized",
        MAIL + spf("mx -all"),
        ["mail.example.com A"],
        Verdict.UNKNOWN,
        ["mail.example.com A"],
        id="an address is unknown",
    ),
    pytest.param(
        "spf-mx-not-authorized",
        MAIL + spf("mx -all"),
        ["example.com MX"],
        Verdict.UNKNOWN,
        ["example.com MX"],
        id="the hosts are unknown",
    ),
    pytest.param(
        "spf-mx-not-authorized",
        MAIL + spf("mx -all"),
        ["example.com TXT"],
        Verdict.UNKNOWN,
        ["example.com TXT"],
        id="the record is unknown",
    ),
    pytest.param(
        "spf-sender-not-authorized",
        MAIL + spf("mx -all"),
        ["example.com MX"],
        Verdict.PASS,
        [],
        id="no sender was given",
    ),
    pytest.param(
        "spf-exp-broken",
        spf("-all exp=why.example.com"),
        ["why.example.com TXT"],
        Verdict.UNKNOWN,
        ["why.example.com TXT"],
        id="the explanation is unknown",
    ),
    pytest.param(
        "spf-too-many-lookups",
        MAIL + spf("mx mx mx mx mx mx mx mx mx mx include:i.example.com -all"),
        UNKNOWN,
        Verdict.FAIL,
        [],
        id="enough is known",
    ),
]


@pytest.mark.parametrize(("name", "zone", "dead", "expected", "blamed"), FAILING)
def test_a_failed_lookup_is_neither_missing_nor_a_pass(
    name: str, zone: str, dead: list[str], expected: Verdict, blamed: list[str]
) -> None:
    verdict, answers = failing(zone, name, dead)
    assert (verdict, list(dict.fromkeys(answers))) == (expected, blamed)


@pytest.mark.parametrize(
    ("zone", "name", "replacement"),
    [
        (MAIL + spf("-all"), "spf-mx-not-authorized", "v=spf1 ip4:9.9.9.10 -all"),
        (THREE + spf("ip4:9.9.9.9 -all"), "spf-mx-not-authorized", "v=spf1 mx ip4:9.9.9.9 -all"),
        (
            MAIL + spf("-ip4:9.9.9.0/24 mx -all"),
            "spf-mx-not-authorized",
            "v=spf1 ip4:9.9.9.10 -ip4:9.9.9.0/24 mx -all",
        ),
        (MAIL + spf("mx:mail.example.com -all"), "spf-empty-mx", "v=spf1 a:mail.example.com -all"),
        (
            MAIL + spf("a:mail.example.com mx:mail.example.com -all"),
            "spf-empty-mx",
            "v=spf1 a:mail.example.com -all",
        ),
        (MAIL + spf("mx  ip4:9.9.9.9 mx -all"), "spf-duplicate-term", "v=spf1 mx  ip4:9.9.9.9 -all"),
        (MAIL + spf("mx include:example.com -all"), "spf-loop", "v=spf1 mx -all"),
        (spf("-all exp=why.example.com"), "spf-exp-broken", "v=spf1 -all"),
    ],
)
def test_the_record_to_publish_instead_is_in_order(zone: str, name: str, replacement: str) -> None:
    (finding, *_) = judged(zone, name).findings
    assert finding.problem.replacement == replacement
    repaired = (
        "".join(line for line in zone.splitlines(True) if "TXT" not in line) + f'@ TXT "{replacement}"\n'
    )
    assert verdict(repaired, name) is Verdict.PASS


@pytest.mark.parametrize(
    ("record", "sender", "expected"),
    [
        ("ip4:9.9.9.9 -all", "9.9.9.9", []),
        ("ip4:9.9.9.0/24 -all", "9.9.9.0/25", []),
        ("a:relay.example.com -all", "relay.example.com", []),
        (
            "-all",
            "2a00:1450::9",
            ["the sender `2a00:1450::9` gets `fail` by `-all`; it needs a pass"],
        ),
        (
            "ip4:9.9.9.0/25 ~all",
            "9.9.9.0/24",
            ["the sender `9.9.9.128` of `9.9.9.0/24` gets `softfail` by `~all`; it needs a pass"],
        ),
        (
            "ip4:9.9.9.20 -all",
            "relay.example.com",
            ["the sender `2a00:1450::20` of `relay.example.com` gets `fail` by `-all`; it needs a pass"],
        ),
        (
            "+all",
            "gone.example.com",
            ["the sender `gone.example.com` has no A or AAAA record; a sender needs an address"],
        ),
    ],
)
def test_a_sender_passes_or_is_named(record: str, sender: str, expected: list[str]) -> None:
    zone = spf(record) + "relay A 9.9.9.20\nrelay AAAA 2a00:1450::20\n"
    report = check_zone(zone, senders=[sender])
    outcome = next(outcome for outcome in report.outcomes if outcome.rule.name == "spf-sender-not-authorized")
    assert [finding.problem.message for finding in outcome.findings] == expected
    assert all(finding.severity is Severity.ERROR for finding in outcome.findings)


def test_a_term_behind_all_that_would_have_let_a_host_send_is_known() -> None:
    report = check_zone(MAIL + spf("-all ip4:9.9.9.9 mx"))
    assert [(row.result, row.dropped) for row in report.survey.coverage] == [("fail", "mx")]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("include:open.example.com -all", 1),
        ("redirect=open.example.com", 1),
        ("include:nested.example.com ~all", 1),
        ("-all include:open.example.com", 0),
        ("-include:open.example.com -all", 0),
        ("~include:nested.example.com -all", 0),
        ("include:muted.example.com -all", 0),
        ("include:looping.example.com -all", 1),
    ],
)
def test_who_passes_everybody_elsewhere_passes_everybody_here(record: str, expected: int) -> None:
    zone = (
        MAIL
        + spf(record)
        + (
            'open TXT "v=spf1 a all"\nnested TXT "v=spf1 mx include:open.example.com -all"\n'
            'muted TXT "v=spf1 ?include:open.example.com ~all"\n'
            'looping TXT "v=spf1 include:looping.example.com +all"\n'
        )
    )
    found = judged(zone, "spf-pass-all").findings
    assert [each.problem.message.count("lets every address of the internet send") for each in found] == [
        1
    ] * expected
