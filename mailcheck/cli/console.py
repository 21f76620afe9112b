"""Where words go: standard output, standard error and files; and the error that ends a command.

A result is written whole or not at all. A reader that has gone is no error: `mailcheck check ... | head -1`
has the exit code of the verdict. A full disk is one, and is told in a line.
"""

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class UsageError(Exception):
    """The command cannot be carried out as given; the message says what was found, then what is allowed.

    *more* are further messages, each for a line of its own.
    """

    def __init__(self, message: str, more: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.more = more


def write(text: str, path: "Path | None" = None) -> None:
    """Write *text* to the file, or to standard output where there is none.

    Raises:
        UsageError: the file cannot be written.
    """
    if path is None:
        _write_to_stdout(text)
        return
    try:
        _write_to_file(text, path)
    except OSError as error:
        raise UsageError(f"cannot write `{path}`: {error.strerror}") from None


def _write_to_stdout(text: str) -> None:
    """Print what `flush` will hand over; characters that the encoding lacks become escapes."""
    if sys.stdout is None:
        raise UsageError("standard output is closed; --output FILE writes to a file")
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        pass  # the reader has seen enough; `flush` lets go of the pipe
    except OSError as error:
        raise UsageError(f"cannot write to standard output: {error.strerror}") from None


def _write_to_file(text: str, path: "Path") -> None:
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


def warn(message: str) -> None:
    """Print a warning on standard error; *message* is from us, or has been escaped."""
    print(f"mailcheck: warning: {message}", file=sys.stderr)


def complain(*messages: str) -> None:
    """Print each message on standard error, in a line, with whatever could command a terminal escaped."""
    from mailcheck.render.escape import visible

    with suppress(OSError, ValueError):  # where nobody listens, the exit code still tells
        for message in messages:
            line = " ".join(visible(part) for part in message.splitlines() if part.strip())
            print(f"mailcheck: {line}", file=sys.stderr)


def flush() -> str:
    """Write out what is still buffered; return what keeps that from being done, empty if nothing does."""
    if sys.stdout is None:
        return ""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _silence()
    except OSError as error:
        _silence()
        return f"cannot write to standard output: {error.strerror}"
    return ""


def _silence() -> None:
    """Let the interpreter's own flush at exit find nothing to complain about."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
