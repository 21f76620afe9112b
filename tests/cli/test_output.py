"""Results arrive whole or are missed with a word about it, whatever they are written to."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from command import BROKEN, COMMAND, HEALTHY, Run, Zone

OFFLINE = ("check", "--offline", "--zone", "example.com.zone")
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")


@needs_full
def test_a_full_disk_is_one_line(run: Run, zone: Zone) -> None:
    zone(HEALTHY)
    with Path("/dev/full").open("w") as full:
        done = run(*OFFLINE, stdout=full)
    assert done.returncode == 2
    assert done.stderr == "mailcheck: cannot write to standard output: No space left on device\n"


@needs_full
@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("rules",)])
def test_a_full_disk_is_one_line_for_every_command(run: Run, arguments) -> None:
    with Path("/dev/full").open("w") as full:
        done = run(*arguments, stdout=full)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.endswith(": No space left on device\n")


@needs_full
def test_a_file_on_a_full_disk_is_one_line(run: Run, zone: Zone) -> None:
    zone(HEALTHY)
    done = run(*OFFLINE, "-o", "/dev/full")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "mailcheck: cannot write `/dev/full`: No space left on device\n"


@pytest.mark.parametrize(
    "arguments", [("rules",), ("rules", "--format", "json"), ("--help",), ("--version",)]
)
def test_a_reader_that_has_gone_is_no_error(environment, tmp_path: Path, arguments) -> None:
    assert closed(tmp_path, environment, *arguments) == (0, "")


def test_the_verdict_survives_a_reader_that_has_gone(environment, tmp_path: Path, zone: Zone) -> None:
    zone(BROKEN)
    assert closed(tmp_path, environment, *OFFLINE) == (1, "")


def closed(folder: Path, environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    """Run the command with a standard output whose other end is closed."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [*COMMAND, *arguments],
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            cwd=folder,
            env=environment,
        )
    finally:
        os.close(writing)
    return done.returncode, done.stderr


def test_no_standard_output_at_all_is_no_traceback(environment, tmp_path: Path, zone: Zone) -> None:
    zone(HEALTHY)
    shell = ["sh", "-c", 'exec "$@" >&-', "sh", *COMMAND, *OFFLINE]
    done = subprocess.run(shell, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=environment)
    assert done.returncode == 2
    assert done.stderr == "mailcheck: standard output is closed; --output FILE writes to a file\n"


def test_a_report_can_go_to_a_file(run: Run, zone: Zone, tmp_path: Path) -> None:
    zone(BROKEN)
    plain = run(*OFFLINE, "-f", "json").stdout
    done = run(*OFFLINE, "-f", "json", "-o", "report.json")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    assert (tmp_path / "report.json").read_text() == plain
    assert sorted(path.name for path in tmp_path.iterdir()) == ["example.com.zone", "report.json"]


def test_a_file_that_cannot_be_written_is_bad_usage(run: Run, zone: Zone) -> None:
    zone(HEALTHY)
    done = run(*OFFLINE, "-o", "nowhere/report.txt")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "mailcheck: cannot write `nowhere/report.txt`: No such file or directory\n"


def test_a_poor_encoding_loses_nothing(run: Run, zone: Zone) -> None:
    zone(HEALTHY.replace("p=reject;", "p=reject; x=\u00fc;"))
    done = run(*OFFLINE, environment={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert "x=\\xfc" in done.stdout


def test_one_domain_is_an_object_and_several_are_an_array(run: Run, zone: Zone) -> None:
    zone(HEALTHY)
    assert json.loads(run(*OFFLINE, "-f", "json").stdout)["domain"] == "example.com"
    several = json.loads(run(*OFFLINE, "example.com", "sub.example.com", "-f", "json").stdout)
    assert [report["domain"] for report in several] == ["example.com", "sub.example.com"]


def test_several_domains_are_told_apart_and_summed_up(run: Run, zone: Zone) -> None:
    zone(HEALTHY)
    lines = run(*OFFLINE, "example.com", "gone.example.com").stdout.splitlines()
    assert [line for line in lines if line.endswith(("PASS", "FAIL")) and "example" in line] == [
        "example.com  PASS",
        "gone.example.com  FAIL",
    ]
    assert lines[-1] == "exit 1: an error was found; see `mailcheck rule domain-missing`"


def test_quiet_prints_the_verdict_alone(run: Run, zone: Zone) -> None:
    zone(HEALTHY)
    assert run(*OFFLINE, "-q").stdout == "example.com  PASS\n"


def test_the_demonstration_needs_nothing_and_exits_0(run: Run) -> None:
    done = run("demo")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("example.com  FAIL\n")
    assert " demo.zone:" in done.stdout
