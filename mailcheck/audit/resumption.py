"""Goes on where a JSONL file ends: what it holds is done, and half a line at its end never was."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from mailcheck.audit.listing import Seen
from mailcheck.audit.rows import Row, mark, parse_row
from mailcheck.errors import NotResumableError


def resume(path: Path, done: Seen) -> Iterator[Row]:
    """Yield the rows that a file holds, mark them as done, and cut off what follows the last whole line.

    Raises:
        NotResumableError: a line is no report of ours; the file stays as it is.
        OSError: the file cannot be read or written.
    """
    if not path.exists():
        return
    with path.open("r+b") as file:
        end = 0
        for number, line in enumerate(_whole_lines(file), 1):
            found = parse_row(line.decode("utf-8", "replace"))
            if found is None:
                raise NotResumableError(f"line {number} of `{path}` is no report in JSON")
            row, selectors = found
            done.add(mark(row.domain, selectors))
            end += len(line)
            yield row
        file.truncate(end)


def _whole_lines(file: BinaryIO) -> Iterator[bytes]:
    return (line for line in file if line.endswith(b"\n"))
