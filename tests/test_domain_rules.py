"""The rules about the domain itself and about TXT records at large."""

import pytest
from worlds import World, failing, found, judge_one, judged, verdict

from mailcheck.dns.answers import Source, Span
from mailcheck.judge.model import Verdict
from mailcheck.rules import catalogue
from mailcheck.survey.request import Severity

MAIL = "@ MX 10 mail\nmail A 9.9.9.25\n"
KEY = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

FOUND = [
    pytest.param(
        "example.net. A 9.9.9.9\n",
        "domain-missing",
        ["error: `example.com` does not exist (NXDOMAIN); nothing else can be judged"],
        id="NXDOMAIN",
    ),
    pytest.param(
        "@ CNAME a.example.net.\na.example.net. MX 0 .\n",
        "domain-is-alias",
        ["note: `example.com` is an alias of `a.example.net`, whose MX and TXT records count for it"],
        id="an alias that works",
    ),
    pytest.param(
        "@ CNAME a.example.net.\n",
        "domain-is-alias",
        ["error: `example.com` is an alias of `a.example.net`, which does not exist; its end must exist"],
        id="a dangling alias",
    ),
    pytest.param(
        "@ CNAME a.example.net.\na.example.net. CNAME example.com.\n",
        "domain-is-alias",
        [
            (
                "error: the alias leads in a circle: `example.com` -> `a.example.net` -> `example.com`; "
                "a chain must end"
            )
        ],
        id="a loop",
    ),
    pytest.param(
        MAIL + '@ TXT "v=spf1 include:a.example.net" "include:b.example.net -all"\n',
        "txt-strings-joined",
        [
            (
                "warning: two strings join as `include:a.example.netinclude:b.example.net`; a space "
                "must separate them"
            )
        ],
        id="two includes",
    ),
    pytest.param(
        MAIL + '@ TXT "v=spf1" "mx -all"\n',
        "txt-strings-joined",
        ["warning: two strings join as `v=spf1mx`; a space must separate them"],
        id="version and first term",
    ),
    pytest.param(
        MAIL + '_dmarc TXT "v=DMARC1; p=none" "rua=mailto:a@example.com"\n',
        "txt-strings-joined",
        ["warning: two strings join as `p=nonerua=mailto:a@example.com`; a semicolon must separate them"],
        id="DMARC",
    ),
    pytest.param(
        MAIL + 's._domainkey TXT "v=DKIM1; k=ed25519" "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="\n',
        "txt-strings-joined",
        ["warning: two strings join as `k=ed25519p=11qYAYKxCrfVS/7TyWQHOg`; a semicolon must separate them"],
        id="DKIM",
    ),
    pytest.param(
        MAIL + '@ TXT "v=spf1 include:_spf.example.com -all"\n_spf TXT "v=spf1 mx" "ip4:9.9.9.1 ~all"\n',
        "txt-strings-joined",
        ["warning: two strings join as `mxip4:9.9.9.1`; a space must separate them"],
        id="an included record of the domain's own",
    ),
    pytest.param(
        MAIL + f'@ TXT "{"x" * 240}"\n@ TXT "{"y" * 240}"\n',
        "txt-answer-too-large",
        [
            (
                "note: 2 TXT records at `example.com` make an answer of 535 octets, 491 of which are name "
                "and texts; below 450 of those it fits the 512 of UDP without EDNS"
            ),
        ],
        id="long texts",
    ),
    pytest.param(
        MAIL + "".join(f'@ TXT "{number:012}"\n' for number in range(20)),
        "txt-answer-too-large",
        [
            (
                "note: 20 TXT records at `example.com` make an answer of 529 octets, 251 of which are name "
                "and texts; below 450 of those it fits the 512 of UDP without EDNS"
            ),
        ],
        id="many short texts",
    ),
    pytest.param(
        MAIL + '_dmarc TXT "v=DMARC1; p=none"\n_dmarc CNAME a.example.net.\n',
        "txt-beside-cname",
        [
            (
                "error: `_dmarc.example.com` has a CNAME to `a.example.net` and TXT records; "
                "nothing may stand beside a CNAME"
            )
        ],
        id="DMARC",
    ),
    pytest.param(
        "@ CNAME a.example.net.\n@ MX 0 .\n@ TXT x\n",
        "txt-beside-cname",
        [
            (
                "error: `example.com` has a CNAME to `a.example.net` and MX and TXT records; "
                "nothing may stand beside a CNAME"
            )
        ],
        id="the domain",
    ),
    pytest.param(
        "@ MX 10 mail\nmail A 9.9.9.25\nmail CNAME a.example.net.\n",
        "txt-beside-cname",
        [
            (
                "error: `mail.example.com` has a CNAME to `a.example.net` and A records; nothing may "
                "stand beside a CNAME"
            )
        ],
        id="an MX host",
    ),
    pytest.param(
        MAIL + '* TXT "v=spf1 -all"\n',
        "txt-wildcard",
        ["warning: a wildcard answers for `_dmarc.example.com`; a record of its own is needed there"],
        id="DMARC",
    ),
    pytest.param(
        MAIL + '*._domainkey TXT "v=spf1 -all"\n',
        "txt-wildcard",
        ["warning: a wildcard answers for `s1._domainkey.example.com`; a record of its own is needed there"],
        id="a selector",
    ),
]


