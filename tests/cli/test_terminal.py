"""On a terminal the report fits its width, and colour supports words that say the same without it."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from pathlib import Path

import pytest
from command import BROKEN, COMMAND, HEALTHY, Run, Zone

from mailcheck.render.escape import cells

OFFLINE = ("check", "--offline", "--zone", "example.com.zone")
SEQUENCE = re.compile(r"\x1b\[[0-9;]*m")


def shown(folder: Path, environment: dict[str, str], *arguments: str, columns: int = 80) -> str:
    """Run the command on a terminal of so many columns, and return what it shows."""
    outside, inside = pty.openpty()
    fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 30, columns, 0, 0))
    with subprocess.Popen([*COMMAND, *arguments], stdout=inside, stdin=inside, cwd=folder, env=environment):
        os.close(inside)
        text = b"".join(iter(lambda: read(outside), b""))
    os.close(outside)
    return text.decode().replace("\r\n", "\n")


def read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end is closed
        return b""


@pytest.mark.parametrize("columns", [60, 80, 132])
@pytest.mark.parametrize("text", [HEALTHY, BROKEN], ids=["healthy", "broken"])
def test_no_line_is_wider_than_the_terminal(
    environment, tmp_path: Path, zone: Zone, text: str, columns: int
) -> None:
    zone(text)
    lines = SEQUENCE.sub("", shown(tmp_path, environment, *OFFLINE, "-v", columns=columns)).splitlines()
    assert max(map(cells, lines)) <= columns


@pytest.mark.parametrize("client", [(), ("--ip", "9.9.9.99")], ids=["tree", "walk"])
def test_no_line_about_an_spf_record_is_wider_than_the_terminal(
    environment, tmp_path: Path, zone: Zone, client: tuple[str, ...]
) -> None:
    terms = "a:one.example.com a:two.example.com a:three.example.com a:four.example.com"
    zone(HEALTHY.replace("v=spf1 mx", f"v=spf1 mx {terms}"))
    lines = shown(tmp_path, environment, "spf", "example.com", *OFFLINE[1:], *client).split("\n")
    assert any("a:three.example.com" in line for line in lines)
    assert max(cells(SEQUENCE.sub("", line)) for line in lines) <= 80


def test_nothing_is_cut_on_a_narrow_terminal(environment, tmp_path: Path, zone: Zone, run: Run) -> None:
    zone(BROKEN)
    narrow = SEQUENCE.sub("", shown(tmp_path, environment, *OFFLINE, "-v", columns=50))
    wide = run(*OFFLINE, "-v").stdout
    assert [word.strip("^") for word in narrow.split()] == [word.strip("^") for word in wide.split()]


def test_a_healthy_domain_fits_one_screen(environment, tmp_path: Path, zone: Zone) -> None:
    zone(HEALTHY)
    assert len(shown(tmp_path, environment, *OFFLINE).splitlines()) <= 24


def test_the_demonstration_fits_one_screen(environment, tmp_path: Path) -> None:
    assert len(shown(tmp_path, environment, "demo").splitlines()) <= 50


def test_colour_adds_nothing_but_itself(environment, tmp_path: Path, zone: Zone) -> None:
    zone(BROKEN)
    coloured = shown(tmp_path, environment, *OFFLINE)
    plain = shown(tmp_path, environment, *OFFLINE, "--color", "never")
    assert "\x1b[1;31mFAIL\x1b[0m" in coloured
    assert "\x1b" not in plain
    assert SEQUENCE.sub("", coloured) == plain


@pytest.mark.parametrize("setting", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_the_environment_can_forbid_colour(
    environment, tmp_path: Path, zone: Zone, setting: dict[str, str]
) -> None:
    zone(BROKEN)
    assert "\x1b" not in shown(tmp_path, environment | setting, *OFFLINE)
    assert "\x1b" in shown(tmp_path, environment | setting, *OFFLINE, "--color", "always")


def test_a_pipe_gets_lines_without_colour_or_end(run: Run, zone: Zone) -> None:
    record = "v=spf1 " + " ".join(f"ip4:9.9.{index}.9" for index in range(18)) + " mx -all"
    zone(HEALTHY.replace("v=spf1 mx -all", record))
    plain = run(*OFFLINE).stdout
    assert "\x1b" not in plain
    assert record in plain
    assert "\x1b[1;32mPASS\x1b[0m" in run(*OFFLINE, "--color", "always").stdout


def test_a_page_is_laid_out_on_a_terminal_and_markdown_to_a_pipe(
    environment, tmp_path: Path, run: Run
) -> None:
    piped = run("rule", "mx-single").stdout
    assert piped.startswith("# mx-single\n\nnote, RFC 5321 section 5.1\n\n")
    assert "```zone\n" in piped
    page = shown(tmp_path, environment, "rule", "mx-single")
    assert "```" not in page
    assert max(map(cells, SEQUENCE.sub("", page).splitlines())) <= 80
    assert "\x1b" not in shown(tmp_path, environment, "rule", "mx-single", "--color", "never")


def test_the_catalogue_fits_a_terminal(environment, tmp_path: Path) -> None:
    lines = SEQUENCE.sub("", shown(tmp_path, environment, "rules")).splitlines()
    assert max(map(cells, lines)) <= 80
    assert any(line.startswith("mx-single") for line in lines)
