"""A profile selects rules and severities, and nothing else; what is set by name comes before it."""

import pytest

from mailcheck.judge.judging import apply_profile
from mailcheck.judge.model import Report, Verdict
from mailcheck.rules import catalogue
from mailcheck.survey.request import (
    AUTO,
    BULK_SENDER,
    MAIL,
    NO_MAIL,
    PROFILES,
    RECEIVE_ONLY,
    Request,
    Severity,
)
from mailcheck.testing import check_zone

MAILS = """\
@       MX   10 main
main    A    9.9.9.10
@       TXT  "v=spf1 mx -all"
_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
"""
REVERSED = MAILS + "10.9.9.9.in-addr.arpa.  PTR  main.example.com.\n"
KEY = 'main1._domainkey TXT "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="\n'


NEEDS = ("needs_reverse_names", "needs_keys")


def severities(report: Report) -> dict[str, Severity]:
    return {finding.rule.name: finding.severity for finding in report.findings}


@pytest.mark.parametrize("profile", [AUTO, MAIL])
def test_auto_and_mail_are_the_catalogue_as_it_stands(profile: str) -> None:
    assert apply_profile(profile, {}, catalogue()) == catalogue()


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_changes_nothing_of_a_rule_but_its_severity(profile: str) -> None:
    originals = {rule.name: rule for rule in catalogue()}
    for rule in apply_profile(profile, {}, catalogue()):
        original = originals[rule.name]
        assert (rule.check, rule.subject, rule.page) == (original.check, original.subject, original.page)
        assert rule.settled or rule is original


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_names_rules_that_there_are(profile: str) -> None:
    from mailcheck.judge.judging import _TABLES

    assert set(_TABLES[profile]) <= {rule.name for rule in catalogue()}


def test_a_severity_that_is_set_comes_before_the_profile_and_a_name_before_a_glob() -> None:
    chosen = {
        "spf-missing": Severity.NOTE,
        "mx-*": None,
        "mx-single": Severity.ERROR,
        "spf-*": Severity.WARNING,
    }
    rules = {rule.name: rule for rule in apply_profile(BULK_SENDER, chosen, catalogue())}
    assert rules["spf-missing"].severity is Severity.NOTE
    assert rules["spf-ptr"].severity is Severity.WARNING
    assert rules["dmarc-missing"].severity is Severity.ERROR
    assert [name for name in rules if name.startswith("mx-")] == ["mx-single"]


def test_a_severity_that_is_set_is_that_of_every_finding() -> None:
    rules = apply_profile(AUTO, {"spf-missing": Severity.WARNING}, catalogue())
    for zone in ("@ MX 0 .\n", "@ MX 10 main\nmain A 9.9.9.9\n"):
        assert severities(check_zone(zone, rules=rules))["spf-missing"] is Severity.WARNING
    assert severities(check_zone("@ MX 0 .\n"))["spf-missing"] is Severity.NOTE


@pytest.mark.parametrize(
    ("zone", "kind"),
    [
        pytest.param(MAILS, MAIL, id="it receives and sends"),
        pytest.param("@ MX 10 main\nmain A 9.9.9.9\n", MAIL, id="it does not say who sends"),
        pytest.param(MAILS.replace("mx -all", "-all"), RECEIVE_ONLY, id="nobody may send"),
        pytest.param(MAILS.replace("mx -all", "~all"), MAIL, id="softfail is not nobody"),
        pytest.param('@ MX 0 .\n@ TXT "v=spf1 -all"\n', NO_MAIL, id="a null MX, and nobody may send"),
        pytest.param("@ MX 0 .\n", NO_MAIL, id="a null MX alone"),
        pytest.param('@ TXT "v=spf1 -all"\n', NO_MAIL, id="no host, and nobody may send"),
        pytest.param('@ MX 0 .\n@ TXT "v=spf1 ip4:9.9.9.9 -all"\n', MAIL, id="a null MX that sends"),
        pytest.param('@ A 9.9.9.9\n@ TXT "v=spf1 -all"\n', RECEIVE_ONLY, id="an implicit MX"),
        pytest.param("x A 9.9.9.9\n", MAIL, id="nothing"),
    ],
)
def test_auto_says_what_kind_of_domain_it_is(zone: str, kind: str) -> None:
    assert check_zone(zone).kind == kind


