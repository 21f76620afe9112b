"""Which rules find what in the key records of a zone, and that one lookup that failed blurs no other."""

from itertools import pairwise

import dkim_samples as samples
import pytest
from dkim_samples import ED, ED_GOOD, GOOD, RSA, txt
from hypothesis import given
from hypothesis import strategies as st
from worlds import judge_one

from mailcheck.dns.answers import Answer, Failure, failed_answer
from mailcheck.dns.driver import run_in_memory
from mailcheck.dns.zone import ZoneResolver
from mailcheck.judge.model import Finding, Report, Verdict
from mailcheck.records.dkim.record import parse
from mailcheck.rules import catalogue
from mailcheck.survey.gather import gather
from mailcheck.survey.request import Request, Severity
from mailcheck.testing import check_zone

# One rule demands that there be a selector; it is judged only where a profile or its name asks for it.
RULES = tuple(rule for rule in catalogue() if rule.family == "dkim" and rule.name != "dkim-not-checked")


def _findings(zone: str, **options: object) -> tuple[Finding, ...]:
    options = {"selectors": ["main1"], **options}
    return check_zone(zone, rules=RULES, **options).findings  # type: ignore[arg-type]


def _named(zone: str, **options: object) -> dict[str, str]:
    """Return the severity of each rule that found something."""
    return {finding.rule.name: finding.severity.label for finding in _findings(zone, **options)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(GOOD, {}, id="the usual record"),
        pytest.param(f"v=DKIM1; p={RSA};", {}, id="a semicolon at the end"),
        pytest.param(f"v=DKIM1; h=sha256; s=*; t=s; n=x; p={RSA}", {}, id="every tag"),
        pytest.param(f"v=DKIM1; p={RSA[:80]} {RSA[80:]}", {}, id="a blank in the key"),
        pytest.param(f'v=DKIM1; n="note"; p={RSA}', {}, id="a note in quotation marks"),
        pytest.param(f"p={RSA}", {"dkim-version-omitted": "note"}, id="no version"),
        pytest.param(f"k=rsa; p={RSA}; v=DKIM1", {"dkim-bad-version": "error"}, id="version last"),
        pytest.param(f"v=dkim1; p={RSA}", {"dkim-bad-version": "error"}, id="version in small letters"),
        pytest.param(f"v=DKIM1.0; p={RSA}", {"dkim-bad-version": "error"}, id="version 1.0"),
        pytest.param(f"v=DKIM2; p={RSA}", {"dkim-bad-version": "error"}, id="version 2"),
        pytest.param("v=DKIM1; k=rsa", {"dkim-no-key-data": "error"}, id="no key"),
        pytest.param(
            "v=DKIM1; h=sha256; k=rsa; ",
            {"dkim-no-key-data": "error", "dkim-syntax": "warning"},
            id="first string only",
        ),
        pytest.param("v=DKIM1; p=", {"dkim-key-revoked": "warning"}, id="revoked"),
        pytest.param(f"v=DKIM1; k=xxx; p={RSA}", {"dkim-unknown-key-type": "error"}, id="key type xxx"),
        pytest.param(f"v=DKIM1; k=RSA; p={RSA}", {"dkim-syntax": "warning"}, id="key type in capitals"),
        pytest.param(
            f"v=DKIM1; p={ED}",
            {"dkim-key-type-mismatch": "error", "dkim-key-undecodable": "error"},
            id="ed25519 forgotten",
        ),
        pytest.param(
            f"v=DKIM1; k=ed25519; p={RSA}", {"dkim-key-type-mismatch": "error"}, id="RSA as ed25519"
        ),
        pytest.param(
            f"v=DKIM1; k=ed25519; p={samples.EDSPKI}",
            {"dkim-key-type-mismatch": "error"},
            id="ed25519 wrapped",
        ),
        pytest.param(
            f"v=DKIM1; p={samples.EC}",
            {"dkim-key-type-mismatch": "error", "dkim-key-undecodable": "error"},
            id="EC",
        ),
        pytest.param(f"v=DKIM1; p={samples.PKCS1}", {"dkim-rsa-pkcs1": "warning"}, id="bare RSAPublicKey"),
        pytest.param(f"v=DKIM1; p={samples.PRIV}", {"dkim-private-key-published": "error"}, id="private key"),
        pytest.param(
            f'"v=DKIM1; p={samples.PRIV}"',
            {"dkim-private-key-published": "error", "dkim-syntax": "error"},
            id="private key, and in quotation marks",
        ),
        pytest.param(f"v=DKIM1; p={samples.RSA768}", {"dkim-rsa-too-short": "error"}, id="768 bits"),
        pytest.param(f"v=DKIM1; p={samples.RSA1024}", {"dkim-rsa-weak": "warning"}, id="1024 bits"),
        pytest.param(f"v=DKIM1; p={samples.RSA5120}", {"dkim-rsa-too-long": "warning"}, id="5120 bits"),
        pytest.param(f"v=DKIM1; p={samples.RSAE3}", {"dkim-rsa-exponent": "warning"}, id="exponent 3"),
        pytest.param(f"v=DKIM1; h=sha1; p={RSA}", {"dkim-hash-unusable": "error"}, id="sha1 alone"),
        pytest.param(f"v=DKIM1; h=md5:sha512; p={RSA}", {"dkim-hash-unusable": "error"}, id="unknown hashes"),
        pytest.param(f"v=DKIM1; h=sha1:sha256; p={RSA}", {"dkim-sha1-allowed": "warning"}, id="both hashes"),
        pytest.param(f"v=DKIM1; s=tlsrpt; p={RSA}", {"dkim-not-for-email": "error"}, id="for reports"),
        pytest.param(f"v=DKIM1; t=y; p={RSA}", {"dkim-testing": "warning"}, id="testing"),
        pytest.param(
            f"v=DKIM1; t=y:q; p={RSA}", {"dkim-testing": "warning", "dkim-unknown-tag": "note"}, id="flag q"
        ),
        pytest.param(f"v=DKIM1; t=17; p={RSA}", {"dkim-unknown-tag": "note"}, id="a time for flags"),
        pytest.param(f"v=DKIM1; r=x; p={RSA}", {"dkim-unknown-tag": "note"}, id="tag r"),
        pytest.param(f"v=DKIM1; g=; p={RSA}", {"dkim-obsolete-tag": "warning"}, id="empty g"),
        pytest.param(f"v=DKIM1; g=*; p={RSA}", {"dkim-obsolete-tag": "note"}, id="harmless g"),
        pytest.param("v=spf1 -all", {"dkim-not-a-key": "error", "dkim-bad-version": "error"}, id="SPF"),
        pytest.param("", {"dkim-not-a-key": "error"}, id="empty"),
        pytest.param("token=1", {"dkim-not-a-key": "error"}, id="token"),
        pytest.param(ED_GOOD, {"dkim-ed25519-alone": "warning"}, id="ed25519"),
        pytest.param(
            GOOD.replace(";", "\\;"), {"dkim-bad-version": "error", "dkim-syntax": "error"}, id="backslashes"
        ),
        pytest.param(GOOD.replace(";", ","), {"dkim-syntax": "error"}, id="commas"),
        pytest.param(
            f"P={RSA}; v=DKIM1", {"dkim-bad-version": "error", "dkim-syntax": "error"}, id="capital P"
        ),
    ],
)
def test_a_record_is_found_fault_with(text: str, expected: dict[str, str]) -> None:
    assert _named(txt(text)) == expected


