"""The steps of the GitHub Action, run as a runner does: inputs in the environment, files for outputs."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".github" / "actions" / "check"
ACTION: dict[str, Any] = yaml.safe_load((FOLDER / "action.yml").read_text())
STEPS = {step.get("id", "install"): step for step in ACTION["runs"]["steps"]}
EXPRESSION = re.compile(r"\$\{\{\s*inputs\.([\w-]+)\s*\}\}")

MAILCHECK = f'#!/bin/sh\nexec "{sys.executable}" -m mailcheck "$@"\n'
TELLS_ARGUMENTS = "#!/bin/sh\nprintf '%s\\n' \"$@\"\n"
FAILING = "fixtures/dmarc-typo.zone"
HEALTHY = "fixtures/parked.zone"
OPAQUE = "fixtures/hosted-at-provider.zone"


class Told(NamedTuple):
    """What a step told the runner."""

    code: int
    log: str
    summary: str
    outputs: dict[str, str]


class Runner:
    """A runner of GitHub's, as far as the action can see it."""

    def __init__(self, folder: Path) -> None:
        self.temp, self.workspace = folder / "temp", folder / "workspace"
        self.temp.mkdir()
        shutil.copytree(ROOT / "fixtures", self.workspace / "fixtures")
        self.install(MAILCHECK)

    def install(self, script: str) -> None:
        command = self.temp / "mailcheck" / "bin" / "mailcheck"
        command.parent.mkdir(parents=True, exist_ok=True)
        command.write_text(script)
        command.chmod(0o755)

    def step(self, name: str, **inputs: str) -> Told:
        files = {each: self.temp / each for each in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
        for file in files.values():
            file.write_text("")
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_ACTION_PATH": str(FOLDER),
            "RUNNER_TEMP": str(self.temp),
            **{each: str(file) for each, file in files.items()},
            **_filled(STEPS[name]["env"], inputs),
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[name]["run"]],
            cwd=self.workspace,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
        )
        told = files["GITHUB_OUTPUT"].read_text().splitlines()
        outputs = dict(line.split("=", 1) for line in told)
        return Told(done.returncode, done.stdout, files["GITHUB_STEP_SUMMARY"].read_text(), outputs)


def _filled(environment: dict[str, str], inputs: dict[str, str]) -> dict[str, str]:
    """Return the environment of a step with the inputs in it, those that were not given by default."""
    defaults = {name: each["default"] for name, each in ACTION["inputs"].items()}
    given = defaults | {name.replace("_", "-"): value for name, value in inputs.items()}
    return {name: EXPRESSION.sub(lambda found: given[found[1]], value) for name, value in environment.items()}


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def test_no_input_is_pasted_into_a_script() -> None:
    assert [step["run"] for step in STEPS.values() if "${{" in step["run"]] == []


def test_every_input_arrives() -> None:
    arriving = re.findall(EXPRESSION, json.dumps([step["env"] for step in STEPS.values()]))
    assert sorted(arriving) == sorted(ACTION["inputs"])


def test_shellcheck_finds_nothing() -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed")
    done = subprocess.run(["shellcheck", FOLDER / "check.sh"], capture_output=True, text=True)
    assert done.stdout == ""


def test_mailcheck_is_installed_from_the_repository_of_the_action(runner: Runner) -> None:
    python = runner.temp / "a python"
    python.write_text(
        '#!/bin/sh\necho "$0" "$@"\n[ "$2" != venv ] || { mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; }\n'
    )
    python.chmod(0o755)
    told = runner.step("install", python=str(python))
    made, installed = told.log.splitlines()
    assert (told.code, made) == (0, f"{python} -m venv {runner.temp}/mailcheck")
    *_, source = installed.split()
    assert tomllib.loads((Path(source) / "pyproject.toml").read_text())["project"]["name"] == "mailcheck-cli"


