"""The commands, and how to import only the one that is asked for: each costs time before the first packet."""

import contextlib
import sys
from importlib import import_module
from typing import Annotated, Any

import typer

from mailcheck.cli.faults import USAGE, UsageFault
from mailcheck.cli.output import write
from mailcheck.dns.phrases import nearest

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
    """Run the command that *arguments* name and return its exit code."""
    if not arguments:
        with contextlib.redirect_stdout(sys.stderr):
            _invoke(["--help"])
        return USAGE
    return _invoke(arguments)


def _invoke(arguments: list[str]) -> int:
    command = typer.main.get_command(_application(_named(arguments)))
    return int(command(arguments, prog_name="mailcheck", standalone_mode=False) or 0)


def _named(arguments: list[str]) -> str | None:
    """Return the command that *arguments* begin with, None where they ask for something about all of them."""
    name = next((argument for argument in arguments if not argument.startswith("-")), None)
    if name is None or name in COMMANDS:
        return name
    if "." in name:
        raise UsageFault(f"there is no command `{name}`; `mailcheck check {name}` checks a domain")
    raise UsageFault(f"there is no command `{name}`; {nearest(name, COMMANDS)}")


def every_command() -> typer.Typer:
    """Return the program with all of its commands."""
    return _application(None)


def _application(name: str | None) -> typer.Typer:
    application = typer.Typer(
        callback=_root,
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


def print_version(wanted: bool) -> None:
    """Print the version and end, if that is *wanted*."""
    if wanted:
        from mailcheck.version import __version__

        write(f"mailcheck {__version__}\n")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=print_version, is_eager=True, help="Show the version and exit.")
]


def _root(
    version: Version = False, debug: Annotated[bool, typer.Option("--debug", hidden=True)] = False
) -> None:
    """Check a domain's MX, SPF, DKIM and DMARC records, and say what is wrong and what to publish instead.

    Exit codes: 0 nothing wrong, 1 findings, 2 bad usage, 3 could not tell, 4 a bug, 130 interrupted.
    """
