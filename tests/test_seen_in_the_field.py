"""Records that other checkers are known to misjudge, and what is right about them.

Each row is a domain, the selectors looked at, and all of severity error or warning that is to be found.
"""

import re
from collections.abc import Iterable
from typing import Any

import pytest
from dkim_samples import GOOD, RSA, RSA2, RSA1024, txt
from worlds import World, judge_one

from mailcheck.dns.answers import Mx
from mailcheck.dns.driver import run_in_memory
from mailcheck.evaluate.spf import check_host
from mailcheck.judge.model import Report, Verdict
from mailcheck.rules import catalogue
from mailcheck.survey.request import Severity

HOSTS = "@ MX 10 mail\n@ MX 20 mail2\nmail A 9.9.9.10\nmail2 A 9.9.9.11\n"
FOUR = HOSTS + "@ MX 30 mail3\n@ MX 40 mail4\nmail3 A 9.9.9.12\nmail4 A 9.9.9.13\n"
DMARC = '_dmarc TXT "v=DMARC1; p=none; rua=mailto:d@example.com"\n'
ELEVEN = "".join(f"h{number} A 9.9.9.10\nh{number} AAAA 2a00:1450::10\n" for number in range(11))
COLLECTED = (
    DMARC.replace("d@example.com", "x@col.test") + "col.test. MX 10 m.col.test.\nm.col.test. A 9.9.9.9\n"
)


def spf(text: str, hosts: str = HOSTS) -> str:
    return hosts + DMARC + txt(text, "@") + "\n"


def dmarc(text: str) -> str:
    return HOSTS + '@ TXT "v=spf1 mx -all"\n' + txt(text, "_dmarc") + "\n"


def dkim(*texts: str) -> str:
    return "\n".join(
        [HOSTS + DMARC + '@ TXT "v=spf1 mx -all"', *(txt(text, "s1._domainkey") for text in texts)]
    )


def judged(zone: str, selectors: Iterable[str] = (), dead: Iterable[str] = ()) -> Report:
    return judge_one(World(zone, dead).survey(selectors=selectors), catalogue())


def flaws(report: Report) -> set[str]:
    return {f"{f.severity.label} {f.rule.name}" for f in report.findings if f.severity > Severity.NOTE}


def bug(number: str, zone: str, *found: str, selectors: tuple[str, ...] = (), id: str) -> Any:  # noqa: A002
    return pytest.param(zone, selectors, set(found), id=f"{number} {id}")


