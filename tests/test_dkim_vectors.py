"""The vectors of DKIM key records, and the values that were pasted wrongly."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from dkim_samples import txt

from mailcheck.judge.model import Report
from mailcheck.rules import catalogue
from mailcheck.survey.request import Severity
from mailcheck.testing import check_zone

VECTORS = Path(__file__).with_name("vectors") / "dkim_keys.yml"
RULES = tuple(rule for rule in catalogue() if rule.family == "dkim")
WORST = {
    "ok": None,
    "info": Severity.NOTE,
    "warning": Severity.WARNING,
    "revoked": Severity.WARNING,
    "error": Severity.ERROR,
}


def _vectors() -> list[Any]:
    groups = yaml.safe_load(VECTORS.read_text(encoding="utf-8"))
    return [pytest.param(vector, id=vector["id"]) for group in groups.values() for vector in group]


def _zone(vector: dict[str, Any]) -> str:
    match vector:
        case {"record": str(text)}:
            return txt(text)
        case {"records": texts}:
            return "\n".join(map(txt, texts))
        case {
            "strings": strings
        }:  # longer than a zone file can have them: where they are cut is of no account
            return txt("".join(strings))
        case {"cname": target, "target": text}:
            return f"main1._domainkey CNAME {target}.\n" + (txt(text, f"{target}.") if text else "")
        case {"cname": target}:
            return f"main1._domainkey CNAME {target}."
        case {"wildcard": text}:
            return txt(text, "*")
    raise AssertionError(f"a vector of a new kind: {vector}")


def _judged(vector: dict[str, Any]) -> Report:
    return check_zone(_zone(vector), rules=RULES, selectors=["main1"])


@pytest.mark.parametrize("vector", _vectors())
def test_a_vector_trips_its_rules(vector: dict[str, Any]) -> None:
    found = {finding.rule.name for finding in _judged(vector).findings}
    for alternatives in vector.get("rules", ()):
        assert found & set(alternatives.replace("\\", "").split("|"))


@pytest.mark.parametrize("vector", _vectors())
def test_a_vector_is_as_bad_as_it_says(vector: dict[str, Any]) -> None:
    worst = max((finding.severity for finding in _judged(vector).findings), default=None)
    assert worst == WORST[vector["verdict"]]


@pytest.mark.parametrize("vector", _vectors())
def test_a_vector_has_the_size_it_says(vector: dict[str, Any]) -> None:
    (key,) = _judged(vector).survey.dkim.keys
    if "bits" in vector:
        assert key.key is not None
        assert key.key.bits == vector["bits"]
