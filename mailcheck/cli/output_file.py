"""Where the results of an audit go, one after another: standard output or a file."""

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from mailcheck.audit.rows import Format
from mailcheck.cli.console import UsageError


class ReaderGone(Exception):
    """Whoever read the results wants no more, as `head` does."""


class OutputFile:
    """A document in a format, written as its parts come."""

    def __init__(self, path: Path | None, form: Format, *, append: bool = False) -> None:
        """Open the file and write what stands before all.

        Raises:
            UsageError: it cannot be opened.
        """
        self.form = form
        self.name = "standard output" if path is None else f"`{path}`"
        self.broken = False
        self.rows = 0
        self.file = _stdout() if path is None else self._open(path, append)
        self._put(form.head)

    def write(self, text: str) -> None:
        """Write one row.

        Raises:
            ReaderGone: nobody reads any more.
            UsageError: the disk is full, or the like.
        """
        self._put(self.form.between + text if self.rows else text)
        self.rows += 1

    def flush(self) -> None:
        """Hand over what has been written."""
        self._attempt(self.file.flush)

    def close(self) -> None:
        """Write what stands after all; a reader who has gone misses nothing."""
        try:
            if not self.broken:
                self._put(self.form.foot)
                self.flush()
        except ReaderGone:
            pass
        finally:
            if self.file is not sys.stdout:
                with suppress(OSError):  # it has been told of
                    self.file.close()

    def _open(self, path: Path, append: bool) -> TextIO:
        try:
            return path.open("a" if append else "w", encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise UsageError(f"cannot write {self.name}: {error.strerror}") from None

    def _put(self, text: str) -> None:
        self._attempt(lambda: self.file.write(text))

    def _attempt(self, write: Callable[[], object]) -> None:
        try:
            write()
        except BrokenPipeError:
            self.broken = True
            raise ReaderGone from None
        except OSError as error:
            self.broken = True
            raise UsageError(f"cannot write {self.name}: {error.strerror}") from None


def _stdout() -> TextIO:
    """Return standard output; characters that its encoding lacks become escapes."""
    if sys.stdout is None:
        raise UsageError("standard output is closed; --output FILE writes to a file")
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
    return sys.stdout