VOID6 = "warning spf-ipv6-void-lookups"
UNCOVERED = "error spf-mx-not-authorized"
MISJUDGED = [
    bug("1", spf("v=spf1 a mx -all", HOSTS + "@ A 9.9.9.80\n"), VOID6, id="no void lookup is counted twice"),
    bug("2", spf("v=spf1 mx -all", FOUR), VOID6, id="mx costs one, however many hosts"),
    bug(
        "3",
        spf(f"v=spf1 mx {' '.join(f'a:h{n}.example.com' for n in range(11))} -all") + ELEVEN,
        "error spf-too-many-lookups",
        id="a with a domain costs one",
    ),
    bug(
        "4",
        spf(f"v=spf1 +mx {' '.join(f'+a:h{n}.example.com' for n in range(11))} -all") + ELEVEN,
        "error spf-too-many-lookups",
        id="a term with a qualifier costs one too",
    ),
    bug("4", spf("v=spf1 mx all"), "error spf-pass-all", id="a bare all is no a"),
    bug(
        "4",
        spf("v=spf1 redirect=_s.example.com") + '_s TXT "v=spf1 mx:example.com -all"\n',
        id="redirect is followed",
    ),
    bug(
        "4",
        spf(f"v=spf1 {' '.join(f'a:h{n}.example.com' for n in range(10))} redirect=_s.example.com")
        + ELEVEN
        + '_s TXT "v=spf1 mx:example.com -all"\n',
        "error spf-too-many-lookups",
        id="the eleventh behind a redirect",
    ),
    bug(
        "4",
        spf("v=spf1 include:_s.%{d} -all") + '_s TXT "v=spf1 mx:example.com -all"\n',
        id="a macro is expanded",
    ),
    bug(
        "4",
        spf("v=spf1 mx include:gone.example.net -all"),
        "error spf-target-without-spf",
        VOID6,
        id="a lost include",
    ),
    bug("5", spf("v=spf1 a:mail.example.com/24 -all"), id="a prefix is no part of the name"),
    bug("6", spf("v=spf1 mx ip4:9.9.9.25~all"), "error spf-syntax", id="a space is missing"),
    bug("7", spf("v=spf1 mx ~all;"), "error spf-syntax", id="all with a semicolon is no mechanism"),
    bug(
        "8",
        spf("v=spf1 mx " + " ".join(f"ip4:9.9.8.{n}" for n in range(24)) + " -all"),
        id="300 octets in two strings",
    ),
    bug(
        "9",
        HOSTS + DMARC + '@ TXT "v=spf1 ip4:9.9.9.10" "ip4:9.9.9.11 -all"',
        "error spf-syntax",
        "warning txt-strings-joined",
        id="strings join without a space",
    ),
    bug(
        "10",
        spf("v=spf1 mx redirect=gone.example.com -all"),
        "warning spf-redirect-ignored",
        id="redirect beside all",
    ),
    bug(
        "11",
        spf("v=spf1 mx include:a.example.com include:b.example.com -all")
        + 'a TXT "v=spf1 include:c.example.com ~all"\nb TXT "v=spf1 include:c.example.com ~all"\n'
        + 'c TXT "v=spf1 ip4:9.9.8.9 ~all"\n',
        "warning spf-duplicate-term",
        id="the same include by two ways is no loop",
    ),
    bug("14", spf("v=spf1 mx -all", FOUR), VOID6, id="an IPv6 sender finds four hosts without an address"),
    bug(
        "15",
        spf("v=spf1 mx:mail.example.com -all"),
        UNCOVERED,
        "warning spf-empty-mx",
        id="mx of a host admits nobody",
    ),
    bug(
        "16",
        spf("v=spf1 ip4:9.9.9.0/24 -all") + "mail AAAA 2a00:1450::25\n",
        UNCOVERED,
        id="IPv6 is not covered",
    ),
    bug(
        "17",
        "@ CNAME b.example.net.\nb.example.net. MX 10 m.example.net.\nm.example.net. A 9.9.9.9\n"
        + DMARC
        + 'b.example.net. TXT "v=spf1 mx -all"\n',
        id="records behind an alias",
    ),
    bug(
        "18",
        '@ MX 1 ASPMX.L.Example.NET.\naspmx.l.example.net. A 9.9.9.9\n@ TXT "v=spf1 mx -all"\n' + DMARC,
        id="capitals in a host name",
    ),
    bug("19", spf("V=SPF1 MX -ALL"), id="capitals in a record"),
    bug(
        "19",
        spf("v=spf1 mx exists:%{I}.list.example.com -all") + "*.list A 127.0.0.2\n",
        id="capitals in a macro",
    ),
    bug(
        "20",
        spf(" v=spf1 mx -all"),
        "error spf-missing",
        "error spf-not-recognized",
        "warning spf-mx-not-authorized",
        id="a space before the record",
    ),
    bug(
        "20",
        dmarc(" v=DMARC1; p=none; rua=mailto:d@example.com"),
        "error dmarc-not-recognized",
        id="the same in DMARC",
    ),
    bug("21", spf("v=spf1 mx ra=postmaster -all"), id="a modifier of RFC 6652"),
    bug(
        "21",
        spf("v=spf1 mx accredit=x mxp=y -all"),
        "warning spf-ignored-modifier",
        id="names that begin like a and mx",
    ),
    bug("22", spf("v=spf1 mx +all"), "error spf-pass-all", id="everybody passes"),
    bug(
        "23",
        spf("v=spf1 include:p.example.net mx -all") + 'p.example.net. TXT "v=spf1 -all"\n',
        id="order is no matter",
    ),
    bug("23", dkim(GOOD[:40] + GOOD[40:]), selectors=("s1",), id="nor is where a key is cut into strings"),
    bug(
        "24",
        HOSTS + DMARC + '@ TXT "v=spf1 mx -all"\n* CNAME web.example.net.\nweb.example.net. A 9.9.9.9\n',
        "error dkim-key-missing",
        selectors=("s1",),
        id="a wildcard is no key",
    ),
    bug(
        "24",
        HOSTS + DMARC + '@ TXT "v=spf1 mx -all"\nx.s1._domainkey A 9.9.9.9\n',
        "error dkim-key-missing",
        selectors=("s1",),
        id="neither is an empty name",
    ),
    bug(
        "25",
        dkim(GOOD, f"v=DKIM1; p={RSA1024}"),
        "error dkim-multiple-records",
        "warning dkim-rsa-weak",
        selectors=("s1",),
        id="two keys at one selector",
    ),
    bug(
        "26",
        dkim(GOOD.replace(RSA, f'{RSA[:99]}" "{RSA[99:]}')),
        "error dkim-syntax",
        selectors=("s1",),
        id="quotes inside",
    ),
    bug(
        "26",
        dkim(GOOD.replace(";", "\\;")),
        "error dkim-bad-version",
        "error dkim-syntax",
        selectors=("s1",),
        id="escaped semicolons",
    ),
    bug(
        "26",
        dkim(f"v=DKIM1; h=rsa-sha256; p={RSA}"),
        "error dkim-hash-unusable",
        selectors=("s1",),
        id="the name of an algorithm for that of a hash",
    ),
    bug(
        "27",
        spf("v=spf1 mx -all").replace(DMARC, COLLECTED) + '*._report._dmarc.col.test. TXT "v=DMARC1"\n',
        id="a wildcard authorises",
    ),
    bug(
        "27",
        spf("v=spf1 mx -all").replace(DMARC, COLLECTED) + '*._report._dmarc.col.test. TXT "v=DMARC1;"\n',
        id="also with a semicolon",
    ),
    bug(
        "28",
        dmarc("v=DMARC1 ; sp = reject ; p = reject ; zz=1; rua=mailto:d@example.com"),
        id="any order, any blanks",
    ),
    bug(
        "29",
        dmarc("v=DMARC1; p=none; rua=mailto:d@example.com") + '_dmarc TXT "verification=1"\n',
        id="another TXT beside",
    ),
    bug(
        "39",
        '@ MX 0 .\n@ TXT "v=spf1 -all"\n' + DMARC.replace("none", "reject"),
        "warning dmarc-report-host-unreachable",
        id="a domain without mail",
    ),
    bug("40", dkim(f"v=DKIM1; p={RSA2}"), selectors=("s1",), id="a key that is long enough"),
    bug("41", dkim(f"v=DKIM1;k=rsa;p={RSA}"), selectors=("s1",), id="no blank after a semicolon"),
    bug(
        "41",
        dkim("v=DKIM1; k=rsa; p="),
        "warning dkim-key-revoked",
        selectors=("s1",),
        id="an empty key is revoked",
    ),
    bug("43", spf("v=spf1 mx ip4:999.1.1.1 -all"), "error spf-syntax", id="a number too large"),
    bug("44", spf("v=spf1 mx -all") + '@ TXT "caf\\233"\n', id="an octet that is no text in another record"),
    bug("45", spf("v=spf1 mx"), "warning spf-no-all", id="no all"),
]


