"""Where the two rules about who may send point, what they would publish, and what they leave to others."""

import pytest
from worlds import judged

from mailcheck.survey.request import Severity
from mailcheck.testing import check_zone

MAIL = "@ MX 10 mail\nmail A 9.9.9.10\n"
BOTH = MAIL + "@ A 9.9.9.50\nmail AAAA 2a00:1450::25\n"
HOST = "`9.9.9.10` of the MX host `mail.example.com` gets"
NEEDED = "; a host that sends the domain's mail needs a pass"


def spf(text: str, name: str = "@") -> str:
    return f'{name} TXT "v=spf1 {text}"\n'


PLACES = [
    pytest.param(
        MAIL + spf("-all"),
        f"{HOST} `fail` by `-all`{NEEDED}",
        ("example.com", "v=spf1 -all", "-all"),
        ("v=spf1 ip4:9.9.9.10 -all", None),
        id="a term of the domain's own record",
    ),
    pytest.param(
        MAIL + spf("ip4:9.9.9.9"),
        f"{HOST} `neutral` by default: no term matches{NEEDED}",
        ("example.com", "v=spf1 ip4:9.9.9.9", None),
        ("v=spf1 ip4:9.9.9.10 ip4:9.9.9.9", None),
        id="no term",
    ),
    pytest.param(
        MAIL,
        f"{HOST} `none`, because example.com has no SPF record{NEEDED}",
        ("example.com", "", None),
        (None, None),
        id="no record",
    ),
    pytest.param(
        MAIL + spf("include:i.example.com -all") + spf("ip4:9.9.9.9 -all", "i"),
        f"{HOST} `fail` by `-all`{NEEDED}",
        ("example.com", "v=spf1 include:i.example.com -all", "-all"),
        ("v=spf1 ip4:9.9.9.10 include:i.example.com -all", None),
        id="an include that does not match",
    ),
    pytest.param(
        MAIL + spf("redirect=i.example.com") + spf("ip4:9.9.9.9 ~all", "i"),
        f"{HOST} `softfail` by `~all` of `i.example.com`{NEEDED}",
        ("i.example.com", "v=spf1 ip4:9.9.9.9 ~all", "~all"),
        ("v=spf1 ip4:9.9.9.10 redirect=i.example.com", ("example.com", "TXT")),
        id="a term of another record",
    ),
    pytest.param(
        MAIL + spf("redirect=i.example.com") + spf("ip4:9.9.9.9", "i"),
        f"{HOST} `neutral` by default: no term matches{NEEDED}",
        ("i.example.com", "v=spf1 ip4:9.9.9.9", None),
        ("v=spf1 ip4:9.9.9.10 redirect=i.example.com", ("example.com", "TXT")),
        id="no term of another record",
    ),
]


@pytest.mark.parametrize(("zone", "message", "place", "published"), PLACES)
def test_where_a_host_is_refused_and_where_it_is_to_be_added(
    zone: str,
    message: str,
    place: tuple[str, str, str | None],
    published: tuple[str | None, tuple[str, str] | None],
) -> None:
    (finding,) = judged(zone, "spf-mx-not-authorized").findings
    problem, source = finding.problem, finding.problem.source
    marked = problem.span and source.text[slice(*problem.span)]
    assert (problem.message, problem.about) == (message, "9.9.9.10")
    assert (source.rdtype, (source.owner, source.text, marked)) == ("TXT", place)
    assert (problem.replacement, problem.publish_at) == published


@pytest.mark.parametrize(
    ("record", "terms"),
    [
        pytest.param("a a a a a a a a a -all", "mx", id="room for one more term"),
        pytest.param("a a a a a a a a a a -all", "ip4:9.9.9.10 ip6:2a00:1450::25", id="no room"),
        pytest.param("-mx -all", "ip4:9.9.9.10 ip6:2a00:1450::25", id="the term is there already"),
    ],
)
def test_the_term_mx_is_offered_where_it_would_do(record: str, terms: str) -> None:
    findings = judged(BOTH + spf(record), "spf-mx-not-authorized").findings
    assert [finding.problem.replacement for finding in findings] == [f"v=spf1 {terms} {record}"] * 2
    assert [finding.problem.about for finding in findings] == ["9.9.9.10", "2a00:1450::25"]


