"""The published schema describes every report, and every field of it."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from foes import REPORTS
from goldens import FIXTURES
from hypothesis import HealthCheck, given, settings

from mailcheck.judge.model import Report
from mailcheck.render.json import report_json, reports_json, text
from mailcheck.render.report_schema import NAME, schema
from mailcheck.testing import check_zone

PUBLISHED = FIXTURES.parent / "docs" / "schema" / NAME
CLOSED = jsonschema.Draft202012Validator(schema(closed=True))
OPEN = jsonschema.Draft202012Validator(schema())


def test_the_published_schema_is_a_schema_and_current() -> None:
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(published)
    assert published == schema(), "run python docs/generate.py"


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.json")), ids=lambda path: path.stem)
def test_the_schema_knows_every_field_of_the_expected_reports(path: Path) -> None:
    CLOSED.validate(json.loads(path.read_text(encoding="utf-8")))


def test_several_reports_are_an_array() -> None:
    reports = [check_zone("@ MX 0 ."), check_zone("mail A 9.9.9.10", domain="example.net")]
    CLOSED.validate(json.loads(reports_json(reports)))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(REPORTS)
def test_the_schema_holds_whatever_a_record_says(reports: list[Report]) -> None:
    for report in reports:
        CLOSED.validate(json.loads(text(report_json(report))))


def value() -> dict[str, Any]:
    return json.loads(text(report_json(check_zone('@ MX 10 mail\nmail A 9.9.9.10\n@ TXT "v=spf1 ptr -all"'))))


def test_a_field_may_be_added() -> None:
    added = value() | {"new": 1}
    OPEN.validate(added)
    assert not CLOSED.is_valid(added)


@pytest.mark.parametrize("field", sorted(value()))
def test_a_field_may_not_be_missing_or_of_another_kind(field: str) -> None:
    known = value()
    assert not OPEN.is_valid({name: each for name, each in known.items() if name != field})
    assert not OPEN.is_valid(known | {field: 1.5})


def test_a_field_of_a_finding_may_not_be_missing() -> None:
    known = value()
    for field in known["findings"][0]:
        lacking = {name: each for name, each in known["findings"][0].items() if name != field}
        assert not OPEN.is_valid(known | {"findings": [lacking]})