def test_a_wildcard_alias_is_a_wildcard() -> None:
    zone = MAIL + '* CNAME a.example.net.\na.example.net. TXT "hello"\n'
    assert found(zone, "txt-wildcard") == [
        "warning: a wildcard answers for `_dmarc.example.com`; a record of its own is needed there"
    ]


@pytest.mark.parametrize(("zone", "name", "expected"), FOUND)
def test_a_flaw_is_found(zone: str, name: str, expected: list[str]) -> None:
    selectors = ["s1"] if "*._domainkey" in zone else None
    assert found(zone, name, selectors) == expected


LEFT_ALONE = [
    pytest.param("www A 9.9.9.80\n", "domain-missing", id="an empty name above others exists"),
    pytest.param("@ CNAME gone.example.net.\n", "domain-missing", id="a dangling alias exists"),
    pytest.param(MAIL + "www CNAME @\n", "domain-is-alias", id="another name is an alias"),
    pytest.param(MAIL + '@ TXT "v=spf1 mx " "-all"\n', "txt-strings-joined", id="a space at the end"),
    pytest.param(MAIL + '@ TXT "v=spf1 mx" " -all"\n', "txt-strings-joined", id="a space at the beginning"),
    pytest.param(
        MAIL + '@ TXT "v=spf1 ip4:9.9.9.1 inc" "lude:a.example -all"\n', "txt-strings-joined", id="a word"
    ),
    pytest.param(MAIL + '@ TXT "v=spf1 ip4:9.9.9" ".1 -all"\n', "txt-strings-joined", id="an address"),
    pytest.param(MAIL + '@ TXT "v=spf1 ip4:9.9.9.0" "/24 -all"\n', "txt-strings-joined", id="a prefix"),
    pytest.param(
        MAIL + '@ TXT "v=spf1 a:a.exa" "mx.example -all"\n', "txt-strings-joined", id="letters that end in mx"
    ),
    pytest.param(
        MAIL + '@ TXT "v=spf1 ip6:2a00:1450::1" "a -all"\n', "txt-strings-joined", id="a hexadecimal digit"
    ),
    pytest.param(
        MAIL + '_dmarc TXT "v=DMARC1; p=none;" "rua=mailto:a@b.example"\n', "txt-strings-joined", id="DMARC"
    ),
    pytest.param(MAIL + '_dmarc TXT "v=DMARC1; p=no" "ne"\n', "txt-strings-joined", id="a value"),
    pytest.param(
        MAIL + f's._domainkey TXT "{KEY[:40]}" "{KEY[40:]}"\n', "txt-strings-joined", id="a split key"
    ),
    pytest.param(MAIL + f's._domainkey TXT "{KEY[:-1]}" "{KEY[-1]}"\n', "txt-strings-joined", id="padding"),
    pytest.param(
        MAIL + f's._domainkey TXT "{KEY[:-2]}" "{KEY[-2:]}"\n', "txt-strings-joined", id="like a tag"
    ),
    pytest.param(MAIL + '@ TXT "one" "two"\n', "txt-strings-joined", id="other texts"),
    pytest.param(MAIL + f'@ TXT "{"x" * 240}"\n', "txt-answer-too-large", id="one long text"),
    pytest.param(MAIL, "txt-answer-too-large", id="no text"),
    pytest.param("@ CNAME a.example.net.\na.example.net. MX 0 .\n", "txt-beside-cname", id="a lone CNAME"),
    pytest.param(MAIL + "_dmarc CNAME a.example.net.\n", "txt-beside-cname", id="a delegated policy"),
    pytest.param(
        MAIL + '* TXT "v=spf1 -all"\n_dmarc TXT "v=DMARC1; p=none"\n',
        "txt-wildcard",
        id="a record of its own",
    ),
    pytest.param(
        MAIL + '_dmarc TXT "v=spf1 -all"\n', "txt-wildcard", id="a foreign record without a wildcard"
    ),
    pytest.param(MAIL + '* TXT "v=DMARC1; p=reject"\n', "txt-wildcard", id="the wildcard is the policy"),
]


