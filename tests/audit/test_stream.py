"""Lines from files and pipes."""

import asyncio
import os
import threading
import time
from pathlib import Path

import pytest

from mailcheck.audit import listing as stream


async def read(descriptor: int) -> list[str]:
    return [line async for line in stream.lines(descriptor)]


def from_file(path: Path) -> list[str]:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return asyncio.run(read(descriptor))
    finally:
        os.close(descriptor)


@pytest.mark.parametrize(
    ("octets", "lines"),
    [
        (b"", []),
        (b"a\nb\n", ["a", "b"]),
        (b"a\r\n\nb", ["a\r", "", "b"]),
        (b"\xff\n", ["\udcff"]),
        ("\u00fc\n".encode(), ["\u00fc"]),
    ],
    ids=["nothing", "two lines", "no newline at the end", "no UTF-8", "UTF-8"],
)
def test_a_file_is_read_line_by_line(octets: bytes, lines: list[str], tmp_path: Path):
    path = tmp_path / "list"
    path.write_bytes(octets)
    assert from_file(path) == lines


def test_lines_go_on_from_one_chunk_to_the_next(tmp_path: Path):
    path = tmp_path / "list"
    wanted = [f"domain{number}.example" for number in range(20_000)]
    path.write_text("\n".join(wanted))
    assert from_file(path) == wanted


def test_a_line_without_end_is_not_kept(tmp_path: Path):
    path = tmp_path / "list"
    path.write_bytes(b"a" * 1_000_000 + b"\nb\n")
    long, last = from_file(path)
    assert len(long) < 200_000
    assert last == "b"


def test_a_pipe_is_read_as_it_is_written():
    reading, writing = os.pipe()

    def write() -> None:
        for line in (b"a\nb", b"c\nd"):
            os.write(writing, line)
            time.sleep(0.02)
        os.close(writing)

    async def elsewhere() -> tuple[list[str], int]:
        turns = 0

        async def turn() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0.001)

        other = asyncio.ensure_future(turn())
        lines = await read(reading)
        other.cancel()
        return lines, turns

    thread = threading.Thread(target=write)
    thread.start()
    lines, turns = asyncio.run(elsewhere())
    thread.join()
    os.close(reading)
    assert lines == ["a", "bc", "d"]
    assert turns > 1
