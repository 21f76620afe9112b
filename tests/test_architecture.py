"""docs/architecture.md shows the ways that domains really go; test_documentation holds picture and tables."""

import asyncio
import importlib.util
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

import mailcheck
from mailcheck.cli.app import run

ROOT = Path(__file__).parents[1]
PACKAGE = Path(mailcheck.__file__).parent

_spec = importlib.util.spec_from_file_location("architecture", ROOT / "docs" / "architecture.py")
assert _spec is not None
assert _spec.loader is not None
architecture = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(architecture)

ZONE = """\
$ORIGIN example.com.
@ SOA ns hostmaster 1 3600 600 86400 300
@ NS ns
ns A 9.9.9.53
@ MX 10 mail
mail A 9.9.9.25
@ TXT "v=spf1 mx -all"
"""


@pytest.fixture
def zone(tmp_path: Path) -> Path:
    path = tmp_path / "example.com.zone"
    path.write_text(ZONE)
    return path


@contextmanager
def entered() -> Iterator[list[tuple[str, str]]]:
    """Give the functions of the package that are called meanwhile, in their order, with their files."""
    calls: list[tuple[str, str]] = []

    def note(frame: FrameType, event: str, _: object) -> None:
        file = Path(frame.f_code.co_filename)
        if event == "call" and PACKAGE in file.parents:
            calls.append((file.relative_to(PACKAGE).as_posix(), frame.f_code.co_qualname))

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield calls
    finally:
        sys.setprofile(before)


def check(zone: Path) -> None:
    run(["check", "example.com", "--zone", str(zone), "--offline", "--no-config"])


def audit(zone: Path) -> None:
    """Audit a domain about which nobody answers: a port of this machine is asked that nobody serves."""
    names = zone.with_name("domains.txt")
    names.write_text("example.com\n")
    run(["audit", str(names), "-n", "127.0.0.1:1", "--timeout", "0.1", "--no-config"])


def library(zone: Path) -> None:
    asyncio.run(mailcheck.check("example.com", resolver=mailcheck.ZoneResolver.from_file(zone)))


@pytest.mark.parametrize("go", [check, audit, library])
def test_a_domain_goes_the_way_of_the_page(
    go: Callable[[Path], None], zone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with entered() as calls:
        go(zone)
    way = [tuple(step) for step in architecture.WAYS[go.__name__]]
    assert [call for call in dict.fromkeys(calls) if call in way] == way


def test_every_import_in_the_picture_points_down() -> None:
    rooms = architecture.layers()
    for at, room in enumerate(rooms):
        assert architecture.imports(room) <= set(rooms[at + 1 :])


def test_the_picture_has_every_room_and_every_step() -> None:
    picture = architecture.picture()
    assert [room for room in architecture.layers() if f">{room}</text>" not in picture] == []
    assert picture.count('r="9"') == len(architecture.CHECK)
    arrows = sum(len(architecture.imports(room)) for room in architecture.layers())
    assert picture.count('r="3.5"') == arrows


def test_contributing_knows_every_room() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `mailcheck/(\w+)(?:/|\.py)` \|", text, re.MULTILINE)
    assert named == [room for room in architecture.layers() if room != "version"]
