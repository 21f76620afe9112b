"""SARIF logs are held against the public schema and Microsoft's own validator, where those are installed.

Both come with the package `@microsoft/sarif-multitool-linux` of npm; `Sarif.Multitool` is looked for in PATH.
"""

import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from foes import REPORTS
from goldens import FIXTURES, names, others, report, zone
from hypothesis import HealthCheck, given, settings

from mailcheck.dns.answers import Source
from mailcheck.judge.model import Ignored, Report, fingerprint
from mailcheck.render import sarif
from mailcheck.render.context import Run
from mailcheck.survey.exceptions import RuleException
from mailcheck.testing import check_zone

MULTITOOL = shutil.which("Sarif.Multitool")
needs_multitool = pytest.mark.skipif(MULTITOOL is None, reason="Sarif.Multitool is not installed")
ROOT = FIXTURES.parent
RUN = Run(folder=str(ROOT), root=str(ROOT))
LIVE = """
@     MX   10 mail
@     TXT  "v=spf1 mx ip4:9.9.9.9~all"
mail  A    9.9.9.10
"""


@cache
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads((Path(str(MULTITOOL)).resolve().parent / "sarif-2.1.0.json").read_bytes())
    return jsonschema.Draft202012Validator(schema)


def logged(*reports: Report) -> dict[str, Any]:
    return json.loads(sarif.render(reports, RUN))


@pytest.fixture(scope="module")
def fixtures() -> tuple[Report, ...]:
    """The reports on all fixtures, which come from files."""
    return tuple(
        report(zone(FIXTURES / f"{name}.zone", f"fixtures/{name}.zone"), *others()) for name in names()
    )


@pytest.fixture(scope="module")
def run(fixtures: tuple[Report, ...]) -> dict[str, Any]:
    (run,) = logged(*fixtures)["runs"]
    return run


@needs_multitool
def test_the_public_schema_knows_every_field(fixtures: tuple[Report, ...]) -> None:
    validator().validate(logged(*fixtures))
    validator().validate(logged(check_zone(LIVE)))
    validator().validate(logged())


@needs_multitool
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(REPORTS)
def test_the_public_schema_holds_whatever_a_record_says(reports: list[Report]) -> None:
    validator().validate(logged(*reports))


@needs_multitool
def test_the_validator_of_code_scanning_finds_no_error(fixtures: tuple[Report, ...], tmp_path: Path) -> None:
    assert errors(sarif.render(fixtures, RUN), tmp_path, "Sarif;Ghas") == []


@needs_multitool
def test_the_validator_finds_no_error_in_what_is_in_no_file(tmp_path: Path) -> None:
    assert errors(sarif.render([check_zone(LIVE)], RUN), tmp_path, "Sarif") == []


@needs_multitool
def test_the_validator_does_find_errors(tmp_path: Path) -> None:
    text = sarif.render([check_zone(LIVE)], RUN).replace('"ruleIndex": 0', '"ruleIndex": 99')
    assert errors(text, tmp_path, "Sarif") != []


def errors(text: str, folder: Path, kinds: str) -> list[str]:
    """Return what the validator calls an error."""
    path = folder / "report.sarif"
    path.write_text(text)
    done = subprocess.run(
        [str(MULTITOOL), "validate", path, "--rule-kind", kinds, "--level", "Error", "--kind", "Fail"],
        capture_output=True,
        text=True,
        cwd=folder,
        env=os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        timeout=120,
    )
    assert "1 files scanned" in done.stdout, done.stdout + done.stderr
    return [line for line in done.stdout.splitlines() if ": error " in line]


def test_a_result_points_into_the_file(run: dict[str, Any]) -> None:
    result = next(result for result in run["results"] if result["ruleId"] == "spf-syntax")
    location = result["locations"][0]
    assert location["physicalLocation"]["artifactLocation"]["uri"].startswith("fixtures/")
    text = (ROOT / location["physicalLocation"]["artifactLocation"]["uri"]).read_text().splitlines()
    region = location["physicalLocation"]["region"]
    evidence = result["properties"]
    assert region["startLine"] == region["endLine"]
    assert (
        text[region["startLine"] - 1][region["startColumn"] - 1 : region["endColumn"] - 1]
        == (evidence["record"][evidence["start"] : evidence["end"]])
    )
    assert location["logicalLocations"] == [
        {"name": "example.com", "fullyQualifiedName": "example.com/TXT", "kind": "resource"}
    ]


def test_what_is_in_no_file_has_its_name_alone() -> None:
    (run,) = logged(check_zone("mail A 9.9.9.10"))["runs"]
    missing = next(result for result in run["results"] if result["ruleId"] == "dmarc-missing")
    (location,) = missing["locations"]
    assert location == {
        "logicalLocations": [
            {"name": "_dmarc.example.com", "fullyQualifiedName": "_dmarc.example.com/TXT", "kind": "resource"}
        ]
    }


def test_every_result_has_its_rule_with_help(run: dict[str, Any]) -> None:
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(
        dict.fromkeys(result["ruleId"] for result in run["results"])
    )
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [
        result["ruleId"] for result in run["results"]
    ]
    for rule in rules:
        assert rule["help"]["markdown"] == rule["help"]["text"]
        assert "## Remedy" in rule["help"]["markdown"]
        assert not {"helpUri"} & set(rule)


def test_levels_and_fingerprints_are_those_of_the_findings(
    fixtures: tuple[Report, ...], run: dict[str, Any]
) -> None:
    found = [(finding, report.domain) for report in fixtures for finding in report.findings]
    assert [result["partialFingerprints"]["mailcheck/v1"] for result in run["results"]] == [
        fingerprint(*each) for each in found
    ]
    assert [result["level"] for result in run["results"]] == [finding.severity.label for finding, _ in found]


def test_a_question_that_failed_is_a_notification(fixtures: tuple[Report, ...], run: dict[str, Any]) -> None:
    (invocation,) = run["invocations"]
    unknown = [unknown for report in fixtures for unknown in report.unknowns]
    notes = invocation["toolExecutionNotifications"]
    assert len(notes) == len(unknown) > 0
    assert {note["descriptor"]["id"] for note in notes} == {"could-not-tell"}
    assert {note["properties"]["reason"] for note in notes} == {"offline"}


def test_what_is_ignored_is_suppressed_and_what_is_known_is_unchanged() -> None:
    plain = check_zone(LIVE)
    exception = RuleException("spf-*", "we know", Source("", "", ""))
    first, second, *rest = plain.findings
    outcomes = tuple(outcome for outcome in plain.outcomes if not set(outcome.findings) & {first, second})
    report = Report(
        "example.com", outcomes, plain.survey, ignored=(Ignored(first, exception),), known=(second,)
    )
    (run,) = logged(report)["runs"]
    assert [result.get("baselineState") for result in run["results"]] == [
        *["new"] * len(rest),
        "unchanged",
        "new",
    ]
    assert [result["suppressions"] for result in run["results"] if "suppressions" in result] == [
        [{"kind": "external", "status": "accepted", "justification": "we know"}]
    ]
