"""The commands, of which only the one that is asked for is imported, and what becomes of their errors.

Every error is one line on standard error and an exit code; there is no traceback by surprise. typer is
imported with the command, since that takes longer than to tell the version.
"""

import contextlib
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from mailcheck.cli.console import UsageError, complain, flush, write
from mailcheck.errors import ExitCode, MailcheckError

if TYPE_CHECKING:
    import typer

# Where each command is: a module of this package, and in it a function, or a typer.Typer for a group of them.
COMMANDS = {
    "check": ("check", "check"),
    "audit": ("audit", "audit"),
    "spf": ("spf", "spf"),
    "dkim": ("dkim", "app"),
    "plan": ("plan", "plan"),
    "demo": ("demo", "demo"),
    "rules": ("rules", "rules"),
    "rule": ("rules", "rule"),
    "config": ("config", "app"),
    "diff": ("diff", "diff"),
    "completion": ("completion", "completion"),
}


def run(arguments: list[str]) -> int:
    """Run the command line and return its exit code, whatever happens."""
    try:
        code = _invoke(arguments)
    except KeyboardInterrupt:
        code = ExitCode.INTERRUPTED
    except SystemExit:  # typer's way out when the reader of its help has gone
        code = ExitCode.PASSED
    except Exception as error:  # noqa: BLE001 - the one place: whatever comes this far is a fault of ours or the user's
        return _explain(error, arguments)
    if code == ExitCode.INTERRUPTED:
        complain("interrupted")
    return _end(code)


def _end(code: int) -> int:
    """Hand over what is still buffered and return *code*, or another where the disk is full."""
    problem = flush()
    if problem:
        complain(problem)
        return ExitCode.USAGE
    return code


def _invoke(arguments: list[str]) -> int:
    """Run the command; the version is told without typer, and without arguments how to use it."""
    if arguments == ["--version"]:
        from mailcheck.version import __version__

        write(f"mailcheck {__version__}\n")
        return ExitCode.PASSED
    import typer

    command = typer.main.get_command(_application(_find_command(arguments)))
    if arguments:
        return int(command(arguments, prog_name="mailcheck", standalone_mode=False) or ExitCode.PASSED)
    with contextlib.redirect_stdout(sys.stderr):
        command(["--help"], prog_name="mailcheck", standalone_mode=False)
    return ExitCode.USAGE


def _find_command(arguments: list[str]) -> str | None:
    """Return the command that *arguments* begin with, None where they ask for something about all of them."""
    name = next((argument for argument in arguments if not argument.startswith("-")), None)
    if name is None or name in COMMANDS:
        return name
    if "." in name:
        raise UsageError(f"there is no command `{name}`; `mailcheck check {name}` checks a domain")
    from mailcheck.dns.phrases import nearest

    raise UsageError(f"there is no command `{name}`; {nearest(name, COMMANDS)}")


def every_command() -> "typer.Typer":
    """Return the program with all of its commands."""
    return _application(None)


def _application(name: str | None) -> "typer.Typer":
    from importlib import import_module

    import typer

    from mailcheck.cli.options import describe_program

    application = typer.Typer(
        callback=describe_program,
        add_completion=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for each in COMMANDS if name is None else (name,):
        module, attribute = COMMANDS[each]
        target: Any = getattr(import_module(f"mailcheck.cli.{module}"), attribute)
        if isinstance(target, typer.Typer):
            application.add_typer(target, name=each)
        else:
            application.command(each)(target)
    return application


def _explain(error: Exception, arguments: list[str]) -> int:
    """Say what went wrong, where monitoring systems look if one of those asks, and return the exit code."""
    message, code = _word(error, debug="--debug" in arguments)
    if not _is_plugin(arguments):
        complain(message, *getattr(error, "more", ()))
        return _end(code)
    from mailcheck.render.escape import visible

    with suppress(UsageError):
        write(f"MAILCHECK UNKNOWN - {visible(message)}\n".replace("|", "/"))
    return _end(ExitCode.UNKNOWN)


def _word(error: Exception, *, debug: bool) -> tuple[str, int]:
    if isinstance(error, (UsageError, MailcheckError)):
        return str(error), ExitCode.USAGE
    if hasattr(error, "format_message"):
        return _word_usage(error), ExitCode.USAGE
    if type(error).__name__ == "Abort":  # how some releases of typer tell of an interrupt
        return "interrupted", ExitCode.INTERRUPTED
    if isinstance(error, OSError):  # a full disk under --help, or no more sockets
        return f"cannot go on: {error.strerror or error}", ExitCode.USAGE
    if debug:
        import traceback

        traceback.print_exception(error)
    hint = "" if debug else "; --debug shows where"
    return f"this is a bug: {type(error).__name__}: {error}{hint}", ExitCode.BUG


def _word_usage(error: Any) -> str:
    """Word what typer found wrong. Its exceptions have no public names, but they do have these attributes."""
    option = getattr(error, "option_name", None)
    parameter = getattr(error, "param", None)
    message = str(error.message or error.format_message()).rstrip(".").replace("'", "`")
    if hasattr(error, "possibilities"):
        return f"there is no option `{option}`; {_guess_option(option, error.possibilities)}"
    if option is not None:
        return f"`{option}` needs a value"
    if parameter is not None:
        return f"{_spell(parameter)}: {message}" if error.message else f"{_spell(parameter)} is missing"
    return message[:1].lower() + message[1:]


def _guess_option(option: Any, possibilities: list[str] | None) -> str:
    from mailcheck.dns.phrases import nearest

    return nearest(option, sorted(possibilities)) if possibilities else "--help lists them"


def _spell(parameter: Any) -> str:
    spellings = [spelling for spelling in parameter.opts if spelling.startswith("--")]
    return f"`{spellings[0] if spellings else parameter.human_readable_name}`"


def _is_plugin(arguments: list[str]) -> bool:
    """Say whether a monitoring system reads the output; bad usage has been read no further than words."""
    spelled = ("-f nagios", "-fnagios", "--format nagios", "--format=nagios")
    return any(f" {spelling} " in f" {' '.join(arguments)} " for spelling in spelled)
