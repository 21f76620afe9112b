"""The rules about MX records: what they find, in which words, and what they leave alone."""

from pathlib import Path

import pytest
import yaml
from worlds import World, failing, found, judge_one, judged, verdict

from mailcheck.dns.answers import Span
from mailcheck.judge.model import Verdict
from mailcheck.rules import catalogue
from mailcheck.survey.request import Severity

VECTORS = Path(__file__).with_name("vectors") / "mx.yml"
MAIL = "@ MX 10 mail\n"
TWO = "@ MX 10 a\n@ MX 20 b\n"

FOUND = [
    pytest.param(
        "@ A 9.9.9.10\n",
        "mx-implicit",
        [
            (
                "warning: no MX record, so mail goes to the domain's own `9.9.9.10`; an MX record names "
                "the host"
            ),
        ],
        id="the web server gets the mail",
    ),
    pytest.param(
        '@ TXT "v=spf1 -all"\n',
        "mx-no-mail-host",
        [
            "error: no MX record and no address; mail needs an MX record, or `0 .` where none is wanted",
        ],
        id="nothing takes mail",
    ),
    pytest.param(
        MAIL + "mail CNAME main\nmain A 9.9.9.25\n",
        "mx-target-is-alias",
        [
            (
                "error: `mail.example.com` is an alias of `main.example.com`; an MX record must name a "
                "host with its own addresses"
            ),
        ],
        id="alias in the zone",
    ),
    pytest.param(
        MAIL + "mail CNAME a.example.net.\na.example.net. CNAME b.example.net.\nb.example.net. A 9.9.9.25\n",
        "mx-target-is-alias",
        [
            (
                "error: `mail.example.com` is an alias of `b.example.net`; an MX record must name a host "
                "with its own addresses"
            ),
        ],
        id="the end of the chain is named",
    ),
    pytest.param(
        MAIL + "mail CNAME main\nmain CNAME mail\n",
        "mx-target-is-alias",
        [
            (
                "error: `mail.example.com` is an alias that leads in a circle; an MX record must name a "
                "host with its own addresses"
            ),
        ],
        id="aliases that lead back",
    ),
    pytest.param(
        MAIL,
        "mx-target-unresolvable",
        [
            "error: `mail.example.com` does not exist; the target of an MX record needs an address",
        ],
        id="NXDOMAIN",
    ),
    pytest.param(
        MAIL + 'mail TXT "soon"\n',
        "mx-target-unresolvable",
        [
            (
                "error: `mail.example.com` has no A or AAAA record; the target of an MX record needs an "
                "address"
            ),
        ],
        id="a name without addresses",
    ),
    pytest.param(
        "@ A 9.9.9.10\n" + MAIL,
        "mx-target-unresolvable",
        [
            "error: `mail.example.com` does not exist; the target of an MX record needs an address",
        ],
        id="the domain's own address does not help beside an MX record",
    ),
    pytest.param(
        "@ MX 10 9.9.9.25\n",
        "mx-target-is-address",
        [
            "error: `9.9.9.25` is an address; an MX record names a host, and the host has the address",
        ],
        id="the zone's name is appended to an address",
    ),
    pytest.param(
        "@ MX 10 2a00:1450::25.\n",
        "mx-target-is-address",
        [
            ("error: `2a00:1450::25` is an address; an MX record names a host, and the host has the address"),
        ],
        id="an IPv6 address",
    ),
    pytest.param(
        MAIL + "mail A 10.0.0.25\n",
        "mx-target-special-address",
        [
            ("error: `10.0.0.25` of `mail.example.com` is a private address; senders need a public one"),
        ],
        id="every address is private",
    ),
    pytest.param(
        MAIL + "mail A 9.9.9.25\nmail AAAA fe80::25\n",
        "mx-target-special-address",
        [
            ("warning: `fe80::25` of `mail.example.com` is a link-local address; senders need a public one"),
        ],
        id="some addresses are public",
    ),
    pytest.param(
        MAIL + "mail A 203.0.113.25\n",
        "mx-target-special-address",
        [
            (
                "warning: `203.0.113.25` of `mail.example.com` is a documentation address; "
                "senders need a public one"
            ),
        ],
        id="documentation ranges are a warning though every address is",
    ),
    pytest.param(
        MAIL + "mail AAAA 2001:db8::25\nmail A 127.0.0.1\n",
        "mx-target-special-address",
        [
            ("error: `127.0.0.1` of `mail.example.com` is a loopback address; senders need a public one"),
            (
                "warning: `2001:db8::25` of `mail.example.com` is a documentation address; "
                "senders need a public one"
            ),
        ],
        id="each address is found",
    ),
    pytest.param(
        "@ A 192.168.1.1\n",
        "mx-target-special-address",
        [
            ("error: `192.168.1.1` of `example.com` is a private address; senders need a public one"),
        ],
        id="the implicit MX is private",
    ),
    pytest.param(
        "@ MX 10 localhost.\n",
        "mx-target-bad-name",
        [
            ("error: `localhost` is every sender's own machine; an MX record names a host that others reach"),
        ],
        id="localhost",
    ),
    pytest.param(
        "@ MX 10 mail.\n",
        "mx-target-bad-name",
        [
            "error: `mail` is a single label; the name of a mail host has two labels or more",
        ],
        id="a dot too many",
    ),
    pytest.param(
        "@ MX 10 mail_1\nmail_1 A 9.9.9.25\n",
        "mx-target-bad-name",
        [
            (
                "warning: the label `mail_1` is none of a host name; letters, digits and inner hyphens "
                "are allowed"
            ),
        ],
        id="an underscore",
    ),
    pytest.param(
        "@ MX 10 mail.example.com\n",
        "mx-name-doubled",
        [
            (
                "error: `mail.example.com.example.com` repeats the zone's name; a full name ends with a "
                "dot in the zone: `mail.example.com.`"
            ),
        ],
        id="missing dot",
    ),
    pytest.param(
        "@ MX 0 .\n@ MX 10 mail\n@ MX 20 b\n",
        "mx-null-not-alone",
        [
            "error: `0 .` is a null MX beside 2 other MX records; it must be the only one",
        ],
        id="beside two",
    ),
    pytest.param(
        "@ MX 0 .\n@ MX 10 .\n",
        "mx-null-not-alone",
        [
            "error: `10 .` is a null MX beside another null MX; it must be the only one",
        ],
        id="two null MX",
    ),
    pytest.param(
        "@ MX 10 .\n",
        "mx-null-preference",
        [
            "error: a null MX with preference 10; the preference of a null MX is 0",
        ],
        id="preference 10",
    ),
    pytest.param(
        '@ MX 0 .\n@ TXT "v=spf1 ip4:9.9.9.25 -all"\n',
        "mx-null-but-sends",
        [
            (
                "warning: a null MX, but `v=spf1 ip4:9.9.9.25 -all` lets it send; receivers may refuse "
                "mail that cannot be answered"
            ),
        ],
        id="SPF lets it send",
    ),
    pytest.param(
        MAIL + "mail AAAA 2a00:1450::25\n",
        "mx-ipv6-only",
        [
            "warning: only IPv6 addresses at `mail.example.com`; senders without IPv6 need an A record",
        ],
        id="no A record",
    ),
    pytest.param(
        "@ MX 10 mail\n@ MX 20 mail\nmail A 9.9.9.25\n",
        "mx-duplicate-target",
        [
            "note: `mail.example.com` is listed with preference 10 already; once is enough",
        ],
        id="two preferences",
    ),
    pytest.param(
        TWO + "a A 9.9.9.25\na AAAA 2a00:1450::25\nb A 9.9.9.25\nb AAAA 2a00:1450::25\n",
        "mx-shared-address",
        [
            (
                "note: `b.example.com` and `a.example.com` share `9.9.9.25`, `2a00:1450::25`; a second MX "
                "host helps only on another machine"
            ),
        ],
        id="both addresses in one finding",
    ),
    pytest.param(
        MAIL + "mail A 9.9.9.25\n",
        "mx-single",
        [
            "note: one MX host only; a second one takes mail while it is down",
        ],
        id="one host",
    ),
]


