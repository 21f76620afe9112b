"""`mailcheck check` keeps to the exceptions of the configuration and of the zone file."""

import json
from pathlib import Path

import pytest
from command import BROKEN, Run, Zone

EXCEPTION = '[[ignore]]\nrule = "spf-*"\ndomain = "example.com"\nreason = "the old gateway"\nuntil = {}\n'


@pytest.fixture
def run(run_here: Run) -> Run:
    return run_here


def test_an_exception_of_the_configuration_lets_a_finding_through(
    run: Run, zone: Zone, tmp_path: Path
) -> None:
    config = tmp_path / "mailcheck.toml"
    config.write_text(EXCEPTION.format("2999-12-31"))
    done = run("check", "--offline", "--zone", zone(BROKEN), "-v")
    assert done.returncode == 0
    assert ": 1 ignored, " in done.stdout.splitlines()[1]
    assert "(mailcheck.toml:1: ignored until 2999-12-31: the old gateway)" in done.stdout
    assert "ignored until" not in run("check", "--offline", "--zone", "example.com.zone").stdout
    config.write_text(EXCEPTION.format("2020-12-31"))
    done = run("check", "--offline", "--zone", "example.com.zone")
    assert done.returncode == 1
    assert "exception-expired: the exception for `spf-*` ended on 2020-12-31: the old gateway" in done.stdout
    assert "mailcheck.toml:1:1: example.com" in done.stdout


def test_an_exception_in_a_comment_lets_a_finding_through(run: Run, zone: Zone) -> None:
    covered = BROKEN.replace('~all"', '~all" ; mailcheck: ignore spf-syntax the old gateway')
    done = run("check", "--offline", "--zone", zone(covered), "--format", "json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["summary"]["ignored"]) == (0, 1)
    (ignored,) = report["ignored"]
    assert ignored["finding"]["rule"] == "spf-syntax"
    assert ignored["exception"] == {
        "rule": "spf-syntax",
        "reason": "the old gateway",
        "until": None,
        "file": str(zone(covered)),
        "line": 12,
    }


def test_a_comment_that_cannot_be_read_is_exit_code_2(run: Run, zone: Zone) -> None:
    path = zone(BROKEN.replace('~all"', '~all" ; mailcheck: ignore spf-syntax'))
    done = run("check", "--offline", "--zone", path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"mailcheck: {path}:12:")
    assert "this exception has no reason" in done.stderr