def test_findings_annotate_and_fail_the_job(runner: Runner) -> None:
    told = runner.step("check", zones=FAILING, offline="true", select="dmarc-*")
    assert (told.code, told.outputs) == (1, {"exit-code": "1"})
    assert told.log.startswith(f"::error file={FAILING},line=23,col=27,endColumn=32,title=dmarc-bad-policy")
    assert told.summary.startswith("## example.com: **FAIL**\n")


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        pytest.param({"zones": HEALTHY}, 0, id="a healthy zone"),
        pytest.param({"zones": OPAQUE}, 3, id="a zone that takes from another"),
        pytest.param({"zones": OPAQUE, "allow_unknown": "true"}, 0, id="what cannot be told is allowed"),
        pytest.param({"zones": FAILING, "fail_on": "never"}, 0, id="nothing fails"),
        pytest.param({"zones": FAILING, "ignore": "dmarc-bad-policy\ndmarc-no-*"}, 0, id="rules left out"),
        pytest.param({"zones": "fixtures/no-such.zone"}, 2, id="no such file"),
        pytest.param({"zones": HEALTHY, "fail_on": "$(touch pwned)"}, 2, id="no such severity"),
        pytest.param({}, 2, id="nothing to check"),
    ],
)
def test_the_exit_code_is_that_of_the_command(runner: Runner, inputs: dict[str, str], code: int) -> None:
    told = runner.step("check", offline="true", **inputs)
    assert (told.code, told.outputs) == (code, {"exit-code": str(code)})
    assert not list(runner.workspace.rglob("pwned"))


def test_reports_are_written_for_other_steps(runner: Runner) -> None:
    runner.step("check", zones=FAILING, offline="true", sarif="mail.sarif", json="mail report.json")
    assert json.loads((runner.workspace / "mail.sarif").read_text())["version"] == "2.1.0"
    assert json.loads((runner.workspace / "mail report.json").read_text())["domain"] == "example.com"


def test_a_flag_that_is_neither_true_nor_false_is_refused(runner: Runner) -> None:
    told = runner.step("check", zones=HEALTHY, offline="maybe")
    assert (told.code, told.log) == (2, "::error::the input offline is neither true nor false\n")


class TestArguments:
    """What the command is called with, word by word."""

    @pytest.fixture
    def runner(self, tmp_path: Path) -> Runner:
        runner = Runner(tmp_path)
        runner.install(TELLS_ARGUMENTS)
        return runner

    def arguments(self, runner: Runner, **inputs: str) -> list[str]:
        head, form, summary, *others = runner.step("check", **inputs).log.splitlines()
        assert (head, form) == ("check", "--format=github")
        assert summary == f"--output=markdown={runner.temp}/mailcheck-summary.md"
        return others

    def test_nothing_given_leaves_all_to_the_configuration(self, runner: Runner) -> None:
        assert self.arguments(runner) == ["--"]

    def test_lists_are_separated_by_spaces_and_lines(self, runner: Runner) -> None:
        assert self.arguments(
            runner, domains="example.com\n  example.net example.org\n", selectors="a b"
        ) == [
            "--selector=a",
            "--selector=b",
            "--",
            "example.com",
            "example.net",
            "example.org",
        ]

    def test_wildcards_stand_for_zone_files_and_names_may_hold_spaces(self, runner: Runner) -> None:
        (runner.workspace / "a zone.zone").touch()
        zones = "fixtures/two-*records.zone\n\na zone.zone\nnone-*.zone"
        assert self.arguments(runner, zones=zones) == [
            "--zone=fixtures/two-spf-records.zone",
            "--zone=a zone.zone",
            "--zone=none-*.zone",
            "--",
        ]

    @pytest.mark.parametrize("hostile", ["$(touch pwned)", "`touch pwned`", "; touch pwned #", "--fix", "*"])
    def test_no_input_is_code_or_another_option(self, runner: Runner, hostile: str) -> None:
        told = self.arguments(runner, config=hostile, timeout=hostile, selectors=hostile, domains=hostile)
        assert told == [
            *(f"--selector={word}" for word in hostile.split()),
            f"--timeout={hostile}",
            f"--config={hostile}",
            "--",
            *hostile.split(),
        ]
        assert not list(runner.workspace.rglob("pwned"))

    def test_a_long_summary_is_cut_where_the_runner_would_refuse_it(self, runner: Runner) -> None:
        runner.install('#!/bin/sh\nhead -c 3000000 /dev/zero | tr "\\0" x >"${3#--output=markdown=}"\n')
        assert runner.step("check").summary == "x" * 1_000_000