@pytest.mark.parametrize(("zone", "name", "expected"), FOUND)
def test_a_flaw_is_found(zone: str, name: str, expected: list[str]) -> None:
    assert found(zone, name) == expected


LEFT_ALONE = [
    pytest.param("@ A 9.9.9.10\n@ MX 0 .\n", "mx-implicit", id="a null MX is an MX record"),
    pytest.param("@ MX 0 .\n", "mx-no-mail-host", id="no mail is wanted"),
    pytest.param("@ AAAA 2a00:1450::25\n", "mx-no-mail-host", id="an address alone takes mail"),
    pytest.param(
        "@ CNAME a.example.net.\na.example.net. A 9.9.9.25\n", "mx-target-is-alias", id="implicit MX"
    ),
    pytest.param("@ MX 10 MAIL.Example.COM.\nmail A 9.9.9.25\n", "mx-target-unresolvable", id="upper case"),
    pytest.param("@ MX 10 9.9.9.25\n", "mx-target-unresolvable", id="an address has its own rule"),
    pytest.param("@ MX 10 localhost.\n", "mx-target-unresolvable", id="localhost has its own rule"),
    pytest.param(
        "@ MX 10 mail.example.com\n", "mx-target-unresolvable", id="a doubled name has its own rule"
    ),
    pytest.param("@ MX 0 .\n", "mx-target-unresolvable", id="a null MX is not resolved"),
    pytest.param("@ MX 10 9.9.9.25\n9.9.9.25 A 9.9.9.25\n", "mx-target-is-address", id="such a host exists"),
    pytest.param("@ MX 10 25.mail\n25.mail A 9.9.9.25\n", "mx-target-is-address", id="digits are no address"),
    pytest.param("@ MX 10 9.9.9.25.\n", "mx-target-bad-name", id="an address has its own rule too"),
    pytest.param(
        "@ MX 10 a-1.xn--bcher-kva\na-1.xn--bcher-kva A 9.9.9.25\n", "mx-target-bad-name", id="A-label"
    ),
    pytest.param("@ MX 10 example.com.\n@ A 9.9.9.25\n", "mx-name-doubled", id="the domain itself"),
    pytest.param("@ MX 10 com.example\ncom.example A 9.9.9.25\n", "mx-name-doubled", id="half of the name"),
    pytest.param("@ MX 0 .\n", "mx-null-preference", id="a proper null MX"),
    pytest.param("@ MX 0 mail\nmail A 9.9.9.25\n", "mx-null-not-alone", id="preference 0 is not null"),
    pytest.param('@ MX 0 .\n@ TXT "v=spf1 ?all"\n', "mx-null-but-sends", id="nobody passes"),
    pytest.param('@ MX 0 .\ns._domainkey TXT "v=DKIM1; p="\n', "mx-null-but-sends", id="a revoked key"),
    pytest.param("@ MX 10 mail\n", "mx-ipv6-only", id="no address at all is another flaw"),
    pytest.param("@ MX 0 .\n", "mx-ipv6-only", id="a null MX has no addresses"),
    pytest.param(TWO + "a A 9.9.9.25\nb A 9.9.9.26\n", "mx-shared-address", id="two addresses"),
    pytest.param("@ MX 10 a\n@ MX 20 a\na A 9.9.9.25\n", "mx-shared-address", id="one host twice"),
    pytest.param("@ MX 0 .\n", "mx-single", id="a null MX is no host"),
    pytest.param("@ A 9.9.9.10\n", "mx-single", id="the implicit MX"),
]


