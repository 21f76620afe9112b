"""The reports for the fixtures are what a person has looked at and found right."""

import json
import re
from collections import Counter

import goldens
import pytest

from mailcheck.render.escape import cells
from mailcheck.rules import names


@pytest.mark.parametrize("name", goldens.names())
def test_the_report_is_the_expected_one(name: str) -> None:
    for path, text in goldens.rendered(name).items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} differs; see tests/render/goldens.py"


@pytest.mark.parametrize("name", goldens.names())
def test_a_rule_that_finds_nothing_is_in_no_expected_report(name: str) -> None:
    """Else a rule more would change them all."""
    verdicts = goldens.judged(name).verdicts
    quiet = {rule for rule, verdict in verdicts.items() if verdict.value in goldens.QUIET}
    for path in goldens.rendered(name):
        told = set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", path.read_text(encoding="utf-8")))
        assert told & quiet == set()


def test_a_report_that_is_printed_has_every_rule_with_its_verdict() -> None:
    text, values = goldens.printed("include-loop")
    verdicts = json.loads(values)["rules"]
    assert sorted(verdicts) == sorted(names())
    number = Counter(verdicts.values())
    assert {rule for rule, verdict in verdicts.items() if verdict == "fail"} == {
        "spf-duplicate-term",
        "spf-loop",
    }
    assert number.total() == number["pass"] + number["skipped"] + 2
    assert (verdicts["spf-syntax"], verdicts["mx-host-not-approved"]) == ("pass", "skipped")
    told = f"1 error, 1 warning, {number['pass']} rules passed, {number['skipped']} skipped"
    assert text.splitlines()[1] == f"mail (inferred): {told}"


@pytest.mark.parametrize("name", goldens.names())
def test_the_report_fits_80_columns(name: str) -> None:
    text, _ = goldens.printed(name)
    assert max(map(cells, text.splitlines())) <= 80


@pytest.mark.parametrize("name", ["healthy-self-hosted", "hosted-at-provider", "null-mx", "parked"])
def test_a_healthy_domain_fits_one_screen(name: str) -> None:
    text, _ = goldens.printed(name)
    assert len(text.splitlines()) <= 30


@pytest.mark.parametrize("name", goldens.names())
def test_text_and_json_agree(name: str) -> None:
    text = (goldens.FIXTURES / f"{name}.txt").read_text(encoding="utf-8")
    values = json.loads((goldens.FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    assert text.splitlines()[0].split() == [values["domain"], values["verdict"].upper()]
    assert [finding["rule"] for finding in values["findings"] if f"{finding['rule']}:" not in text] == []


def test_the_picture_of_the_demonstration_is_current() -> None:
    assert goldens.PICTURE.read_text(encoding="utf-8") == goldens.drawn()


def test_every_expected_report_belongs_to_a_fixture() -> None:
    expected = {path.stem for pattern in ("*.txt", "*.json") for path in goldens.FIXTURES.glob(pattern)}
    assert expected - set(goldens.names()) == set()