@pytest.mark.parametrize(("zone", "name"), LEFT_ALONE)
def test_what_is_right_is_left_alone(zone: str, name: str) -> None:
    assert verdict(zone, name) in (Verdict.PASS, Verdict.SKIPPED)


ALL = [f"example.com {rdtype}" for rdtype in ("MX", "TXT", "SPF", "A", "AAAA")]
FAILING = [
    pytest.param("domain-missing", ALL, (Verdict.UNKNOWN, ["example.com MX"]), id="nothing answers"),
    pytest.param("domain-missing", ALL[1:], (Verdict.PASS, []), id="one answer proves that it exists"),
    pytest.param("domain-is-alias", ALL, (Verdict.UNKNOWN, ["example.com MX"]), id="it may be an alias"),
    pytest.param("domain-is-alias", ALL[1:], (Verdict.PASS, []), id="one answer shows the chain"),
    pytest.param("txt-answer-too-large", ALL[1:2], (Verdict.UNKNOWN, ALL[1:2]), id="the size is not known"),
    pytest.param("txt-strings-joined", ALL[1:2], (Verdict.UNKNOWN, ALL[1:2]), id="the strings are not known"),
    pytest.param(
        "record-misplaced",
        ["_dmarc.example.com TXT"],
        (Verdict.UNKNOWN, ["_dmarc.example.com TXT"]),
        id="nobody knows whether it is missing",
    ),
    pytest.param(
        "record-misplaced",
        ["dmarc.example.com TXT"],
        (Verdict.UNKNOWN, ["dmarc.example.com TXT"]),
        id="a near name that does not answer",
    ),
]


@pytest.mark.parametrize(("name", "dead", "expected"), FAILING)
def test_a_failed_lookup_blurs_what_hangs_on_it(
    name: str, dead: list[str], expected: tuple[Verdict, list[str]]
) -> None:
    assert failing(MAIL, name, dead) == expected


def test_nothing_else_is_judged_where_the_domain_does_not_exist() -> None:
    report = judge_one(World("example.net. A 9.9.9.9\n").survey(), catalogue())
    judged_rules = {name for name, verdict in report.verdicts.items() if verdict is not Verdict.SKIPPED}
    assert judged_rules == {"domain-missing"}
    assert report.verdict() is Verdict.FAIL


def test_a_server_that_denies_one_type_does_not_deny_the_domain() -> None:
    class Confused(World):
        def answer(self, name: str, rdtype: str):  # type: ignore[no-untyped-def]
            answer = super().answer(name, rdtype)
            return answer._replace(status=type(answer.status).NO_NAME) if rdtype == "AAAA" else answer

    assert not Confused(MAIL).survey().apex.missing


def test_the_joint_is_marked_and_mended() -> None:
    zone = MAIL + '@ TXT "v=spf1 mx" "ip4:9.9.9.26" "-all"\n'
    problems = [finding.problem for finding in judged(zone, "txt-strings-joined").findings]
    assert [problem.span for problem in problems] == [Span(8, 10), Span(20, 22)]
    assert {problem.replacement for problem in problems} == {"v=spf1 mx ip4:9.9.9.26 -all"}


MISPLACED = [
    pytest.param(
        '@ TXT "v=DMARC1; p=none"\n',
        ("a DMARC record stands at `example.com`; it belongs at `_dmarc.example.com`, where there is none"),
        ("_dmarc.example.com", "TXT"),
        id="DMARC at the domain",
    ),
    pytest.param(
        'dmarc TXT "v=DMARC1; p=none"\n',
        (
            "a DMARC record stands at `dmarc.example.com`; it belongs at `_dmarc.example.com`, where "
            "there is none"
        ),
        ("_dmarc.example.com", "TXT"),
        id="DMARC without the underscore",
    ),
    pytest.param(
        '_dmarc.example.com TXT "v=DMARC1; p=none"\n',
        (
            "a DMARC record stands at `_dmarc.example.com.example.com`; it belongs at `_dmarc.example.com`, "
            "where there is none"
        ),
        ("_dmarc.example.com", "TXT"),
        id="DMARC doubled",
    ),
    pytest.param(
        '_spf TXT "v=spf1 mx -all"\n',
        "an SPF record stands at `_spf.example.com`; it belongs at `example.com`, where there is none",
        ("example.com", "TXT"),
        id="SPF at _spf",
    ),
    pytest.param(
        'example.com TXT "v=spf1 mx -all"\n',
        "an SPF record stands at `example.com.example.com`; it belongs at `example.com`, where there is none",
        ("example.com", "TXT"),
        id="SPF doubled",
    ),
    pytest.param(
        f's1._domainkey.example.com TXT "{KEY}"\n',
        (
            "a DKIM key stands at `s1._domainkey.example.com.example.com`; it belongs at "
            "`s1._domainkey.example.com`, where there is none"
        ),
        ("s1._domainkey.example.com", "TXT"),
        id="DKIM doubled",
    ),
    pytest.param(
        f's1.domainkey TXT "{KEY}"\n',
        (
            "a DKIM key stands at `s1.domainkey.example.com`; it belongs at `s1._domainkey.example.com`, "
            "where there is none"
        ),
        ("s1._domainkey.example.com", "TXT"),
        id="DKIM without the underscore",
    ),
    pytest.param(
        f's1 TXT "{KEY}"\n',
        (
            "a DKIM key stands at `s1.example.com`; it belongs at `s1._domainkey.example.com`, where "
            "there is none"
        ),
        ("s1._domainkey.example.com", "TXT"),
        id="DKIM without _domainkey",
    ),
]


