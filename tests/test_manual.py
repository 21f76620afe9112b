"""The manual page is one that the tools of manuals accept, and tells of every command and option."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from mailcheck.cli.completion.described import Command, commands

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "man" / "mailcheck.1"
COMMANDS = tuple(commands())


def _said(*command: object, width: int = 80) -> str:
    """Return all that a program says; skip where it is not installed."""
    if shutil.which(str(command[0])) is None:
        pytest.skip(f"{command[0]} is not installed")
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": str(width), "MANPAGER": "cat"}
    done = subprocess.run(
        [*map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    )
    return done.stdout


def test_mandoc_misses_nothing_but_a_date() -> None:
    """A date would make the page another one whenever it is written."""
    complaints = _said("mandoc", "-T", "lint", PAGE).splitlines()
    assert [each for each in complaints if "missing date" not in each] == []


def test_groff_warns_of_nothing() -> None:
    assert _said("groff", "-man", "-ww", "-z", "-Tutf8", PAGE) == ""


def test_the_index_of_manuals_finds_its_name() -> None:
    expected = f'{PAGE}: "mailcheck - check the MX, SPF, DKIM and DMARC records of mail domains"\n'
    assert _said("lexgrog", PAGE) == expected


@pytest.fixture(scope="module")
def shown() -> str:
    return re.sub(r".\x08|\x1b\[[0-9;]*m", "", _said("mandoc", "-T", "utf8", "-O", "width=200", PAGE))


@pytest.mark.parametrize("command", COMMANDS[1:], ids=lambda command: " ".join(command.words))
def test_a_command_is_told_with_all_its_options(command: Command, shown: str) -> None:
    title = f"mailcheck {' '.join(command.words)}"
    section = re.split(r"^ {0,3}\S", shown.split(f"\n   {title}\n")[1], maxsplit=1, flags=re.MULTILINE)[0]
    section = " ".join(section.split())
    assert section.startswith(title)
    assert command.summary in section
    for option in command.options[:-1]:
        assert ", ".join(option.spellings) in section
        assert option.help in section


def test_the_wheel_brings_the_page_along() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]
    shared = build["targets"]["wheel"]["shared-data"]
    assert {ROOT / source: target for source, target in shared.items()} == {
        PAGE: "share/man/man1/mailcheck.1"
    }