@pytest.mark.parametrize(("zone", "selectors", "expected"), MISJUDGED)
def test_what_others_misjudge_is_judged_rightly(
    zone: str, selectors: tuple[str, ...], expected: set[str]
) -> None:
    report = judged(zone, selectors)
    assert flaws(report) == expected
    errors = any(flaw.startswith("error") for flaw in expected)
    assert report.verdict() is (Verdict.FAIL if errors else Verdict.PASS)


UNANSWERED = [
    pytest.param(spf("v=spf1 mx -all"), "example.com TXT", id="12 the record's own name"),
    pytest.param(
        spf("v=spf1 mx include:sf.example.net -all") + 'sf.example.net. TXT "v=spf1 -all"',
        "sf.example.net TXT",
        id="13 an include",
    ),
    pytest.param(spf("v=spf1 mx -all"), "example.com MX", id="32 the hosts"),
    pytest.param(spf("v=spf1 mx -all"), "mail.example.com A", id="32 an address of a host"),
    pytest.param(spf("v=spf1 mx -all"), "_dmarc.example.com TXT", id="12 the policy"),
]


@pytest.mark.parametrize(("zone", "dead"), UNANSWERED)
def test_silence_is_neither_missing_nor_broken(zone: str, dead: str) -> None:
    report = judged(zone, dead=[dead])
    assert (flaws(report) - {VOID6}, report.verdict()) == (set(), Verdict.UNKNOWN)
    assert [f"{unknown.answer.owner} {unknown.answer.rdtype}" for unknown in report.unknowns] == [dead]


