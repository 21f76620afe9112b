"""Opens zone files, and keeps $INCLUDE within the folder of the zone."""

import os
import stat
from pathlib import Path

from mailcheck.dns.zonefile.scanner import ZoneText

SIZE_LIMIT = 64 * 1024 * 1024  # octets of one file, and of all that one includes


class UnreadableFileError(Exception):
    """A file that cannot be read as a zone; the message is the reason."""


class Folder:
    """Where the files of one zone may be: *root* and below. With *anywhere*, a file may include any other.

    Without a root nothing can be included.
    """

    def __init__(self, root: Path | None, *, anywhere: bool = False) -> None:
        # Not Path.resolve: before Python 3.13 it raises RuntimeError for links that loop.
        self.root = None if root is None else os.path.realpath(root)
        self.anywhere = anywhere
        self.room = SIZE_LIMIT

    def include(self, name: str, by: str) -> ZoneText:
        """Read a file that the file *by* includes; a relative name is relative to the folder of that.

        Raises:
            UnreadableFileError: it is outside the root, or not a text file.
        """
        if self.root is None:
            raise UnreadableFileError("the zone is not read from a file, so there is no folder to look in")
        path = Path(by).parent / name
        if not self.anywhere and not self.holds(path):
            raise UnreadableFileError(
                f"it is outside `{self.root}`, the folder of the zone; only files in there are included"
            )
        text = read(str(path))
        self.room -= len(text.text)
        if self.room < 0:
            raise UnreadableFileError(f"over {SIZE_LIMIT} octets are included")
        return text

    def holds(self, path: Path) -> bool:
        """Say whether a file is in the folder, symbolic links followed."""
        return Path(os.path.realpath(path)).is_relative_to(str(self.root))


def read(path: str) -> ZoneText:
    """Return the text of a file, each octet that is not UTF-8 as a lone surrogate.

    Raises:
        UnreadableFileError: it is not there, not a regular file, or not text.
    """
    try:
        octets = _octets(Path(path))
    except OSError as error:
        raise UnreadableFileError((error.strerror or str(error)).lower()) from None
    except ValueError as error:
        raise UnreadableFileError(str(error)) from None
    return ZoneText(path, _decode(octets))


def _octets(path: Path) -> bytes:
    mode = path.stat()
    if stat.S_ISDIR(mode.st_mode):
        raise UnreadableFileError("a folder, and not a zone file")
    if not stat.S_ISREG(mode.st_mode):
        raise UnreadableFileError("a device or pipe, and not a zone file")
    if mode.st_size > SIZE_LIMIT:
        raise UnreadableFileError(f"a file of {mode.st_size} octets; at most {SIZE_LIMIT} are read")
    return path.read_bytes()


def _decode(octets: bytes) -> str:
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFileError("the text is in UTF-16; save it as ASCII or UTF-8")
    if octets.startswith(b"\xef\xbb\xbf"):
        raise UnreadableFileError("the text begins with a byte order mark; save it as UTF-8 without one")
    if b"\0" in octets:
        raise UnreadableFileError("not a text file: it holds NUL octets")
    return octets.decode("utf-8", "surrogateescape")
