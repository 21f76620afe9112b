"""The samples of docs/plan.md are what the command prints."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "plan.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
ZONE = next(body for language, body in BLOCKS if language == "zone")
SAMPLES = [
    re.split(r"(?<!\\)\n", body.removeprefix("$ mailcheck "), maxsplit=1)
    for language, body in BLOCKS
    if language == "console"
]


@pytest.mark.parametrize(("command", "printed"), SAMPLES, ids=["merged", "no mail"])
def test_a_sample_is_what_the_command_prints(command: str, printed: str, tmp_path: Path) -> None:
    (tmp_path / "example.com.zone").write_text(ZONE)
    words = shlex.split(command.replace("\\\n", " "))
    done = subprocess.run(
        [sys.executable, "-m", "mailcheck", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        timeout=60,
    )
    assert done.stdout == printed
