"""The names and severities of the rules are a contract: `catalogue.txt` holds it."""

from collections import Counter
from pathlib import Path

import pytest

from mailcheck.judge.model import Rule
from mailcheck.rules import FAMILIES, catalogue
from mailcheck.rules._page import page
from mailcheck.survey.request import Severity
from mailcheck.testing import check_example

CONTRACT = {
    name: tuple(Severity[word.upper()] for word in severities)
    for line in Path(__file__).with_name("catalogue.txt").read_text().splitlines()
    if not line.startswith("#")
    for name, *severities in [line.split()]
}
RULES = {rule.name: rule for rule in catalogue()}


def test_every_rule_of_the_contract_is_there() -> None:
    assert sorted(set(CONTRACT) - set(RULES)) == []


def test_every_rule_is_in_the_contract() -> None:
    assert sorted(set(RULES) - set(CONTRACT)) == []


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_has_the_severity_of_the_contract(rule: Rule) -> None:
    assert rule.severity is CONTRACT[rule.name][0]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_findings_have_a_severity_of_the_contract(rule: Rule) -> None:
    reports = [check_example(shown, [rule]) for shown in page(rule).fails]
    found = [finding for report in reports for finding in report.findings]
    severities = {finding.severity for finding in found if finding.rule.name == rule.name}
    assert severities <= set(CONTRACT[rule.name])


def test_no_rule_stands_twice() -> None:
    assert [name for name, count in Counter(rule.name for rule in catalogue()).items() if count > 1] == []


def test_rules_come_by_family_and_then_by_name() -> None:
    assert [rule.name for rule in catalogue()] == sorted(
        RULES, key=lambda name: (FAMILIES.index(RULES[name].family), name)
    )


def test_titles_are_all_different() -> None:
    assert len({rule.title for rule in catalogue()}) == len(RULES)
