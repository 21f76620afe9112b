"""Writes completion scripts, a module for each shell."""

from importlib import import_module
from typing import Annotated, Literal

import typer

from mailcheck.cli.console import write

Shell = Annotated[Literal["bash", "zsh", "fish"], typer.Argument(metavar="SHELL", help="bash, zsh or fish.")]


def completion(shell: Shell) -> int:
    """Print a script that teaches a shell to complete what follows mailcheck.

    It holds all that there is to complete, so completing runs nothing. Print it anew after an upgrade.
    """
    from mailcheck.cli.completion.described import commands
    from mailcheck.rules import catalogue

    script = import_module(f"mailcheck.cli.completion.{shell}").script
    write(script(tuple(commands()), tuple(rule.name for rule in catalogue())))
    return 0
