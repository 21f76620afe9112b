"""The examples in docs/examples do what they say, as far as they can be run here."""

import configparser
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "examples"
CHANGES = EXAMPLES / "mailcheck-changes"
HEALTHY = re.sub("@ +SPF .*", "", (ROOT / "fixtures" / "healthy-self-hosted.zone").read_text())
LOOSE = HEALTHY.replace("mx -all", "mx +all")
OPAQUE = HEALTHY.replace("mx -all", "mx include:_spf.example.net -all")
ZONE = ("example.com", "--zone", "example.com.zone", "--offline")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment in which `mailcheck` is the command of this checkout."""
    command = tmp_path / "bin" / "mailcheck"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mailcheck "$@"\n')
    command.chmod(0o755)
    path = f"{command.parent}:{os.environ['PATH']}"
    return {"PATH": path, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}


def test_the_fixture_has_what_the_tests_replace() -> None:
    assert HEALTHY not in (LOOSE, OPAQUE)


@pytest.mark.parametrize("script", [CHANGES], ids=lambda path: path.name)
def test_shellcheck_finds_nothing(script: Path) -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed")
    assert subprocess.run(["shellcheck", script], capture_output=True, text=True).stdout == ""


Look = Callable[..., subprocess.CompletedProcess[str]]


class TestChanges:
    """`mailcheck-changes`, run again and again on a zone that changes."""

    @pytest.fixture
    def look(self, tmp_path: Path, environment: dict[str, str]) -> Look:
        def look(zone: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
            (tmp_path / "example.com.zone").write_text(zone)
            command = [CHANGES, "kept.json", *(arguments or ZONE)]
            return subprocess.run(
                command, cwd=tmp_path, env=environment | more, capture_output=True, text=True, timeout=60
            )

        return look

    def test_the_first_run_tells_what_there_is(self, look: Look) -> None:
        done = look(LOOSE)
        assert (done.returncode, done.stderr) == (0, "")
        assert "\n  new     error spf-pass-all: " in done.stdout

    def test_nothing_is_said_where_nothing_has_changed(self, look: Look) -> None:
        look(LOOSE)
        for _ in range(2):
            done = look(LOOSE)
            assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    def test_a_fault_is_told_once_and_so_is_its_repair(self, look: Look) -> None:
        look(HEALTHY)
        worse, same, better = look(LOOSE), look(LOOSE), look(HEALTHY)
        assert "\n  new     error spf-pass-all: " in worse.stdout
        assert "\n  +       SPF: +all\n" in worse.stdout
        assert same.stdout == ""
        assert "\n  gone    error spf-pass-all: " in better.stdout
        assert [done.returncode for done in (worse, same, better)] == [0, 0, 0]

    def test_one_question_without_an_answer_is_no_news(self, look: Look) -> None:
        look(HEALTHY)
        assert [look(zone).stdout for zone in (OPAQUE, HEALTHY, OPAQUE, HEALTHY)] == ["", "", "", ""]

    def test_a_question_without_an_answer_for_two_runs_is_told(self, look: Look) -> None:
        look(HEALTHY)
        first, second, third = look(OPAQUE), look(OPAQUE), look(OPAQUE)
        assert first.stdout == ""
        assert "no answer this time: _spf.example.net TXT" in second.stdout
        assert third.stdout == ""

    def test_mail_goes_where_it_is_asked_to_and_only_with_news(self, look: Look, tmp_path: Path) -> None:
        sendmail = tmp_path / "sendmail"
        sendmail.write_text('#!/bin/sh\necho "$@" >>sent\ncat >>sent\n')
        sendmail.chmod(0o755)
        mail = {"MAIL_CHANGES_TO": "postmaster@example.com", "SENDMAIL": str(sendmail)}
        assert [look(LOOSE, **mail).stdout, look(LOOSE, **mail).stdout] == ["", ""]
        sent = (tmp_path / "sent").read_text()
        assert sent.startswith(
            "-i -- postmaster@example.com\nTo: postmaster@example.com\nSubject: mail records have changed\n"
        )
        assert sent.count("Subject:") == 1
        assert "\n\nexample.com\n  new " in sent
        assert "error spf-pass-all: " in sent

    def test_mail_that_does_not_go_out_is_tried_again(self, look: Look) -> None:
        mail = {"MAIL_CHANGES_TO": "postmaster@example.com"}
        assert look(LOOSE, **mail, SENDMAIL="false").returncode == 1
        assert "spf-pass-all" in look(LOOSE).stdout

    def test_what_cannot_be_run_is_said_and_forgets_nothing(self, look: Look) -> None:
        look(LOOSE)
        done = look(LOOSE, "example.com", "--zone", "no-such.zone", "--offline")
        assert (done.returncode, done.stdout) == (2, "")
        assert "no-such.zone" in done.stderr
        assert look(LOOSE).stdout == ""

    def test_it_says_how_it_is_called(self, look: Look) -> None:
        done = look(HEALTHY, "")
        assert (done.returncode, done.stdout) == (2, "")
        command = subprocess.run([CHANGES], capture_output=True, text=True)
        assert (command.returncode, command.stderr[:24]) == (2, "usage: mailcheck-changes")


def _options(words: list[str]) -> set[str]:
    return {word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)}


def _known() -> set[str]:
    from mailcheck.cli.completion.described import commands

    check = next(command for command in commands() if command.words == ("check",))
    return {spelling for option in check.options for spelling in option.spellings}


def test_the_cron_job_is_one_line_that_calls_the_script() -> None:
    jobs = [line for line in (EXAMPLES / "mailcheck.cron").read_text().splitlines() if line[:1].isdigit()]
    *when, user, command = jobs[0].split(maxsplit=6)
    assert (len(jobs), when, user) == (1, ["17", "6", "*", "*", "*"], "mailcheck")
    program, report, *arguments = shlex.split(command)
    assert (program, Path(report).suffix) == (CHANGES.name, ".json")
    assert _options(arguments) <= _known()
    assert "%" not in command, "cron takes it for the end of a line"


def _unit(name: str) -> configparser.ConfigParser:
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(EXAMPLES / name)
    return unit


def test_the_service_calls_the_script() -> None:
    program, report, *arguments = shlex.split(_unit("mailcheck.service")["Service"]["ExecStart"])
    assert (Path(program).name, report) == (CHANGES.name, "${STATE_DIRECTORY}/example.com.json")
    assert _options(arguments) <= _known()


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    for name in ("mailcheck.service", "mailcheck.timer"):
        text = (EXAMPLES / name).read_text().replace("/usr/local/bin", str(EXAMPLES))
        (tmp_path / name).write_text(text)
    command = [
        "systemd-analyze",
        "verify",
        "--man=no",
        tmp_path / "mailcheck.service",
        tmp_path / "mailcheck.timer",
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if "mailcheck" in line]
    assert ours == []


GITLAB: dict[str, Any] = yaml.safe_load((EXAMPLES / "gitlab-ci.yml").read_text())


def test_the_job_in_gitlab_reports_what_it_found(tmp_path: Path, environment: dict[str, str]) -> None:
    shutil.copytree(ROOT / "fixtures", tmp_path / "zones")
    done = subprocess.run(
        [
            "bash",
            "-eo",
            "pipefail",
            "-c",
            "\n".join(GITLAB["mailcheck:zones"]["script"]).replace("*", "two-mail*"),
        ],
        cwd=tmp_path,
        env=environment | {"MAILCHECK_OFFLINE": "true", "MAILCHECK_ALLOW_UNKNOWN": "true"},
        capture_output=True,
        text=True,
    )
    reports = GITLAB[".mailcheck"]["artifacts"]["reports"]
    assert (done.returncode, done.stderr) == (0, "")
    quality = json.loads((tmp_path / reports["codequality"]).read_text())
    assert {issue["check_name"] for issue in quality} <= {"could-not-tell"}
    assert (tmp_path / reports["junit"]).read_text().startswith("<?xml ")


def test_both_jobs_in_gitlab_write_what_is_collected() -> None:
    reports = GITLAB[".mailcheck"]["artifacts"]["reports"]
    for job in ("mailcheck:zones", "mailcheck:published"):
        (line,) = GITLAB[job]["script"]
        words = shlex.split(line)
        assert GITLAB[job]["extends"] == ".mailcheck"
        assert _options(words) <= _known()
        assert {f"gitlab={reports['codequality']}", f"junit={reports['junit']}"} <= set(words)


def test_the_image_is_small_and_not_root() -> None:
    """It is not built here: that takes a Docker daemon."""
    lines = (EXAMPLES / "Dockerfile").read_text().splitlines()
    steps = [line.split() for line in lines if line and not line.startswith("#")]
    assert {words[1] for words in steps if words[0] == "FROM"} == {"python:3.13-slim"}
    assert [words[1] for words in steps if words[0] == "USER"] == ["10001:10001"]
    copied = [words[1:-1] for words in steps if words[0] == "COPY" and not words[1].startswith("--")]
    assert all((ROOT / source).exists() for sources in copied for source in sources)


class TestPreCommit:
    """The hook, run by pre-commit itself with the command of this checkout in place of an installed one."""

    @pytest.fixture
    def repository(self, tmp_path: Path, environment: dict[str, str]) -> Path:
        (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
        del hook["minimum_pre_commit_version"]
        local = {"repo": "local", "hooks": [hook | {"language": "system"}]}
        folder = tmp_path / "repository"
        folder.mkdir()
        (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [local]}))
        subprocess.run(["git", "init", "-q", folder], env=environment, check=True)
        return folder

    @pytest.fixture
    def hook(self, repository: Path, environment: dict[str, str]) -> Look:
        pytest.importorskip("pre_commit", reason="pre-commit is not installed")

        def hook(**files: str) -> subprocess.CompletedProcess[str]:
            for name, text in files.items():
                (repository / name.replace("_", ".")).write_text(text)
            subprocess.run(["git", "add", "."], cwd=repository, env=environment, check=True)
            command = [sys.executable, "-m", "pre_commit", "run", "--color=never"]
            return subprocess.run(
                command,
                cwd=repository,
                env=environment | {"PRE_COMMIT_HOME": str(repository / ".git" / "kept")},
                capture_output=True,
                text=True,
                timeout=60,
            )

        return hook

    def test_a_fault_stops_the_commit(self, hook: Look) -> None:
        done = hook(example_com_zone=LOOSE)
        assert done.returncode == 1
        assert "spf-pass-all" in done.stdout
        assert "- exit code: 1" in done.stdout

    def test_a_healthy_zone_is_committed(self, hook: Look) -> None:
        done = hook(example_com_zone=HEALTHY)
        assert (done.returncode, done.stdout.rstrip()[-6:]) == (0, "Passed")

    def test_what_is_elsewhere_stops_no_commit(self, hook: Look) -> None:
        assert hook(example_com_zone=OPAQUE).returncode == 0

    def test_other_files_are_left_alone(self, hook: Look) -> None:
        done = hook(example_com_txt=LOOSE)
        assert (done.returncode, done.stdout.rstrip()[-7:]) == (0, "Skipped")

    def test_the_manifest_is_what_pre_commit_expects(self) -> None:
        pytest.importorskip("pre_commit", reason="pre-commit is not installed")
        command = [sys.executable, "-m", "pre_commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml"]
        done = subprocess.run(command, capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (0, "")