def test_an_exponent_that_cannot_work_is_an_error() -> None:
    modulus = "00" + "ff" * 256
    body = bytes.fromhex(f"02820101{modulus}020101")
    import base64

    key = base64.b64encode(b"\x30\x82" + len(body).to_bytes(2, "big") + body).decode()
    (finding, _) = _findings(txt(f"v=DKIM1; p={key}"))
    assert finding.rule.name == "dkim-rsa-exponent"
    assert finding.severity is Severity.ERROR
    assert finding.problem.message == "RSA key with the exponent 1; an odd number above 1 is needed"


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        pytest.param("@ A 9.9.9.9", {"dkim-key-missing": "error"}, id="no such name"),
        pytest.param("main1._domainkey A 9.9.9.9", {"dkim-key-missing": "error"}, id="no TXT"),
        pytest.param(
            "main1._domainkey CNAME a\na CNAME b.example.net.",
            {"dkim-dangling-alias": "error"},
            id="dangling",
        ),
        pytest.param(
            "main1._domainkey CNAME a\na CNAME main1._domainkey",
            {"dkim-dangling-alias": "error"},
            id="circle",
        ),
        pytest.param(
            "main1._domainkey CNAME a\na A 9.9.9.9", {"dkim-key-missing": "error"}, id="alias, no TXT"
        ),
        pytest.param(f"main1._domainkey CNAME a\n{txt(GOOD, 'a')}", {}, id="alias of a key"),
        pytest.param(
            f"{txt(GOOD)}\n{txt(ED_GOOD)}",
            {"dkim-multiple-records": "error"},
            id="two keys",
        ),
        pytest.param(f"{txt(GOOD)}\n{txt('x=1')}", {"dkim-multiple-records": "error"}, id="key and token"),
        pytest.param('* TXT "v=spf1 -all"', {"dkim-not-a-key": "error"}, id="wildcard"),
        pytest.param('*._domainkey TXT "v=DKIM1; p="', {"dkim-key-revoked": "warning"}, id="all revoked"),
        pytest.param(f"* TXT x\n{txt(GOOD)}", {}, id="a wildcard that the key keeps away"),
    ],
)
def test_a_selector_is_found_fault_with(zone: str, expected: dict[str, str]) -> None:
    assert _named(zone) == expected


