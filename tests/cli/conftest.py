"""Runs the command as a user does: as a process of its own, or in this one where that shows as much."""

import os
import subprocess
import sys
from functools import _lru_cache_wrapper
from pathlib import Path
from typing import Any

import pytest
from command import COMMAND, ROOT, Run, Zone

from mailcheck import cli


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
def run_here(
    tmp_path: Path,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Run:
    """`run`, which takes several times as long, for what hangs on no process of its own."""

    plain = environment

    def run_here(
        *arguments: object, cwd: Path = tmp_path, environment: dict[str, str] = plain
    ) -> subprocess.CompletedProcess[str]:
        with monkeypatch.context() as patch:
            patch.chdir(cwd)
            patch.setattr("os.environ", plain | environment)
            patch.setattr("sys.argv", ["mailcheck", *map(str, arguments)])
            _forget()
            capfd.readouterr()
            code = cli.main()
            return subprocess.CompletedProcess(arguments, code, *capfd.readouterr())

    return run_here


def _forget() -> None:
    """Empty what the command remembers of the files that it has read, since a process reads them once."""
    for name, module in list(sys.modules.items()):
        if name.startswith("mailcheck.cli"):
            for value in vars(module).values():
                if isinstance(value, _lru_cache_wrapper):
                    value.cache_clear()


@pytest.fixture
def zone(tmp_path: Path) -> Zone:
    """`zone(text)` writes a zone file and returns its path."""

    def write(text: str) -> Path:
        path = tmp_path / "example.com.zone"
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        return path

    return write