@pytest.mark.parametrize(
    "zone",
    [
        pytest.param(MAIL + spf("foo -all"), id="a term that is none"),
        pytest.param(BOTH + spf("a a a a a a a a a a a -all"), id="too many terms"),
        pytest.param(MAIL + spf("a:x.example.com a:y.example.com a:z.example.com -all"), id="void lookups"),
        pytest.param(MAIL + spf("include:i.example.com -all"), id="a target without a record"),
        pytest.param(
            MAIL + spf("include:i.example.com -all") + spf("foo", "i"), id="a target with a mistake"
        ),
        pytest.param(MAIL + spf("-all") + spf("~all"), id="two records"),
    ],
)
def test_a_permerror_that_another_rule_reports_is_left_to_it(zone: str) -> None:
    report = check_zone(zone)
    assert [entry.result for entry in report.survey.coverage] == ["permerror"] * len(report.survey.coverage)
    assert "spf-mx-not-authorized" not in [finding.rule.name for finding in report.findings]
    assert Severity.ERROR in [finding.severity for finding in report.findings if finding.rule.family == "spf"]


def test_a_permerror_for_ipv6_alone_is_reported_by_nobody_else() -> None:
    zone = "@ MX 1 a\n@ MX 2 d\na A 9.9.9.1\nd AAAA 2a00:1450::4\n"
    zone += spf("a:x.example.com a:y.example.com a:a.example.com ip6:2a00:1450::4 -all")
    (finding,) = judged(zone, "spf-mx-not-authorized").findings
    assert finding.problem.message == (
        "`2a00:1450::4` of the MX host `d.example.com` gets `permerror` by `a:a.example.com`: "
        f"more than 2 lookups find nothing{NEEDED}"
    )
    assert finding.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("zone", "sender", "replacement", "about"),
    [
        pytest.param(spf("mx -all"), "9.9.9.0/24", "v=spf1 ip4:9.9.9.0/24 mx -all", "9.9.9.0", id="network"),
        pytest.param(
            spf("-all"), "2a00:1450::/32", "v=spf1 ip6:2a00:1450::/32 -all", "2a00:1450::", id="of IPv6"
        ),
        pytest.param(spf("-all"), "9.9.9.77", "v=spf1 ip4:9.9.9.77 -all", "9.9.9.77", id="address"),
        pytest.param(spf("-all"), "relay.example.com", "v=spf1 ip4:9.9.9.20 -all", "9.9.9.20", id="host"),
        pytest.param(spf("-all"), "gone.example.com", None, "", id="host without addresses"),
        pytest.param(spf("include:i.example.com -all"), "9.9.9.77", None, "9.9.9.77", id="permerror"),
        pytest.param("", "9.9.9.77", None, "9.9.9.77", id="no record"),
        pytest.param(
            spf("redirect=i.example.com") + spf("include:gone.example.com -all", "i"),
            "9.9.9.77",
            None,
            "9.9.9.77",
            id="permerror of another record",
        ),
    ],
)
def test_what_to_publish_for_a_sender(zone: str, sender: str, replacement: str | None, about: str) -> None:
    report = check_zone(MAIL + zone + "relay A 9.9.9.20\n", senders=[sender])
    (finding,) = [each for each in report.findings if each.rule.name == "spf-sender-not-authorized"]
    problem = finding.problem
    assert (problem.replacement, problem.about, problem.publish_at) == (replacement, about, None)
    assert f'"{problem.source.text}"' in zone or not zone


def test_a_permerror_of_a_sender_says_why() -> None:
    report = check_zone(MAIL + spf("include:i.example.com -all"), senders=["9.9.9.77"])
    (message,) = [
        each.problem.message for each in report.findings if each.rule.name == "spf-sender-not-authorized"
    ]
    assert message == (
        "the sender `9.9.9.77` gets `permerror` by `include:i.example.com`: "
        "i.example.com has no SPF record; it needs a pass"
    )
