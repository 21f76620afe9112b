"""What shells complete with the scripts of `mailcheck completion`, asked of the shells themselves."""

import os
import pty
import re
import select
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from command import Run

SHELLS = ("bash", "zsh", "fish")
Typed = Callable[[str], str]


def _needs(shell: str) -> str:
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed")
    return found


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> dict[str, Path]:
    from command import COMMAND

    folder = tmp_path_factory.mktemp("completion")
    for shell in SHELLS:
        text = subprocess.run(
            [*COMMAND, "completion", shell], env=environment, capture_output=True, text=True, check=True
        ).stdout
        (folder / f"mailcheck.{shell}").write_text(text)
    return {shell: folder / f"mailcheck.{shell}" for shell in SHELLS}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_can_read_its_script(shell: str, scripts: dict[str, Path]) -> None:
    done = subprocess.run([_needs(shell), "-n", scripts[shell]], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_shellcheck_finds_nothing_in_the_script_for_bash(scripts: dict[str, Path]) -> None:
    command = [_needs("shellcheck"), "--shell=bash", scripts["bash"]]
    assert subprocess.run(command, capture_output=True, text=True).stdout == ""


def test_another_shell_is_refused(run: Run) -> None:
    done = run("completion", "tcsh")
    assert (done.returncode, done.stdout) == (2, "")
    assert "`bash`, `zsh`, `fish`" in done.stderr


CANDIDATES = [
    pytest.param("che", {"check"}, id="a command"),
    pytest.param("dkim ", {"match", "keygen", "show"}, id="a command of a group"),
    pytest.param("config i", {"init"}, id="a group's own, not another's of the name"),
    pytest.param("check --prof", {"--profile"}, id="an option"),
    pytest.param("check --bits", set(), id="no option of another command"),
    pytest.param("dkim keygen --bi", {"--bits"}, id="an option of a group's command"),
    pytest.param("check --fail-on ", {"error", "warning", "note", "never"}, id="a choice"),
    pytest.param("check example.com -f s", {"sarif"}, id="a choice after a short option"),
    pytest.param("plan -f ", {"zone", "web", "json"}, id="the choices of this command"),
    pytest.param("check --ignore spf-pt", {"spf-ptr"}, id="a rule to ignore"),
    pytest.param("rule spf-mult", {"spf-multiple-records"}, id="a rule"),
    pytest.param("check --quiet --select dmarc-bad-p", {"dmarc-bad-policy"}, id="a rule after a flag"),
    pytest.param("completion z", {"zsh"}, id="an argument that is a choice"),
    pytest.param("chekc", set(), id="no such command"),
]


@pytest.mark.parametrize(("typed", "expected"), CANDIDATES)
def test_bash_offers(typed: str, expected: set[str], scripts: dict[str, Path]) -> None:
    ask = (
        f'source {scripts["bash"]}; compopt() {{ :; }}; COMP_WORDS=(mailcheck "$@"); COMP_CWORD=$#; '
        'complete -p mailcheck >/dev/null; _mailcheck; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    command = [_needs("bash"), "-euc", ask, "bash", *typed.split(" ")]
    assert set(subprocess.check_output(command, text=True).split()) == expected


@pytest.mark.parametrize(("typed", "expected"), CANDIDATES)
def test_fish_offers(typed: str, expected: set[str], scripts: dict[str, Path], tmp_path: Path) -> None:
    ask = f"source {scripts['fish']}; complete -C 'mailcheck {typed}'"
    done = subprocess.run(
        [_needs("fish"), "--no-config", "-c", ask],
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert {line.split("\t")[0] for line in done.stdout.splitlines()} == expected


class Terminal:
    """A shell at a terminal of its own, where completion happens as it does for people."""

    def __init__(self, command: list[str], folder: Path) -> None:
        plain = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "dumb", "PS1": "> "}
        self._terminal, there = pty.openpty()
        self._process = subprocess.Popen(
            [_needs("setsid"), "--ctty", *command],
            stdin=there,
            stdout=there,
            stderr=there,
            cwd=folder,
            env=plain,
        )
        os.close(there)

    def send(self, text: str) -> None:
        os.write(self._terminal, text.encode())

    def until(self, pattern: str, seconds: float = 20.0) -> str:
        """Return what the shell has shown, once it holds *pattern*; fail after some seconds."""
        shown, end = "", time.monotonic() + seconds
        while not re.search(pattern, shown):
            left = end - time.monotonic()
            assert left > 0, f"{pattern!r} is not in {shown!r}"
            if select.select([self._terminal], [], [], left)[0]:
                shown += os.read(self._terminal, 65536).decode()
        return shown

    def close(self) -> None:
        os.close(self._terminal)  # the shell gets a hangup
        self._process.wait()


@pytest.fixture(params=["bash", "zsh"])
def terminal(request: pytest.FixtureRequest, scripts: dict[str, Path], tmp_path: Path) -> Iterator[Terminal]:
    shell = _needs(request.param)
    (tmp_path / "example.com.zone").touch()
    if request.param == "bash":
        command, begin = [shell, "--norc", "--noprofile", "-i"], ""
    else:
        command, begin = [shell, "-f", "-i"], "PS1='> '; autoload -U compinit; compinit -u -D; "
    opened = Terminal(command, tmp_path)
    opened.send(f"{begin}source {scripts[request.param]}; echo rea''dy\n")
    opened.until(r"ready\s[\s\S]*> ")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        pytest.param("mailcheck che\t", "mailcheck check ", id="a command"),
        pytest.param("mailcheck rule spf-mu\t", "mailcheck rule spf-multiple-records ", id="a rule"),
        pytest.param("mailcheck check --fail-on=w\t", "--fail-on=warning ", id="after an equals sign"),
        pytest.param("mailcheck dkim show --off\t", "mailcheck dkim show --offline ", id="an option"),
        pytest.param("mailcheck check --zone exa\t", "--zone example.com.zone ", id="the file of an option"),
        pytest.param("mailcheck check exa\t", "check example.com.zone ", id="a zone file as an argument"),
    ],
)
def test_a_key_press_completes(terminal: Terminal, typed: str, shown: str) -> None:
    terminal.send(typed)
    terminal.until(re.escape(shown))


def test_completing_costs_other_commands_nothing(run: Run) -> None:
    imports = run("rule", "spf-ptr", environment={"PYTHONPROFILEIMPORTTIME": "1"}).stderr
    assert "mailcheck.cli.app" in imports
    assert not re.findall(r"mailcheck\.cli\.(?:described|completion)", imports)