@pytest.mark.parametrize(
    ("zone", "rule", "message"),
    [
        pytest.param(
            "@ A 9.9.9.9",
            "dkim-key-missing",
            "no key at selector `main1`: `main1._domainkey.example.com` does not exist; "
            "the record of the signing key is wanted there",
            id="missing",
        ),
        pytest.param(
            "main1._domainkey CNAME a.example.net.",
            "dkim-dangling-alias",
            "an alias of `a.example.net`, which does not exist; a key record is wanted there",
            id="dangling",
        ),
        pytest.param(
            '* TXT "v=spf1 -all"',
            "dkim-not-a-key",
            "`v=spf1 -all` is no key record, and a wildcard answers with it for every selector; "
            "one that begins `v=DKIM1` is wanted",
            id="wildcard",
        ),
        pytest.param(
            txt(GOOD[:255]),
            "dkim-key-undecodable",
            "`p=` holds the first 170 of the key's 294 octets: "
            "the record was cut after 255 octets, and a longer one is to be split into strings",
            id="cut at 255",
        ),
        pytest.param(
            txt(f"v=DKIM1; p={RSA[:200]}"),
            "dkim-key-undecodable",
            "`p=` holds the first 150 of the key's 294 octets; the rest was lost on the way",
            id="cut",
        ),
        pytest.param(
            txt(f"v=DKIM1; p={samples.RSA1024}"),
            "dkim-rsa-weak",
            "RSA key of 1024 bits; 2048 are advised",
            id="weak",
        ),
        pytest.param(
            txt("v=DKIM1; k=rsa; "),
            "dkim-no-key-data",
            "no `p=`: the record ends after its first string; the strings that follow it hold the key",
            id="first string only",
        ),
    ],
)
def test_the_message_says_what_was_found_and_what_is_allowed(zone: str, rule: str, message: str) -> None:
    assert [one.problem.message for one in _findings(zone) if one.rule.name == rule] == [message]


HASH_NEEDED = "allows no hash that verifiers may use"


@pytest.mark.parametrize(
    ("hashes", "message"),
    [
        ("sha1", f"`h=sha1` {HASH_NEEDED}; sha1 must not be used any more, and sha256 is wanted"),
        ("md5:sha1", f"`h=md5:sha1` {HASH_NEEDED}; sha1 must not be used any more, and sha256 is wanted"),
        ("sha512", f"`h=sha512` {HASH_NEEDED}; sha256 is wanted"),
        (41 * "x", f"`h={40 * 'x'}` {HASH_NEEDED}; sha256 is wanted"),
    ],
    ids=["sha1", "sha1 behind another", "unknown", "long"],
)
def test_why_no_hash_can_be_used_is_said_and_put_right(hashes: str, message: str) -> None:
    (finding,) = [
        one
        for one in _findings(txt(f"v=DKIM1; h={hashes}; p={RSA}"))
        if one.rule.name == "dkim-hash-unusable"
    ]
    problem = finding.problem
    assert problem.message == message
    assert problem.span is not None
    assert problem.source.text[slice(*problem.span)] == hashes
    assert problem.replacement == f"v=DKIM1; h=sha256; p={RSA}"


