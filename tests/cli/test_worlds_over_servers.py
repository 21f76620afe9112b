"""Domains as they are set up in the world, healthy and broken in one way each, asked of real name servers.

A healthy one exits 0, a broken one 1, and one about which a question goes unanswered 3. The servers refuse
every name that is in none of their zones.
"""

import json
from pathlib import Path

import pytest
from dkim_samples import GOOD, RSA, RSA1024, txt

from mailcheck import cli

# What providers publish: the zones that the domains lead to.
PROVIDERS = {
    "google.test": """
smtp A 9.10.1.26
smtp AAAA 2607:f8b0::1a
_spf TXT "v=spf1 include:_netblocks.google.test include:_netblocks2.google.test ~all"
_netblocks TXT "v=spf1 ip4:9.10.0.0/17 ip4:9.11.0.0/19 ~all"
_netblocks2 TXT "v=spf1 ip6:2607:f8b0::/36 ~all"
""",
    "outlook.test": """
protected.mail.protection A 9.12.8.44
protected.mail.protection A 9.12.9.1
spf.protection TXT "v=spf1 ip4:9.12.0.0/16 ip6:2a01:111:f400::/48 -all"
"""
    + txt(GOOD + ";", "selector1-m365._domainkey"),
    "fast.test": f"""
in1 A 9.13.1.1
in2 A 9.13.1.2
spf TXT "v=spf1 include:spf-a.fast.test ip4:9.13.1.0/24 ?all"
spf-a TXT "v=spf1 ip4:9.13.2.0/24 ?all"
{txt(f"v=DKIM1; k=rsa; p={RSA}", "fm1.fastmail.test.dkim")}
""",
    "routing.test": """
route1.mx A 9.14.5.11
route1.mx AAAA 2606:4700:f5::10
_spf.mx TXT "v=spf1 ip4:9.14.0.0/20 ip6:2606:4700:f5::/48 ~all"
""",
    "reports.test": """
@ MX 10 in
in A 9.15.1.1
*._report._dmarc TXT "v=DMARC1;"
""",
    "closed.test": "@ MX 10 in\nin A 9.15.1.2\n",
    "dead.test": '@ TXT "nothing here"\n',
}

OWN = "@ MX 10 mail\nmail A 9.9.9.10\nmail AAAA 2a00:1450::25\n"
SPF = '@ TXT "v=spf1 mx -all"\n'
DMARC = '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@reports.test"\n'
KEY = txt(GOOD, "s1._domainkey") + "\n"
NOTHING = (
    '@ A 9.9.9.80\n@ MX 0 .\n@ TXT "v=spf1 -all"\n_dmarc TXT "v=DMARC1;p=reject;sp=reject;adkim=s;aspf=s"\n'
)
ALL = OWN + SPF + DMARC + KEY

