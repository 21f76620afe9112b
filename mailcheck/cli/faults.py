"""What goes wrong on the way: one line on standard error, an exit code, and never a traceback by surprise."""

import os
import sys
from contextlib import suppress
from typing import Any

USAGE, BUG, INTERRUPTED = 2, 4, 130


class UsageFault(Exception):
    """The command cannot be carried out as given; the message says what was found, then what is allowed.

    *more* are further messages, each for a line of its own.
    """

    def __init__(self, message: str, more: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.more = more


def guarded(arguments: list[str]) -> int:
    """Run the command line and return its exit code, whatever happens."""
    try:
        code = _run(arguments)
    except KeyboardInterrupt:
        return _said("interrupted", INTERRUPTED)
    except SystemExit:  # typer's way out when the reader of its help has gone
        return settled(0)
    except Exception as error:  # noqa: BLE001 - the one place: whatever comes this far is a fault of ours or the user's
        message, code = _explained(error, debug="--debug" in arguments)
        if _is_plugin(arguments):
            return _said_by_plugin(message)
        return _said(message, code, getattr(error, "more", ()))
    if code == INTERRUPTED:
        return _said("interrupted", INTERRUPTED)
    return settled(code)


def _run(arguments: list[str]) -> int:
    """Run the command; the version is told without typer, whose import takes longer than all the rest."""
    if arguments == ["--version"]:
        from mailcheck.cli.output import write
        from mailcheck.version import __version__

        write(f"mailcheck {__version__}\n")
        return 0
    from mailcheck.cli.app import run

    return run(arguments)


def _explained(error: Exception, *, debug: bool) -> tuple[str, int]:
    if isinstance(error, UsageFault):
        return str(error), USAGE
    if hasattr(error, "format_message"):
        return _usage(error), USAGE
    if type(error).__name__ == "Abort":  # how some releases of typer tell of an interrupt
        return "interrupted", INTERRUPTED
    if isinstance(error, OSError):  # a full disk under --help, or no more sockets
        return f"cannot go on: {error.strerror or error}", USAGE
    if debug:
        import traceback

        traceback.print_exception(error)
    hint = "" if debug else "; --debug shows where"
    return f"this is a bug: {type(error).__name__}: {error}{hint}", BUG


def _usage(error: Any) -> str:
    """Word what typer found wrong. Its exceptions have no public names, but they do have these attributes."""
    option = getattr(error, "option_name", None)
    parameter = getattr(error, "param", None)
    message = str(error.message or error.format_message()).rstrip(".").replace("'", "`")
    if hasattr(error, "possibilities"):
        return f"there is no option `{option}`; {_meant(option, error.possibilities)}"
    if option is not None:
        return f"`{option}` needs a value"
    if parameter is not None:
        return f"{_name(parameter)}: {message}" if error.message else f"{_name(parameter)} is missing"
    return message[:1].lower() + message[1:]


def _meant(option: Any, possibilities: list[str] | None) -> str:
    from mailcheck.dns.phrases import nearest

    return nearest(option, sorted(possibilities)) if possibilities else "--help lists them"


def _name(parameter: Any) -> str:
    spellings = [spelling for spelling in parameter.opts if spelling.startswith("--")]
    return f"`{spellings[0] if spellings else parameter.human_readable_name}`"


def _is_plugin(arguments: list[str]) -> bool:
    """Say whether a monitoring system reads the output; bad usage has been read no further than words."""
    spelled = ("-f nagios", "-fnagios", "--format nagios", "--format=nagios")
    return any(f" {spelling} " in f" {' '.join(arguments)} " for spelling in spelled)


def _said_by_plugin(message: str) -> int:
    """Say what went wrong where monitoring systems look, with the code that means UNKNOWN to them."""
    from mailcheck.cli.output import write
    from mailcheck.render.escape import visible

    with suppress(UsageFault):
        write(f"MAILCHECK UNKNOWN - {visible(message)}\n".replace("|", "/"))
    return settled(3)


def _said(message: str, code: int, more: tuple[str, ...] = ()) -> int:
    from mailcheck.render.escape import visible

    with suppress(OSError, ValueError):  # where nobody listens, the exit code still tells
        for each in (message, *more):
            line = " ".join(visible(part) for part in each.splitlines() if part.strip())
            print(f"mailcheck: {line}", file=sys.stderr)
    return settled(code)


def settled(code: int) -> int:
    """Write out what is still buffered and return *code*, or 2 where the disk is full.

    A reader that has gone is no error: `mailcheck check ... | head -1` has the exit code of the verdict.
    """
    if sys.stdout is None:
        return code
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _silence()
    except OSError as error:
        _silence()
        return _said(f"cannot write to standard output: {error.strerror}", USAGE)
    return code


def _silence() -> None:
    """Let the interpreter's own flush at exit find nothing to complain about."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
