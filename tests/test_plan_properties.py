"""Whatever is wished for and published, the records of a plan are in order, and nothing is lost."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from dkim_samples import ED, RSA, RSA2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import Answering, World

from mailcheck.cli.plan_output import json_text, web_text, zone_text
from mailcheck.dns.answers import Answer, Status, Txt
from mailcheck.dns.driver import finish
from mailcheck.dns.presentation import zone_lines
from mailcheck.plan import Action, AddressWish, Draft, KeyWish, MxWish, Wishes, draft, empty_world
from mailcheck.survey.request import Severity
from mailcheck.testing import check_zone

DOMAIN = "example.com"
# All that others publish: two providers with their MX hosts and SPF records, and a collector of reports.
OTHERS = """
_spf.example.net.  TXT  "v=spf1 ip4:9.9.40.0/24 -all"
_spf.example.org.  TXT  "v=spf1 ip4:9.9.41.0/24 ip6:2a00:1450:41::/48 -all"
mx.example.net.    A    9.9.40.1
mx.example.net.    AAAA 2a00:1450:40::1
reports.example.net.  MX  10 mx.example.net.
"""
OWN = ("mail.example.com", "backup.example.com", "mx3.example.com", "a.very.long.name.below.example.com")
INHERENT = {"dmarc-subdomains-open"}  # a weaker policy for subdomains is somebody's wish

ipv4 = st.integers(1, 200).map(lambda number: f"9.9.9.{number}")
ipv6 = st.integers(1, 0xFFFF).map(lambda number: f"2a00:1450::{number:x}")
networks = st.integers(24, 31).map(lambda length: f"9.9.12.0/{length}") | st.integers(48, 127).map(
    lambda length: f"2a00:1450:12::/{length}"
)
addresses = st.tuples(st.lists(ipv4, min_size=1, max_size=2, unique=True), st.lists(ipv6, max_size=1))
keys = st.sampled_from(
    [
        (),
        (KeyWish("main1", f"v=DKIM1; k=rsa; p={RSA}"),),
        (KeyWish("main1", f"v=DKIM1; p={RSA2}"),),
        (
            KeyWish("main1", f"v=DKIM1; k=rsa; p={RSA}"),
            KeyWish("ed-1", f"v=DKIM1; k=ed25519; h=sha256; p={ED}"),
        ),
    ]
)
policies = st.sampled_from(["none", "quarantine", "reject"])
reports = st.lists(
    st.sampled_from(["mailto:dmarc@example.com", "mailto:a%2Cb@reports.example.net"]),
    min_size=1,
    unique=True,
).map(tuple)


@st.composite
def wishes(draw: st.DrawFn) -> Wishes:
    if draw(st.integers(0, 9)) == 0:
        return Wishes(DOMAIN, no_mail=True, rua=("mailto:a@reports.example.net",))
    hosts = draw(st.lists(st.sampled_from((*OWN, "mx.example.net")), min_size=1, unique=True))
    own = [host for host in hosts if host in OWN]
    found = {host: draw(addresses) for host in own}
    return Wishes(
        DOMAIN,
        mx=tuple(MxWish(host, draw(st.none() | st.integers(0, 100))) for host in hosts),
        addresses=tuple(AddressWish(host, one) for host in own for each in found[host] for one in each),
        senders=tuple(draw(st.lists(ipv4 | ipv6 | networks, max_size=4, unique=True))),
        includes=tuple(
            draw(st.lists(st.sampled_from(["_spf.example.net", "_spf.example.org"]), unique=True))
        ),
        keys=draw(keys),
        policy=draw(policies),
        subdomains=draw(st.none() | policies),
        rua=draw(reports),
    )


# What may stand there before, in order or not.
spf_before = st.lists(
    st.sampled_from(
        [
            "v=spf1 -all",
            "v=spf1 mx ~all",
            "v=spf1 ip4:9.9.50.1 include:_spf.example.org ?all",
            "V=SPF1 a:mx.example.net +all",
            "v=spf1 redirect=_spf.example.net",
            "v=spf1 ip4:9.9.50.2~all",
            "v=spf1; ip4:9.9.50.3 -all",
            "v=spf1 ip4:9.9.50.4 ipv4:9.9.50.5",
            "v=spf1 ip4:9.9.50.6 ip4:300.1.1.1 -all",
            "some-verification=1",
        ]
    ),
    max_size=4,
    unique=True,
)
dmarc_before = st.lists(
    st.sampled_from(
        [
            "v=DMARC1; p=none",
            "v=DMARC1; p=rejct; rua=mailto:x@example.com",
            "v=dmarc1; p=reject",
            "v=DMARC1; p=reject; pct=50; adkim=s; rua=dmarc@example.com",
            "v=DMARC1; p=quarantine; t=y; rua=mailto:dmarc@example.com!10m",
        ]
    ),
    max_size=2,
    unique=True,
)
key_before = st.lists(st.sampled_from([f"v=DKIM1; p={RSA}", f"v=DKIM1; p={RSA2}; t=s", "p="]), max_size=2)
mx_before = st.lists(
    st.sampled_from(["0 .", "10 mail", "20 old", "20 mx.example.net."]), max_size=3, unique=True
)


@st.composite
def zones(draw: st.DrawFn) -> str:
    lines = [zone_lines(DOMAIN, "TXT", text) for text in draw(spf_before)]
    lines += (zone_lines(f"_dmarc.{DOMAIN}", "TXT", text) for text in draw(dmarc_before))
    lines += (zone_lines(f"main1._domainkey.{DOMAIN}", "TXT", text) for text in draw(key_before))
    lines += (f"@ MX {text}" for text in draw(mx_before))
    lines += ('@ SPF "v=spf1 -all"',) if draw(st.booleans()) else ()
    return "\n".join(lines) + "\n"


def in_world(wanted: Wishes, zone: str) -> Draft:
    return finish(draft(wanted, Answering(World(zone).answer)))


def written(found: Draft) -> str:
    """Return the zone that carries the plan out."""
    return "\n".join(zone_lines(*change.new) for change in found.changes if change.new) + "\n"


def flaws(zone: str) -> list[str]:
    return [
        f"{finding.rule.name}: {finding.problem.message}"
        for finding in check_zone(zone + OTHERS).findings
        if finding.severity >= Severity.WARNING and finding.rule.name not in INHERENT
    ]


@settings(max_examples=150, deadline=None)
@given(wishes())
def test_records_for_an_empty_domain_pass_every_check(wanted: Wishes) -> None:
    found = finish(draft(wanted, empty_world(DOMAIN)))
    assert flaws(written(found)) == []


@pytest.mark.no_cover  # thousands of calls of what other tests cover
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(wishes(), zones())
def test_records_merged_with_others_pass_every_check_and_a_second_plan_changes_nothing(
    wanted: Wishes, before: str
) -> None:
    found = in_world(wanted, before + OTHERS)
    after = written(found)
    assert flaws(after) == []
    again = in_world(wanted, after + OTHERS)
    assert {change.action for change in again.changes} == {Action.KEEP}


@settings(max_examples=100, deadline=None)
@given(wishes(), spf_before)
def test_whoever_was_let_send_still_is(wanted: Wishes, before: list[str]) -> None:
    zone = "".join(zone_lines(DOMAIN, "TXT", text) + "\n" for text in before)
    found = in_world(wanted, zone + OTHERS)
    spf = next(record.text for record in found.plan.records if record.text[:6].lower() == "v=spf1")
    named = {f"ip4:9.9.50.{number}" for number in range(1, 7) if f"9.9.50.{number}" in "".join(before)}
    assert wanted.no_mail or named <= set(spf.lower().split())


@pytest.mark.skipif(shutil.which("nsd-checkzone") is None, reason="nsd is not installed")
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wishes())
def test_a_name_server_loads_the_records(tmp_path: Path, wanted: Wishes) -> None:
    found = finish(draft(wanted, empty_world(DOMAIN)))
    file = tmp_path / "zone"
    head = "$TTL 300\n@ SOA ns1 hostmaster 1 3600 600 86400 300\n@ NS ns1\nns1 A 9.9.9.53\n"
    lines = "\n".join(zone_lines(*record) for record in found.plan.records)
    file.write_text(f"{head}{lines}\n")
    done = subprocess.run(
        ["nsd-checkzone", DOMAIN, str(file)], capture_output=True, text=True, check=False, timeout=30
    )
    assert (done.returncode, done.stdout) == (0, f"zone {DOMAIN} is ok\n")


pieces = st.sampled_from(
    [
        "v=spf1",
        "v=DMARC1;",
        "v=DKIM1;",
        "p=none",
        "p=",
        " ",
        ";",
        "mx",
        "include:",
        "%{",
        "all",
        "\n",
        "\0",
        "\udcff",
        "é",
    ]
)
hostile = st.lists(pieces | st.text(max_size=4), max_size=12).map("".join)


@settings(max_examples=150, deadline=None)
@given(wishes(), st.lists(hostile, max_size=3), st.lists(hostile, max_size=3))
def test_no_text_breaks_a_plan_or_its_print(wanted: Wishes, one: list[str], other: list[str]) -> None:
    texts = {
        DOMAIN: one,
        f"_dmarc.{DOMAIN}": other,
        f"main1._domainkey.{DOMAIN}": other,
        f"dmarc.{DOMAIN}": one,
    }

    def answer(name: str, rdtype: str) -> Answer:
        found = texts.get(name, []) if rdtype in ("TXT", "SPF") else []
        octets = [text.encode("utf-8", "surrogateescape") for text in found]
        records = tuple(Txt((each[:255], each[255:])) for each in octets)
        return Answer(name, rdtype, Status.FOUND if records else Status.NO_DATA, records)

    found = finish(draft(wanted, Answering(answer)))
    printed = zone_text(found, compared=True) + web_text(found, compared=True)
    assert printed.isascii() or printed.replace("\n", "").isprintable()
    assert json.loads(json_text(found, True, ()))["domain"] == DOMAIN
    for line in zone_text(found, compared=True).splitlines():
        assert line.startswith((";", "    ", *(record.name for record in found.plan.records))) or not line