class TestNoKey:
    """What stands at the selector is said and pointed at, record by record."""

    def _problems(self, zone: str) -> list[tuple[str, str]]:
        found = [one.problem for one in _findings(zone) if one.rule.name == "dkim-not-a-key"]
        return [(problem.message, problem.source.text) for problem in found]

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("token=1", "`token=1`"),
            (" token=1\t", "`token=1`"),
            ("", "an empty TXT record"),
            (" \t ", "an empty TXT record"),
            (60 * "x", f"`{60 * 'x'}`"),
            (61 * "x", f"`{57 * 'x'}...`"),
        ],
        ids=["short", "blanks around", "empty", "blanks alone", "60 characters", "61 characters"],
    )
    def test_a_record_is_shown(self, text: str, shown: str) -> None:
        message = f"{shown} is no key record; one that begins `v=DKIM1` is wanted"
        assert self._problems(txt(text)) == [(message, text)]

    def test_each_of_several_records_is_told(self) -> None:
        wanted = "is no key record; one that begins `v=DKIM1` is wanted"
        assert sorted(self._problems(f"{txt('a=1')}\n{txt('b=2')}")) == [
            (f"`a=1` {wanted}", "a=1"),
            (f"`b=2` {wanted}", "b=2"),
        ]

    def test_a_record_beside_a_key_is_not_told(self) -> None:
        assert self._problems(f"{txt('a=1')}\n{txt(GOOD)}") == []


def test_ed25519_is_not_alone_beside_rsa() -> None:
    zone = f"{txt(ED_GOOD)}\n{txt(GOOD, 'main2._domainkey')}"
    assert _named(zone, selectors=["main1", "main2"]) == {}


def test_ed25519_is_alone_beside_a_revoked_key() -> None:
    zone = f"{txt(ED_GOOD)}\n{txt('v=DKIM1; p=', 'main2._domainkey')}"
    found = _named(zone, selectors=["main1", "main2"])
    assert found == {"dkim-ed25519-alone": "warning", "dkim-key-revoked": "warning"}


def test_a_key_for_reports_beside_one_for_mail_is_a_note() -> None:
    zone = f"{txt(GOOD)}\n{txt(f'v=DKIM1; s=tlsrpt; p={samples.RSA2}', 'main2._domainkey')}"
    assert _named(zone, selectors=["main1", "main2"]) == {"dkim-not-for-email": "note"}


def test_a_key_for_another_service_is_an_error_also_beside_one_for_mail() -> None:
    zone = f"{txt(GOOD)}\n{txt(f'v=DKIM1; s=chat; p={samples.RSA2}', 'main2._domainkey')}"
    assert _named(zone, selectors=["main1", "main2"]) == {"dkim-not-for-email": "error"}


def test_one_key_under_two_selectors_is_noted_whatever_its_form() -> None:
    zone = f"{txt(GOOD)}\n{txt(f'v=DKIM1; p={samples.PKCS1}', 'main2._domainkey')}"
    found = _findings(zone, selectors=["main1", "main2"])
    messages = [one.problem.message for one in found if one.rule.name == "dkim-key-shared"]
    assert messages == ["`main2` publishes the same key as `main1`; each selector is to have its own"]


@pytest.mark.parametrize(
    ("mark", "found"),
    [(parse(GOOD).key.fingerprint, {}), ("0a1b", {"dkim-private-key-mismatch": "error"})],  # type: ignore[union-attr]
    ids=["the other half", "another key"],
)
def test_a_private_key_is_compared(mark: str, found: dict[str, str]) -> None:
    assert _named(txt(GOOD), private_keys={"main1": mark}) == found