@pytest.mark.parametrize(("line", "message", "place"), MISPLACED)
def test_a_record_at_a_near_name_is_found(line: str, message: str, place: tuple[str, str]) -> None:
    (finding,) = judged(MAIL + line, "record-misplaced", selectors=["s1"]).findings
    assert (finding.problem.message, finding.problem.publish_at) == (message, place)
    assert finding.problem.replacement == finding.problem.source.text


def test_the_address_of_an_mx_host_is_found_at_the_doubled_name() -> None:
    (finding,) = judged("@ MX 10 mail\nmail.example.com A 9.9.9.25\n", "record-misplaced").findings
    assert finding.problem.message == (
        "an address stands at `mail.example.com.example.com`; it belongs at `mail.example.com`, "
        "where there is none"
    )
    assert finding.problem.publish_at == ("mail.example.com", "A")


def test_mx_records_are_found_at_the_doubled_name() -> None:
    (finding,) = judged("@ A 9.9.9.1\nexample.com MX 10 mail\n", "record-misplaced").findings
    assert (finding.problem.source.text, finding.problem.publish_at) == (
        "10 mail.example.com.",
        ("example.com", "MX"),
    )


HEALTHY = MAIL + f'@ TXT "v=spf1 mx -all"\ns1._domainkey TXT "{KEY}"\n_dmarc TXT "v=DMARC1; p=none"\n'
NOT_MISPLACED = [
    pytest.param(HEALTHY + '_spf TXT "v=spf1 -all"\n', id="a helper record beside the domain's own"),
    pytest.param(HEALTHY + '@ TXT "v=DMARC1; p=none"\n', id="a stray copy of a record that is in place"),
    pytest.param(
        MAIL + '@ TXT "v=spf10 mx"\nspf TXT "v=spf1 -all"\n', id="a misspelt record is another flaw"
    ),
    pytest.param(MAIL + '* TXT "v=spf1 -all"\n', id="a wildcard answers at every near name"),
    pytest.param(MAIL + 'dmarc TXT "hello"\n', id="another text at a near name"),
]


def test_a_key_at_the_other_spelling_of_a_selector_is_misplaced() -> None:
    (problem,) = found(MAIL + f's_1._domainkey TXT "{KEY}"\n', "record-misplaced", ["s-1"])
    assert problem == (
        "error: a DKIM key stands at `s_1._domainkey.example.com`; it belongs at "
        "`s-1._domainkey.example.com`, where there is none"
    )
    assert found(MAIL + f's_1._domainkey TXT "{KEY}"\n', "record-misplaced", ["s-1", "s_1"]) == []


@pytest.mark.parametrize("zone", NOT_MISPLACED)
def test_other_records_are_not_misplaced(zone: str) -> None:
    assert found(zone, "record-misplaced", ["s1"]) == []


def test_no_near_name_is_asked_for_where_nothing_is_missing() -> None:
    world = World(HEALTHY)
    survey = world.survey()
    assert (survey.apex.misplaced, survey.apex.wildcards) == ((), ())
    names = {name for name, _ in world.asked}
    assert names == {
        "example.com",
        "mail.example.com",
        "s1._domainkey.example.com",
        "_dmarc.example.com",
        "_dmarc.com",
    }


def test_at_most_a_handful_of_near_names_is_asked_for() -> None:
    world = World('@ TXT "hello"\n')
    world.survey(selectors=[f"s{number}" for number in range(40)])
    plain = {"example.com", "_dmarc.example.com", "_dmarc.com"}
    near = [
        name for name, _ in world.asked if name not in plain and "._domainkey.example.com" not in name[-23:]
    ]
    assert len(near) <= 16


def test_an_alias_is_evidence_at_the_domain() -> None:
    (finding,) = judged("@ CNAME a.example.net.\na.example.net. MX 0 .\n", "domain-is-alias").findings
    assert finding.problem.source == Source("example.com", "CNAME", "a.example.net.")
    assert finding.severity is Severity.NOTE