@pytest.mark.parametrize(("zone", "name"), LEFT_ALONE)
def test_what_is_right_is_left_alone(zone: str, name: str) -> None:
    assert verdict(zone, name) in (Verdict.PASS, Verdict.SKIPPED)


HOST = MAIL + "mail A 9.9.9.25\nmail AAAA 2a00:1450::25\n"
MX, A, AAAA = "example.com MX", "mail.example.com A", "mail.example.com AAAA"
FAILING = [
    pytest.param(HOST, "mx-single", [MX], (Verdict.UNKNOWN, [MX]), id="without MX nothing is known"),
    pytest.param(HOST, "mx-target-unresolvable", [MX], (Verdict.UNKNOWN, [MX]), id="nor about hosts"),
    pytest.param(HOST, "mx-null-but-sends", [MX], (Verdict.UNKNOWN, [MX]), id="nor about null MX"),
    pytest.param(HOST, "mx-target-unresolvable", [AAAA], (Verdict.PASS, []), id="one address is enough"),
    pytest.param(
        HOST, "mx-target-unresolvable", [A, AAAA], (Verdict.UNKNOWN, [A, AAAA]), id="neither is known"
    ),
    pytest.param(
        MAIL + 'mail TXT "x"\n',
        "mx-target-unresolvable",
        [A],
        (Verdict.UNKNOWN, [A]),
        id="the other one is void",
    ),
    pytest.param(MAIL, "mx-target-unresolvable", [A], (Verdict.FAIL, []), id="NXDOMAIN denies all types"),
    pytest.param(HOST, "mx-target-is-alias", [A], (Verdict.PASS, []), id="an alias would show in either"),
    pytest.param(
        HOST, "mx-target-is-alias", [A, AAAA], (Verdict.UNKNOWN, [A, AAAA]), id="it may be an alias"
    ),
    pytest.param(
        HOST,
        "mx-target-special-address",
        [AAAA],
        (Verdict.UNKNOWN, [AAAA]),
        id="the other address may be private",
    ),
    pytest.param(HOST, "mx-ipv6-only", [A], (Verdict.UNKNOWN, [A]), id="there may be an A record"),
    pytest.param(HOST, "mx-ipv6-only", [AAAA], (Verdict.PASS, []), id="there is an A record"),
    pytest.param(
        MAIL + 'mail TXT "x"\n',
        "mx-ipv6-only",
        [A],
        (Verdict.PASS, []),
        id="with or without A, it is not IPv6 alone",
    ),
    pytest.param(
        MAIL + 'mail TXT "x"\n',
        "mx-ipv6-only",
        [AAAA],
        (Verdict.UNKNOWN, [AAAA]),
        id="there may be an AAAA record",
    ),
    pytest.param(
        "@ A 9.9.9.1\n",
        "mx-no-mail-host",
        ["example.com A"],
        (Verdict.UNKNOWN, ["example.com A"]),
        id="own address",
    ),
    pytest.param(
        "@ A 9.9.9.1\n",
        "mx-implicit",
        ["example.com A"],
        (Verdict.UNKNOWN, ["example.com A"]),
        id="implicit MX",
    ),
    pytest.param(
        "@ A 9.9.9.1\n", "mx-implicit", ["example.com AAAA"], (Verdict.FAIL, []), id="one is enough"
    ),
    pytest.param(
        HOST, "mx-implicit", ["example.com A"], (Verdict.PASS, []), id="not needed beside an MX record"
    ),
    pytest.param(
        TWO + "a A 9.9.9.25\nb A 9.9.9.26\n",
        "mx-shared-address",
        ["b.example.com AAAA"],
        (Verdict.UNKNOWN, ["b.example.com AAAA"]),
        id="they may share an IPv6 address",
    ),
    pytest.param(HOST, "mx-shared-address", [A], (Verdict.PASS, []), id="one host shares with nobody"),
    pytest.param(
        "@ MX 0 .\n",
        "mx-null-but-sends",
        ["example.com TXT"],
        (Verdict.UNKNOWN, ["example.com TXT"]),
        id="SPF may say that it sends",
    ),
    pytest.param(
        HOST, "mx-null-but-sends", ["example.com TXT"], (Verdict.PASS, []), id="there is no null MX"
    ),
]


