"""Where results go: standard output or a file, whole or not at all."""

import os
import sys
from typing import TYPE_CHECKING

from mailcheck.cli.faults import UsageFault

if TYPE_CHECKING:
    from pathlib import Path


def write(text: str, path: "Path | None" = None) -> None:
    """Write *text* to the file, or to standard output where there is none.

    Raises:
        UsageFault: the file cannot be written.
    """
    if path is None:
        _to_stdout(text)
        return
    try:
        _to_file(text, path)
    except OSError as error:
        raise UsageFault(f"cannot write `{path}`: {error.strerror}") from None


def _to_stdout(text: str) -> None:
    """Print what `settled` will flush; characters that the encoding lacks become escapes."""
    if sys.stdout is None:
        raise UsageFault("standard output is closed; --output FILE writes to a file")
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        pass  # the reader has seen enough; `settled` lets go of the pipe
    except OSError as error:
        raise UsageFault(f"cannot write to standard output: {error.strerror}") from None


def _to_file(text: str, path: "Path") -> None:
    """Replace a file at once, so that nobody reads half of it; devices and pipes are written as they are."""
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8")
        return
    real = path.resolve()
    beside = real.with_name(f".{real.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(real)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
