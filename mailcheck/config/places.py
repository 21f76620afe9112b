"""Finds the line of a key in TOML text, which the standard library's parser does not tell."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

Path = tuple[str | int, ...]
_PART = r"""(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z0-9_-]+)"""
_DOTTED = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_DOTTED})[ \t]*\]")
_KEY = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=")


def line_of(text: str, path: Sequence[str | int]) -> int:
    """Return the line, counted from 1, with the longest part of *path*; an array's index is a number."""
    wanted = tuple(path)
    best, found = 0, 1
    for number, at in _paths(text):
        if len(at) > best and wanted[: len(at)] == at:
            best, found = len(at), number
    return found


def _paths(text: str) -> Iterator[tuple[int, Path]]:
    """Yield every line that is a header or a key, with the path of what it begins."""
    table: Path = ()
    counts: dict[Path, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _parts(header[2])
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
            table = _indexed(table, counts)
            yield number, table
        elif key := _KEY.match(line):
            yield number, table + _parts(key[1])


def _indexed(table: Path, counts: dict[Path, int]) -> Path:
    """Return the path of a header with the index of each array of tables on its way."""
    path: Path = ()
    for end, part in enumerate(table, 1):
        path += (part,)
        if table[:end] in counts:
            path += (counts[table[:end]],)
    return path


def _parts(dotted: str) -> Path:
    """Return the parts of a dotted key, as the parser reads it."""
    import tomllib

    try:
        inner: Any = tomllib.loads(f"{dotted} = 0")
    except tomllib.TOMLDecodeError:
        return (dotted,)
    parts: list[str | int] = []
    while isinstance(inner, dict):
        ((part, inner),) = inner.items()
        parts.append(part)
    return tuple(parts)