@pytest.mark.parametrize(("zone", "name", "dead", "expected"), FAILING)
def test_a_failed_lookup_blurs_what_hangs_on_it(
    zone: str, name: str, dead: list[str], expected: tuple[Verdict, list[str]]
) -> None:
    assert failing(zone, name, dead) == expected


def test_a_private_address_beside_an_unknown_one_is_a_warning_and_an_unknown() -> None:
    report = judged(MAIL + "mail A 10.0.0.25\n", "mx-target-special-address", dead=[AAAA])
    assert [finding.severity for finding in report.findings] == [Severity.WARNING]
    assert report.verdict(Severity.ERROR) is Verdict.UNKNOWN


def test_the_target_is_marked_in_the_record() -> None:
    (finding,) = judged(MAIL, "mx-target-unresolvable").findings
    assert finding.problem.source.text == "10 mail.example.com."
    assert finding.problem.span == Span(3, 20)


def test_the_odd_label_is_marked_in_the_record() -> None:
    (finding,) = judged("@ MX 5 a.b_c\na.b_c A 9.9.9.25\n", "mx-target-bad-name").findings
    assert (finding.problem.source.text, finding.problem.span) == ("5 a.b_c.example.com.", Span(4, 7))


def test_another_domains_host_without_its_dot_is_recognised() -> None:
    (finding,) = judged("@ MX 10 mx.example.net\n", "mx-target-unresolvable").findings
    assert finding.problem.remedy == (
        "Publish an address for `mx.example.net.example.com`. If `mx.example.net` is meant, "
        "its final dot is missing in the zone: write `10 mx.example.net.`"
    )


