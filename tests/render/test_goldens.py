"""The reports for the fixtures are what a person has looked at and found right."""

import json

import goldens
import pytest

from mailcheck.render.escape import cells


@pytest.mark.parametrize("name", goldens.names())
def test_the_report_is_the_expected_one(name: str) -> None:
    for path, text in goldens.rendered(name).items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} differs; see tests/render/goldens.py"


@pytest.mark.parametrize("name", goldens.names())
def test_the_expected_report_fits_80_columns(name: str) -> None:
    lines = (goldens.FIXTURES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    assert max(map(cells, lines)) <= 80


@pytest.mark.parametrize("name", ["healthy-self-hosted", "hosted-at-provider", "null-mx", "parked"])
def test_a_healthy_domain_fits_one_screen(name: str) -> None:
    assert len((goldens.FIXTURES / f"{name}.txt").read_text(encoding="utf-8").splitlines()) <= 30


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
