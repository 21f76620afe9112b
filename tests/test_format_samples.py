"""What docs/formats.md shows is what mailcheck prints."""

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from mailcheck.cli.console import AUTO, FORMATS

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
BLOCKS = [block for _, block in re.findall(r"^(````?)console\n(.*?)^\1$", PAGE, re.MULTILINE | re.DOTALL)]
SAMPLES = [
    sample
    for block in BLOCKS
    for sample in re.findall(r"^\$ mailcheck (.*)\n((?:(?!\$ ).*\n)*)", block, re.M)
]
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name not in {"GITHUB_WORKSPACE", "CI_PROJECT_DIR"}
}


@pytest.mark.parametrize(("command", "expected"), SAMPLES, ids=[command for command, _ in SAMPLES])
def test_a_sample_is_what_is_printed(command: str, expected: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mailcheck", *shlex.split(command)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=ENVIRONMENT,
    )
    matches = doctest.OutputChecker().check_output(expected, done.stdout, doctest.ELLIPSIS)
    assert matches, done.stdout


@pytest.mark.parametrize("name", FORMATS[1:])
def test_every_format_has_a_sample(name: str) -> None:
    assert any(f"-f {name}" in command for command, _ in SAMPLES)


def test_every_format_is_in_the_table() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == [*FORMATS, AUTO]
