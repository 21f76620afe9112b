"""Describes every command with its options as plain values, for shell completion and for the manual."""

import re
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

import typer

from mailcheck.cli.app import every_command

Kind = Literal["", "file", "folder", "rule"]  # what a value names, where a shell can complete that


class Option(NamedTuple):
    """An option: *value* is the placeholder of its value, empty for a flag."""

    spellings: tuple[str, ...]
    help: str
    value: str = ""
    choices: tuple[str, ...] = ()
    kind: Kind = ""
    repeatable: bool = False
    default: str = ""


class Argument(NamedTuple):
    """An argument by its place; *name* is its placeholder."""

    name: str
    help: str
    choices: tuple[str, ...] = ()
    kind: Kind = ""
    required: bool = False
    repeatable: bool = False


class Command(NamedTuple):
    """A command, named by *words* after `mailcheck`; only a group has commands of its own, in *inner*."""

    words: tuple[str, ...]
    help: str
    options: tuple[Option, ...] = ()
    arguments: tuple[Argument, ...] = ()
    inner: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The first sentence of the help, without its full stop."""
        return " ".join(self.help.partition("\n\n")[0].split()).removesuffix(".")


HELP = Option(("-h", "--help"), "Show this message and exit.")


def commands() -> Iterator[Command]:
    """Yield the program itself, then every command, each group before its own."""
    yield from _describe(typer.main.get_command(every_command()), ())


def _describe(command: Any, words: tuple[str, ...]) -> Iterator[Command]:
    inner = getattr(command, "commands", {})
    shown = [each for each in command.params if not getattr(each, "hidden", False)]
    options = tuple(_option(each) for each in shown if each.param_type_name == "option")
    arguments = tuple(_argument(each) for each in shown if each.param_type_name == "argument")
    yield Command(words, command.help or "", (*options, HELP), arguments, tuple(inner))
    for name, each in inner.items():
        yield from _describe(each, (*words, name))


def _option(parameter: Any) -> Option:
    choices = _choices(parameter)
    value = "" if parameter.is_flag else parameter.metavar or "|".join(choices) or "VALUE"
    default = "" if parameter.is_flag or parameter.default is None else str(parameter.default)
    return Option(
        tuple(parameter.opts),
        parameter.help or "",
        value,
        choices,
        _kind(value, parameter),
        parameter.multiple,
        default,
    )


def _argument(parameter: Any) -> Argument:
    name = parameter.metavar or parameter.name.upper()
    return Argument(
        re.sub(r"[][]|\.\.\.", "", name),
        parameter.help or "",
        _choices(parameter),
        _kind(name, parameter),
        parameter.required,
        parameter.nargs == -1,
    )


def _choices(parameter: Any) -> tuple[str, ...]:
    return tuple(getattr(parameter.type, "choices", ()))


def _kind(value: str, parameter: Any) -> Kind:
    """Say what a value names: placeholders are the same for all options that take the same."""
    if value == "NAME" and parameter.name in ("select", "ignore", "name"):
        return "rule"
    if value == "DIR":
        return "folder"
    return "file" if "FILE" in value or "Path" in type(parameter.type).__name__ else ""