def test_a_named_profile_is_not_inferred() -> None:
    assert check_zone(MAILS, profile=NO_MAIL).kind == NO_MAIL


def test_bulk_senders_must_have_everything() -> None:
    assert severities(check_zone("@ MX 10 main\nmain A 9.9.9.10\n", profile=BULK_SENDER)) == {
        "mx-single": Severity.NOTE,
        "ptr-missing": Severity.ERROR,
        "spf-missing": Severity.ERROR,
        "spf-mx-not-authorized": Severity.WARNING,
        "dkim-not-checked": Severity.ERROR,
        "dmarc-missing": Severity.ERROR,
    }
    report = check_zone(REVERSED + KEY, profile=BULK_SENDER)
    assert report.verdict(Severity.ERROR) is Verdict.PASS


def test_reverse_dns_must_lead_back() -> None:
    wrong = REVERSED.replace("PTR  main", "PTR  other") + "other A 9.9.9.11\n"
    found = severities(check_zone(wrong + KEY, profile=BULK_SENDER))
    assert found["ptr-not-confirmed"] is Severity.ERROR
    assert "ptr-missing" not in found


def test_an_address_of_a_sender_is_looked_at_in_any_spelling() -> None:
    ptr = "5.2.0.0." + "0." * 20 + "0.5.4.1.0.0.a.2.ip6.arpa.  PTR  main.example.com.\n"
    zone = REVERSED + KEY + ptr + "main AAAA 2a00:1450::25\n"
    report = check_zone(zone, senders=["2A00:1450:0::25"], profile=BULK_SENDER)
    assert report.verdicts["ptr-not-confirmed"] is Verdict.PASS


def test_other_profiles_look_at_no_reverse_dns_and_say_so() -> None:
    (outcome,) = [each for each in check_zone(MAILS).outcomes if each.rule.name == "ptr-missing"]
    assert (outcome.verdict, outcome.reason) == (
        Verdict.SKIPPED,
        "reverse DNS is looked up with --profile bulk-sender, or where a ptr rule is selected by name",
    )


@pytest.mark.parametrize(
    ("profile", "named", "expected"),
    [
        pytest.param(AUTO, (), set(), id="nothing is needed"),
        pytest.param(AUTO, ("*",), set(), id="everything is not a rule by name"),
        pytest.param(AUTO, ("ptr-*",), {"needs_reverse_names"}, id="the family"),
        pytest.param(MAIL, ("ptr-missing",), {"needs_reverse_names"}, id="a rule"),
        pytest.param(MAIL, ("dkim-not-checked",), {"needs_keys"}, id="keys"),
        pytest.param(MAIL, ("dkim-*",), set(), id="not for a whole family of others"),
        pytest.param(BULK_SENDER, (), set(NEEDS), id="bulk senders"),
    ],
)
def test_what_is_needed(profile: str, named: tuple[str, ...], expected: set[str]) -> None:
    request = Request("example.com", profile=profile, select=named)
    found = {need for need in NEEDS if getattr(request, need)}
    assert found == expected


def test_receive_only_and_no_mail_demand_no_sending() -> None:
    receiving = MAILS.replace("mx -all", "-all")
    assert "spf-mx-not-authorized" in severities(check_zone(receiving))
    assert "spf-mx-not-authorized" not in severities(check_zone(receiving, profile=RECEIVE_ONLY))
    assert severities(check_zone("@ MX 0 .\n", profile=NO_MAIL))["spf-missing"] is Severity.ERROR
