"""The helper that judges a zone in a string."""

import pytest

from mailcheck.errors import InvalidDomainError, ZoneSyntaxError
from mailcheck.judge.model import Verdict
from mailcheck.rules import catalogue
from mailcheck.survey.request import Severity
from mailcheck.testing import check_zone

KEY = '"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="'
SOUND = f"""
@               MX   10 mail
@               MX   20 backup
@               TXT  "v=spf1 mx include:_spf.example.net -all"
mail            A    9.9.9.25
mail            AAAA 2a00:1450::25
backup          A    149.112.112.25
s1._domainkey   TXT  {KEY}
_dmarc          TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
_spf.example.net.  TXT  "v=spf1 ip4:9.9.9.32/27 ~all"
"""


def test_a_sound_zone_passes_and_leaves_nothing_open() -> None:
    report = check_zone(SOUND)
    assert report.verdict(Severity.ERROR) is Verdict.PASS
    assert report.unknowns == ()
    assert [outcome.rule for outcome in report.outcomes] == list(catalogue())


def test_names_elsewhere_are_served_and_all_others_do_not_exist() -> None:
    report = check_zone('@ TXT "v=spf1 include:_spf.example.net include:_spf.example.org -all"\n' + SOUND)
    assert report.verdicts["spf-missing"] is Verdict.PASS


def test_the_selectors_are_those_of_the_zone() -> None:
    assert [key.selector for key in check_zone(SOUND).survey.dkim.keys] == ["s1"]


def test_selectors_that_are_given_are_looked_up_beside_those_of_the_zone() -> None:
    report = check_zone(SOUND, selectors=["other"])
    assert [key.selector for key in report.survey.dkim.keys] == ["other", "s1"]
    assert report.verdicts["dkim-key-missing"] is Verdict.FAIL


def test_senders_are_covered_too() -> None:
    assert check_zone(SOUND, senders=["9.9.9.33"]).verdicts["spf-sender-not-authorized"] is Verdict.PASS
    assert check_zone(SOUND, senders=["9.9.9.99"]).verdicts["spf-sender-not-authorized"] is Verdict.FAIL


def test_some_rules_may_be_chosen() -> None:
    chosen = [rule for rule in catalogue() if rule.family == "mx"]
    assert list(check_zone(SOUND, rules=chosen).verdicts) == [rule.name for rule in chosen]


def test_another_domain_may_be_judged() -> None:
    report = check_zone("@ MX 10 mail\nmail A 9.9.9.25\n", domain="Bücher.example")
    assert report.domain == "xn--bcher-kva.example"
    assert [host.name for host in report.survey.mx.hosts] == ["mail.xn--bcher-kva.example"]


def test_the_same_zone_gives_an_equal_report() -> None:
    assert check_zone(SOUND) == check_zone(SOUND)


def test_what_is_no_domain_is_refused() -> None:
    with pytest.raises(InvalidDomainError):
        check_zone(SOUND, domain="no domain")


def test_what_is_no_zone_is_refused() -> None:
    with pytest.raises(ZoneSyntaxError):
        check_zone("@ TXT (\n")
