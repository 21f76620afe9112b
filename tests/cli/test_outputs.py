"""Reports in several formats at once, on standard output and in files, with one exit code."""

import json
from pathlib import Path

import pytest
from command import BROKEN, HEALTHY, OPAQUE, WARNED, Run, Zone

from mailcheck.cli.console import FORMATS

OFFLINE = ("check", "--offline", "--zone", "example.com.zone")
ACTIONS = {"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": ""}
CODES = {0: HEALTHY, 1: BROKEN, 3: OPAQUE}


@pytest.fixture
def run(run_here: Run) -> Run:
    return run_here


def test_files_are_written_beside_the_report_for_people(run: Run, zone: Zone, tmp_path: Path) -> None:
    zone(BROKEN)
    plain = run(*OFFLINE)
    done = run(*OFFLINE, "-o", "json=report.json", "--output", "csv=report.csv", "-o", "text=report.txt")
    assert (done.returncode, done.stdout, done.stderr) == (1, plain.stdout, "")
    assert (tmp_path / "report.json").read_text() == run(*OFFLINE, "-f", "json").stdout
    assert (tmp_path / "report.csv").read_text() == run(*OFFLINE, "-f", "csv").stdout
    assert (tmp_path / "report.txt").read_text() == plain.stdout


def test_a_file_without_a_format_takes_the_report_from_standard_output(
    run: Run, zone: Zone, tmp_path: Path
) -> None:
    zone(BROKEN)
    plain = run(*OFFLINE, "-f", "markdown").stdout
    done = run(*OFFLINE, "-f", "markdown", "-o", "summary.md", "-o", "json=report.json")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    assert (tmp_path / "summary.md").read_text() == plain
    assert json.loads((tmp_path / "report.json").read_text())["verdict"] == "fail"


def test_a_file_may_have_a_name_like_a_format(run: Run, zone: Zone, tmp_path: Path) -> None:
    zone(HEALTHY)
    assert run(*OFFLINE, "-o", "./json=x").returncode == 0
    assert (tmp_path / "json=x").read_text().startswith("example.com  PASS\n")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", [name for name in FORMATS if name != "nagios"])
def test_a_format_never_changes_the_exit_code(run: Run, zone: Zone, name: str, code: int) -> None:
    zone(CODES[code])
    done = run(*OFFLINE, "-f", name)
    assert (done.returncode, done.stderr) == (code, "")


@pytest.mark.parametrize(
    ("text", "arguments", "code", "state"),
    [
        pytest.param(HEALTHY, (), 0, "OK", id="nothing is wrong"),
        pytest.param(WARNED, (), 0, "OK", id="a warning is below the threshold"),
        pytest.param(WARNED, ("--fail-on", "warning"), 1, "WARNING", id="a warning counts"),
        pytest.param(BROKEN, (), 2, "CRITICAL", id="an error"),
        pytest.param(BROKEN, ("--fail-on", "never"), 0, "OK", id="nothing counts"),
        pytest.param(OPAQUE, (), 3, "UNKNOWN", id="one cannot tell"),
        pytest.param(OPAQUE, ("--allow-unknown",), 0, "OK", id="one need not tell"),
    ],
)
def test_a_monitoring_plugin_has_exit_codes_of_its_own(
    run: Run, zone: Zone, text: str, arguments: tuple[str, ...], code: int, state: str
) -> None:
    zone(text)
    done = run(*OFFLINE, "-f", "nagios", *arguments)
    assert (done.returncode, done.stderr) == (code, "")
    assert done.stdout.startswith(f"MAILCHECK {state} - ")


@pytest.mark.parametrize("where", [("-o", "nagios=state"), ("-f", "nagios", "-o", "state")])
def test_a_plugin_line_in_a_file_changes_no_exit_code(run: Run, zone: Zone, where: tuple[str, ...]) -> None:
    zone(BROKEN)
    assert run(*OFFLINE, *where).returncode == 1


@pytest.mark.parametrize("spelled", [("-f", "nagios"), ("--format=nagios",), ("-fnagios",)])
def test_a_plugin_that_cannot_work_is_unknown_and_not_critical(run: Run, spelled: tuple[str, ...]) -> None:
    done = run("check", "a|b.example", *spelled)
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout == (
        "MAILCHECK UNKNOWN - `a/b.example` is not a domain name: "
        "the label `a/b` may hold only letters, digits and inner hyphens\n"
    )


def test_auto_is_for_the_reader_at_hand(run: Run, zone: Zone) -> None:
    zone(BROKEN)
    assert run(*OFFLINE, "-f", "auto", environment={"GITHUB_ACTIONS": ""}).stdout == run(*OFFLINE).stdout
    done = run(*OFFLINE, "-f", "auto", environment=ACTIONS)
    assert (done.returncode, done.stdout[:8]) == (1, "::error ")
    assert done.stdout == run(*OFFLINE, "-f", "github").stdout


def test_paths_are_below_the_folder_of_the_project(run: Run, zone: Zone, tmp_path: Path) -> None:
    whole = zone(BROKEN)
    environment = ACTIONS | {"GITHUB_WORKSPACE": str(tmp_path.parent)}
    done = run("check", "--offline", "--zone", whole, "-f", "auto", environment=environment)
    assert f"file={tmp_path.name}/example.com.zone,line=" in done.stdout


def test_the_demonstration_knows_every_format(run: Run) -> None:
    assert [run("demo", "-f", name).returncode for name in FORMATS] == [0] * len(FORMATS)
