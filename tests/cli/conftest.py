"""Runs the command as a user does: as a process of its own."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from command import COMMAND, ROOT, Run, Zone


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """The environment of a plain terminal, whatever the tests are run in."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"NO_COLOR", "COLUMNS", "FORCE_COLOR"}
    }
    return kept | {"PYTHONPATH": str(ROOT), "TERM": "xterm", "LC_ALL": "C.UTF-8"}


@pytest.fixture
def run(tmp_path: Path, environment: dict[str, str]) -> Run:
    """`run("check", "example.com")` runs the command in an empty folder and returns what came of it."""

    def run(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("cwd", tmp_path)
        command = [*COMMAND, *map(str, arguments)]
        return subprocess.run(
            command,
            stderr=subprocess.PIPE,
            text=True,
            env=environment | options.pop("environment", {}),
            timeout=60,
            **options,
        )

    return run


@pytest.fixture
def zone(tmp_path: Path) -> Zone:
    """`zone(text)` writes a zone file and returns its path."""

    def write(text: str) -> Path:
        path = tmp_path / "example.com.zone"
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        return path

    return write