def test_both_fingerprints_are_shown() -> None:
    (finding,) = _findings(txt(GOOD), private_keys={"main1": "0a1b"})
    own = parse(GOOD).key.fingerprint  # type: ignore[union-attr]
    expected = (
        f"the published key is {own}, and the private key at hand belongs to 0a1b; the two must be equal"
    )
    assert finding.problem.message == expected


def _report(zone: str, down: str, *selectors: str) -> Report:
    """Judge a zone of which the selector *down* does not answer."""
    world = ZoneResolver.from_text(zone, origin="example.com", everywhere=True)

    def lookup(name: str, rdtype: str) -> Answer:
        if name.startswith(f"{down}._domainkey."):
            return failed_answer(name, rdtype, Failure.TIMEOUT)
        return world.answer(name, rdtype)

    return judge_one(run_in_memory(gather(Request("example.com", selectors)), lookup), RULES)


def test_without_a_selector_nothing_is_judged_and_the_reason_is_said() -> None:
    report = check_zone("@ A 9.9.9.9", rules=RULES)
    reason = "no selector was given; DKIM keys cannot be listed (RFC 6376 section 3.1): give one with -s"
    assert {outcome.verdict for outcome in report.outcomes} == {Verdict.SKIPPED}
    assert {outcome.reason for outcome in report.outcomes} == {reason}


def test_a_selector_that_does_not_answer_is_neither_missing_nor_well() -> None:
    report = _report("@ A 9.9.9.9", "main1", "main1")
    assert report.findings == ()
    assert report.verdicts["dkim-key-missing"] is Verdict.UNKNOWN
    assert [(unknown.answer.owner, unknown.answer.rdtype) for unknown in report.unknowns] == [
        ("main1._domainkey.example.com", "TXT")
    ]


def test_what_is_wrong_with_one_selector_is_found_though_another_does_not_answer() -> None:
    report = _report(txt("v=dkim1; p=" + RSA), "main2", "main1", "main2")
    assert report.verdicts["dkim-bad-version"] is Verdict.FAIL
    assert report.verdicts["dkim-key-missing"] is Verdict.UNKNOWN


def test_ed25519_may_not_be_alone_if_another_selector_does_not_answer() -> None:
    report = _report(txt(ED_GOOD), "main2", "main1", "main2")
    assert report.verdicts["dkim-ed25519-alone"] is Verdict.UNKNOWN


def test_ed25519_is_known_not_to_be_alone_though_another_selector_does_not_answer() -> None:
    zone = f"{txt(ED_GOOD)}\n{txt(GOOD, 'main3._domainkey')}"
    report = _report(zone, "main2", "main1", "main2", "main3")
    assert report.verdicts["dkim-ed25519-alone"] is Verdict.PASS


WORDS = [
    "v=DKIM1",
    "k=rsa",
    "K=rsa",
    "h=sha1",
    "t=y",
    "g=*",
    f"p={RSA}",
    f"p={ED}",
    ";",
    "; ",
    ",",
    '"',
    "\\",
    " ",
]
SPOILT = st.lists(st.sampled_from(WORDS), max_size=9).map("".join)


@given(SPOILT | st.text(st.characters(codec="utf-8"), max_size=60))
def test_a_record_is_usable_exactly_if_no_rule_calls_it_an_error(text: str) -> None:
    report = check_zone(txt(text), rules=RULES, selectors=["main1"])
    (key,) = report.survey.dkim.keys
    errors = [finding for finding in report.findings if finding.severity is Severity.ERROR]
    assert (key.usable or key.status == "revoked") == (not errors)


@given(SPOILT)
def test_what_a_rule_says_to_publish_has_nothing_that_this_rule_finds(text: str) -> None:
    for finding in _findings(txt(text)):
        better = finding.problem.replacement
        if better:
            again = _findings(txt(better))
            assert finding.rule not in [one.rule for one in again]
            assert all(one.severity < Severity.ERROR for one in again)


def test_findings_point_into_the_record() -> None:
    for finding in _findings(txt(f"v=dkim1; t=y; g=*; x=1; k=RSA; h=sha1; p={RSA} ; ")):
        span = finding.problem.span
        assert span is not None
        assert 0 <= span.start < span.end <= len(finding.problem.source.text)


def test_rules_stand_in_the_order_of_their_names() -> None:
    assert all(one.name < other.name for one, other in pairwise(RULES))