LONG = ".".join([*("x" * 60 for _ in range(3)), "y" * 20, "test"])
# name: (selectors, zone, exit code, rules that find an error)
WORLDS: dict[str, tuple[str, str, int, set[str]]] = {
    "own.test": ("s1", ALL, 0, set()),
    "workspace.test": (
        "google",
        '@ A 9.9.9.80\n@ MX 1 smtp.google.test.\n@ TXT "v=spf1 include:_spf.google.test ~all"\n'
        '@ TXT "google-site-verification=abc"\n' + DMARC + txt(GOOD, "google._domainkey"),
        0,
        set(),
    ),
    "m365.test": (
        "selector1",
        "@ MX 0 protected.mail.protection.outlook.test.\n"
        '@ TXT "v=spf1 include:spf.protection.outlook.test -all"\n'
        '@ TXT "MS=ms1234"\nautodiscover CNAME autodiscover.outlook.test.\n'
        "selector1._domainkey CNAME selector1-m365._domainkey.outlook.test.\n" + DMARC,
        0,
        set(),
    ),
    "m365-rotated.test": (
        "selector2",
        "@ MX 0 protected.mail.protection.outlook.test.\n"
        '@ TXT "v=spf1 include:spf.protection.outlook.test -all"\n'
        "selector2._domainkey CNAME selector2-m365._domainkey.outlook.test.\n" + DMARC,
        1,
        {"dkim-dangling-alias"},
    ),
    "fastmail.test": (
        "fm1",
        '@ MX 10 in1.fast.test.\n@ MX 20 in2.fast.test.\n@ TXT "v=spf1 include:spf.fast.test ?all"\n'
        "* MX 10 in1.fast.test.\nfm1._domainkey CNAME fm1.fastmail.test.dkim.fast.test.\n" + DMARC,
        0,
        set(),
    ),
    "routed.test": (
        "",
        '@ MX 10 route1.mx.routing.test.\n@ TXT "v=spf1 include:_spf.mx.routing.test ~all"\n' + DMARC,
        0,
        set(),
    ),
    "box.test": (
        "mail",
        '@ A 9.9.9.10\n@ MX 10 box\nbox A 9.9.9.10\nbox TXT "v=spf1 a -all"\nwww A 9.9.9.10\n'
        'www TXT "v=spf1 -all"\n_dmarc TXT "v=DMARC1; p=quarantine;"\n_dmarc.www TXT "v=DMARC1; p=reject"\n'
        + SPF
        + txt(f"v=DKIM1; h=sha256; k=rsa; s=email; p={RSA}", "mail._domainkey"),
        0,
        set(),
    ),
    "shared-hosting.test": (
        "default",
        '@ A 9.9.9.10\n@ MX 0 @\nmail CNAME @\nftp CNAME @\n@ TXT "v=spf1 ip4:9.9.9.10 +a +mx ~all"\n'
        '_dmarc TXT "v=DMARC1; p=none;"\n' + txt(f"v=DKIM1; k=rsa; p={RSA};", "default._domainkey"),
        0,
        set(),
    ),
    "parked.test": (
        "",
        NOTHING + '*._domainkey TXT "v=DKIM1; p="\n',
        0,
        set(),
    ),
    "web-only.test": (
        "",
        '@ A 9.9.9.80\nwww CNAME @\n@ TXT "v=spf1 -all"\n_dmarc TXT "v=DMARC1; p=reject"\n',
        0,
        set(),
    ),
    "wildcard.test": ("", ALL + '* A 9.9.9.80\n* TXT "v=spf1 -all"\n* MX 0 .\n', 0, set()),
    "news.own.test": ("", "", 1, {"domain-missing"}),
    "send.organization.test": ("", "", 0, set()),
    "organization.test": (
        "",
        ALL + 'send MX 10 mail\nsend TXT "v=spf1 a:mail.organization.test -all"\n',
        0,
        set(),
    ),
    "small-key.test": (
        "s1",
        OWN + SPF + DMARC + txt(f"v=DKIM1; k=rsa; p={RSA1024}", "s1._domainkey"),
        0,
        set(),
    ),
    "many-texts.test": (
        "s1",
        ALL + "".join(f'@ TXT "verification-{number}={"x" * 200}"\n' for number in range(40)),
        0,
        set(),
    ),
    "chained.test": (
        "s1",
        OWN + SPF + DMARC + "s1._domainkey CNAME a\na CNAME b\nb CNAME c\n" + txt(GOOD, "c"),
        0,
        set(),
    ),
    "exämple.test": ("s1", ALL, 0, set()),
    LONG: ("s1", ALL, 0, set()),
    "CAPITALS.test": ("S1", OWN.upper() + SPF.upper() + DMARC + KEY, 0, set()),
    # Broken in one way each.
    "no-spf.test": ("s1", OWN + DMARC + KEY, 1, {"spf-missing"}),
    "no-dmarc.test": ("s1", OWN + SPF + KEY, 1, {"dmarc-missing"}),
    "no-mail.test": (
        "s1",
        SPF + DMARC + KEY,
        1,
        {"mx-no-mail-host"},
    ),
    "two-spf.test": (
        "s1",
        ALL + '@ TXT "v=spf1 include:_spf.google.test ~all"\n',
        1,
        {"spf-multiple-records"},
    ),
    "old-include.test": (
        "s1",
        OWN + '@ TXT "v=spf1 mx include:_gone.google.test -all"\n' + DMARC + KEY,
        1,
        {"spf-target-without-spf"},
    ),
    "include-of-nothing.test": (
        "s1",
        OWN + '@ TXT "v=spf1 mx include:dead.test -all"\n' + DMARC + KEY,
        1,
        {"spf-target-without-spf"},
    ),
    "other-host.test": (
        "s1",
        OWN + '@ TXT "v=spf1 ip4:9.9.9.9 -all"\n' + DMARC + KEY,
        1,
        {"spf-mx-not-authorized"},
    ),
    "v4-only.test": (
        "s1",
        OWN + '@ TXT "v=spf1 ip4:9.9.9.10 -all"\n' + DMARC + KEY,
        1,
        {"spf-mx-not-authorized"},
    ),
    "no-host.test": ("s1", ALL + "@ MX 20 backup\n", 1, {"mx-target-unresolvable"}),
    "alias-host.test": ("s1", ALL + "@ MX 20 backup\nbackup CNAME mail\n", 1, {"mx-target-is-alias"}),
    "no-dot.test": (
        "s1",
        ALL + "@ MX 20 mail.no-dot.test\n",
        1,
        {"mx-name-doubled"},
    ),
    "ip-host.test": ("s1", ALL + "@ MX 20 9.9.9.11.\n", 1, {"mx-target-is-address"}),
    "two-nulls.test": ("s1", ALL + "@ MX 0 .\n", 1, {"mx-null-not-alone"}),
    "no-key.test": ("s1", OWN + SPF + DMARC, 1, {"dkim-key-missing"}),
    "two-keys.test": (
        "s1",
        ALL + txt(f"v=DKIM1; p={RSA1024}", "s1._domainkey"),
        1,
        {"dkim-multiple-records"},
    ),
    "cut-key.test": ("s1", OWN + SPF + DMARC + txt(GOOD[:255], "s1._domainkey"), 1, {"dkim-key-undecodable"}),
    "typo-policy.test": ("s1", OWN + SPF + KEY + DMARC.replace("reject", "rejct"), 1, {"dmarc-bad-policy"}),
    "two-policies.test": ("s1", ALL + '_dmarc TXT "v=DMARC1; p=none"\n', 1, {"dmarc-multiple-records"}),
    "apex-policy.test": (
        "s1",
        OWN + SPF + KEY + DMARC.replace("_dmarc", "@"),
        1,
        {"dmarc-missing", "record-misplaced"},
    ),
    "refused-reports.test": (
        "s1",
        OWN + SPF + KEY + DMARC.replace("reports.test", "closed.test"),
        1,
        {"dmarc-report-not-authorized"},
    ),
    "bare-address.test": ("s1", OWN + SPF + KEY + DMARC.replace("mailto:", ""), 1, {"dmarc-bad-report-uri"}),
    # What no server here answers for.
    "foreign-include.test": (
        "s1",
        OWN + '@ TXT "v=spf1 mx include:_spf.nowhere.test -all"\n' + DMARC + KEY,
        3,
        set(),
    ),
    "foreign-host.test": ("s1", ALL + "@ MX 20 mx.nowhere.test.\n", 3, set()),
    "foreign-key.test": ("s1", OWN + SPF + DMARC + "s1._domainkey CNAME s1.nowhere.test.\n", 3, set()),
    "foreign-reports.test": ("s1", OWN + SPF + KEY + DMARC.replace("reports.test", "nowhere.test"), 3, set()),
    "unserved.example": ("", "", 3, set()),
}
ZONES = PROVIDERS | {name.encode("idna").decode(): entry[1] for name, entry in WORLDS.items() if entry[1]}


@pytest.mark.parametrize("server", ["nsd", "knot"])
def test_every_world_has_its_exit_code(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    server: str,
) -> None:
    address = request.getfixturevalue(server)(ZONES)
    monkeypatch.chdir(tmp_path)
    for name, (selectors, _, code, errors) in WORLDS.items():
        chosen = ("-s", selectors) if selectors else ()
        monkeypatch.setattr("sys.argv", ["mailcheck", "check", name, *chosen, "-n", address, "-f", "json"])
        found = cli.main()
        printed, complaints = capfd.readouterr()
        assert (name, found, complaints) == (name, code, "")
        findings = json.loads(printed)["findings"]
        assert (name, {each["rule"] for each in findings if each["severity"] == "error"}) == (name, errors)