def test_an_include_that_is_silent_does_not_hide_whom_an_earlier_term_admits() -> None:
    """Number 13: the MX host passes, another client is a temperror and neither a permerror nor a fail."""
    world = World(spf("v=spf1 mx include:sf.example.net -all"), ["sf.example.net TXT"])
    results = [
        run_in_memory(check_host(ip, "example.com", "joe@example.com", "h.example.com"), world.answer).result
        for ip in ("9.9.9.10", "9.9.9.99", "2001:db8::25")
    ]
    assert results == ["pass", "temperror", "temperror"]


def test_hosts_without_ipv6_addresses_are_void_lookups_only_for_ipv6_clients() -> None:
    """Number 14."""
    world = World(spf("v=spf1 mx -all", FOUR))
    results = [
        run_in_memory(check_host(ip, "example.com", "joe@example.com", "h.example.com"), world.answer)
        for ip in ("9.9.9.13", "2001:db8::25")
    ]
    assert [(result.result, result.void_lookups) for result in results] == [("pass", 0), ("permerror", 3)]


def test_only_the_preference_differs() -> None:
    """Number 33: nothing hangs on the numbers, as long as there are some."""
    one, other = (
        judged(spf("v=spf1 mx -all", HOSTS.replace("10", preference))) for preference in ("10", "5")
    )
    assert flaws(one) == flaws(other) == set()
    assert other.survey.mx.answer.exchanges[0] == Mx(5, "mail.example.com")


def test_no_name_is_completed() -> None:
    """Number 34: every question is about a name that stands in a record, in full."""
    world = World(spf("v=spf1 mx a:mail include:b -all"))
    judge_one(world.survey(), catalogue())
    assert {name for name, _ in world.asked if not re.search(r"(^|\.)(example\.com|com)$", name)} == set()


def test_what_was_judged_is_shown() -> None:
    """Number 38: the text of the record stands in the evidence, letter for letter."""
    (finding,) = (
        each for each in judged(spf("v=spf1  MX ?all")).findings if each.rule.name == "spf-neutral-all"
    )
    assert finding.problem.source.text == "v=spf1  MX ?all"


def test_the_nearest_record_applies() -> None:
    """Number 42: the organization's record goes before that of the public suffix above it."""
    zone = "@ MX 10 mail\nmail A 9.9.9.9\nsub MX 10 mail\n" + DMARC.replace("none", "quarantine")
    world = World(zone + '_dmarc.com. TXT "v=DMARC1; p=reject; psd=y"\n')
    found = world.survey("sub.example.com").dmarc
    assert (found.policy_domain, found.policy) == ("example.com", "quarantine")
