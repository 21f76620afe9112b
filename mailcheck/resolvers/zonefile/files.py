"""Opens zone files, and keeps $INCLUDE within the folder of the zone."""

import os
import stat
from pathlib import Path

from mailcheck.resolvers.zonefile.scanner import ZoneText

SIZE_LIMIT = 64 * 1024 * 1024  # octets of one file


class UnreadableFileError(OSError):
    """A file that cannot be read as a zone; the message is a clause that names it."""


class Folder:
    """Where the files of one zone may be: *root* and below. None allows no file at all.

    With *anywhere*, a file may include any other.
    """

    def __init__(self, root: str | None, *, anywhere: bool = False) -> None:
        self.root = None if root is None else os.path.realpath(root or os.curdir)
        self.anywhere = anywhere

    def included(self, name: str, by: str) -> ZoneText:
        """Read a file that the file *by* includes; a relative name is relative to the folder of that."""
        if self.root is None:
            raise UnreadableFileError(
                f"`{name}` is not read: this text is not a file, so there is no folder for it"
            )
        path = os.path.join(os.path.dirname(by), name)
        if not self.anywhere and not self.holds(path):
            raise UnreadableFileError(
                f"`{name}` is outside the folder of the zone, `{self.root}`; only files in it are included"
            )
        return read(path)

    def holds(self, path: str) -> bool:
        """Say whether a file is in the folder, symbolic links followed."""
        try:
            return Path(os.path.realpath(path)).is_relative_to(str(self.root))
        except ValueError:
            return False


def read(path: str) -> ZoneText:
    """Return the text of a file, named as *path* is spelt.

    Raises:
        UnreadableFileError: it is not there, not a file, or not text.
    """
    try:
        octets = _octets(path)
    except (OSError, ValueError) as error:
        if isinstance(error, UnreadableFileError):
            raise
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UnreadableFileError(f"`{path}` cannot be read: {reason.lower()}") from None
    return ZoneText(path, decoded(octets, path))


def _octets(path: str) -> bytes:
    mode = os.stat(path)
    if not stat.S_ISREG(mode.st_mode):
        kind = "a folder" if stat.S_ISDIR(mode.st_mode) else "not a regular file"
        raise UnreadableFileError(f"`{path}` is {kind}; a zone file is needed")
    if mode.st_size > SIZE_LIMIT:
        raise UnreadableFileError(f"`{path}` has {mode.st_size} octets; at most {SIZE_LIMIT} are read")
    return Path(path).read_bytes()


def decoded(octets: bytes, path: str) -> str:
    """Return octets as text, each that is not UTF-8 as a lone surrogate."""
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFileError(f"`{path}` is UTF-16 text; save it as plain ASCII or UTF-8")
    if octets.startswith(b"\xef\xbb\xbf"):
        raise UnreadableFileError(f"`{path}` begins with a byte order mark; save it as UTF-8 without one")
    if b"\0" in octets:
        raise UnreadableFileError(f"`{path}` is not text: it holds a NUL octet; a zone file is needed")
    return octets.decode("utf-8", "surrogateescape")
