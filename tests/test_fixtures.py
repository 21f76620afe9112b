"""The zones in fixtures/ are judged as its README says, and are zones that a name server loads."""

import gc
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
from worlds import judge_one

from mailcheck.dns.driver import run_in_memory
from mailcheck.dns.zone import ZoneResolver
from mailcheck.dns.zonefile.files import read_file
from mailcheck.judge.model import Report
from mailcheck.render.json import report_line
from mailcheck.rules import catalogue
from mailcheck.survey.gather import gather
from mailcheck.survey.request import Request

FIXTURES = Path(__file__).parents[1] / "fixtures"
DEMO = Path(__file__).parents[1] / "mailcheck/data/demo.zone"
OTHERS = sorted((FIXTURES / "others").glob("*.zone"))
ROW = re.compile(r"^\| \[([a-z0-9-]+)\]\(\1\.zone\) \| .* \| (pass|fail) \| (.*) \|$", re.MULTILINE)
EXPECTED = {
    name: (verdict, re.findall(r"`([^`]+)`", rules))
    for name, verdict, rules in ROW.findall((FIXTURES / "README.md").read_text())
}


def _judged(*paths: Path) -> Report:
    world = ZoneResolver(map(read_file, paths), everywhere=True)
    survey = run_in_memory(gather(Request("example.com", world.selectors)), cache(world.answer))
    return judge_one(survey, catalogue())


def _rules(report: Report) -> list[str]:
    return sorted({finding.rule.name for finding in report.findings})


@pytest.mark.parametrize("name", EXPECTED)
def test_a_zone_is_judged_as_the_table_says(name: str) -> None:
    report = _judged(FIXTURES / f"{name}.zone", *OTHERS)
    assert (report.verdict().value, _rules(report)) == EXPECTED[name]
    assert report.unknowns == ()


def test_the_table_lists_every_zone() -> None:
    assert sorted(EXPECTED) == sorted(path.stem for path in FIXTURES.glob("*.zone"))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_report_that_is_let_go_leaves_no_cycle(name: str) -> None:
    """Thousands of domains are judged in a row: each is to go at once, and not when the collector comes."""
    world = ZoneResolver(map(read_file, (FIXTURES / f"{name}.zone", *OTHERS)), everywhere=True)
    lookup = cache(world.answer)

    def judged() -> str:
        survey = run_in_memory(gather(Request("example.com", world.selectors)), lookup)
        return report_line(judge_one(survey, catalogue()))

    gc.disable()
    try:
        judged()  # what is remembered has been made now
        gc.freeze()  # the collector is to look only at what comes after this
        judged()
        assert gc.collect() == 0
    finally:
        gc.unfreeze()
        gc.enable()


@pytest.mark.parametrize("path", [*sorted(FIXTURES.glob("*.zone")), *OTHERS], ids=lambda path: path.stem)
def test_a_name_server_loads_the_zone(path: Path) -> None:
    program = shutil.which("nsd-checkzone")
    if program is None:
        pytest.skip("nsd-checkzone is not installed")
    origin = path.stem if path in OTHERS else "example.com"
    checked = subprocess.run([program, origin, path], capture_output=True, text=True, check=False)
    assert checked.stdout.strip() == f"zone {origin} is ok"


def test_the_demo_shows_a_common_mistake_of_each_kind() -> None:
    report = _judged(DEMO)
    assert _rules(report) == [
        "dkim-rsa-weak",
        "dmarc-report-not-authorized",
        "mx-name-doubled",
        "spf-mx-not-authorized",
    ]
