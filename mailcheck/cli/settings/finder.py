"""Finds the configuration file that holds for a folder."""

from collections.abc import Iterator
from pathlib import Path

OWN = "mailcheck.toml"
SHARED = "pyproject.toml"


def found(folder: Path) -> Path | None:
    """Return the nearest configuration, in *folder* or above it up to the root of the repository.

    Without a repository the way ends at the root of the file system. In one folder `mailcheck.toml` comes
    before a pyproject.toml, which counts only if it speaks of mailcheck.
    """
    for above in _upwards(folder):
        if (above / OWN).is_file():
            return above / OWN
        if _speaks_of_us(above / SHARED):
            return above / SHARED
    return None


def _upwards(folder: Path) -> Iterator[Path]:
    for above in (folder, *folder.parents):
        yield above
        if (above / ".git").exists():
            return


def _speaks_of_us(path: Path) -> bool:
    try:
        octets = path.read_bytes()
    except OSError:
        return False
    if b"mailcheck" not in octets:
        return False
    import tomllib

    try:
        tool = tomllib.loads(octets.decode()).get("tool")
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return b"tool.mailcheck" in octets  # whoever reads it will say what is wrong
    return isinstance(tool, dict) and "mailcheck" in tool