REPAIRED = [
    pytest.param("@ A 9.9.9.10\n", "mx-implicit", "10 example.com.", id="say what holds"),
    pytest.param(
        MAIL + "mail CNAME a\na A 9.9.9.1\n", "mx-target-is-alias", "10 a.example.com.", id="the host itself"
    ),
    pytest.param(MAIL + "mail CNAME gone\n", "mx-target-is-alias", None, id="a dangling alias gives no name"),
    pytest.param(
        "@ MX 10 mail.example.com\n", "mx-name-doubled", "10 mail.example.com.", id="once is enough"
    ),
    pytest.param("@ MX 7 .\n", "mx-null-preference", "0 .", id="the null MX"),
    pytest.param("@ MX 0 .\n@ MX 10 mail\n", "mx-null-not-alone", "", id="remove the null MX"),
    pytest.param("@ MX 1 a\n@ MX 2 a\n", "mx-duplicate-target", "", id="remove the second"),
]


@pytest.mark.parametrize(("zone", "name", "replacement"), REPAIRED)
def test_a_mechanical_repair_is_given(zone: str, name: str, replacement: str | None) -> None:
    (finding,) = judged(zone, name).findings
    assert finding.problem.replacement == replacement


def test_a_subdomain_in_its_parents_zone_is_recognised_as_doubled() -> None:
    zone = "sub MX 10 mail.example.com\n"
    rules = [rule for rule in catalogue() if rule.name == "mx-name-doubled"]
    report = judge_one(World(zone).survey("sub.example.com"), rules)
    assert [finding.problem.replacement for finding in report.findings] == ["10 mail.example.com."]


def _vectors() -> list[object]:
    vectors = yaml.safe_load(VECTORS.read_text(encoding="utf-8"))
    return [pytest.param(vector, id=vector["id"]) for vector in vectors]


@pytest.mark.parametrize("vector", _vectors())
def test_the_vectors_agree(vector: dict[str, object]) -> None:
    names = [rule.name for rule in catalogue() if rule.family in ("domain", "mx")]
    report = judged(_zone(vector["zonedata"]), *names)
    assert set(vector["rules"]) <= {finding.rule.name for finding in report.findings}
    worst = {"info": Severity.NOTE, "warning": Severity.WARNING, "error": Severity.ERROR}[vector["sev"]]
    findings = [finding for finding in report.findings if finding.rule.name in vector["rules"]]
    assert all(finding.severity is worst for finding in findings)


def _zone(data: dict[str, list[dict[str, object]]]) -> str:
    lines = []
    for name, records in data.items():
        for record in records:
            ((rdtype, value),) = record.items()
            lines.append(f"{name}. {rdtype} {_written(rdtype, value)}")
    return "\n".join(lines) + "\n"


def _written(rdtype: str, value: object) -> str:
    match rdtype, value:
        case "MX", [preference, exchange]:
            return f"{preference} {exchange.removesuffix('.')}."
        case "CNAME", name:
            return f"{name}."
        case "TXT", text:
            return f'"{text}"'
    return str(value)
