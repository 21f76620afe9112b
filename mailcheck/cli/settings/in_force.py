"""The settings of `check` that are in force, from the command line, the environment and the configuration."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailcheck.cli.console import UsageError, warn
from mailcheck.cli.settings.configuration import Config, ConfigError
from mailcheck.cli.settings.keys import BY_OPTION
from mailcheck.cli.settings.layers import ABOUT_THE_FILE, Settings, misspelled

if TYPE_CHECKING:
    import typer

FILE, NO_FILE = ABOUT_THE_FILE


def settings_in_force(context: "typer.Context | None", file: Path | None, no_file: bool) -> Settings:
    """Return the settings of a `check` that *context* describes; without it, of one that has no options.

    Raises:
        UsageError: the configuration or a variable cannot be used.
    """
    environment = os.environ
    for warning in misspelled(environment):
        warn(warning)
    try:
        return Settings(_given(context) if context else {}, environment, _config(file, no_file, environment))
    except ConfigError as error:
        raise UsageError(str(error)) from None


def _given(context: "typer.Context") -> dict[str, Any]:
    """Return what stands on the command line, by option."""
    return {
        option: context.params[name]
        for option in BY_OPTION
        if (name := option.replace("-", "_")) in context.params and _is_given(context, name)
    }


def _is_given(context: "typer.Context", name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _config(file: Path | None, no_file: bool, environment: Mapping[str, str]) -> Config:
    if file is not None and no_file:
        raise UsageError("`--config` and `--no-config` exclude each other")
    if no_file or (
        file is None and environment.get(NO_FILE, "0").lower() not in ("", "0", "false", "no", "off")
    ):
        return Config()
    path = file or _path(environment.get(FILE))
    return _read(path) if path is not None else _nearest()


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def _nearest() -> Config:
    """Read the configuration that holds for the working folder, if there is one."""
    from mailcheck.cli.settings.finder import found

    try:
        here = Path.cwd()
    except OSError:  # somebody has removed it
        return Config()
    path = found(here)
    return _read(path, shown_from=here) if path is not None else Config()


def _read(path: Path, shown_from: Path | None = None) -> Config:
    from mailcheck.cli.settings.file import read
    from mailcheck.cli.settings.finder import SHARED

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConfigError(f"cannot read the configuration `{path}`: {why}") from None
    shown = os.path.relpath(path, shown_from) if shown_from is not None else str(path)
    return read(text, shown, shared=path.name == SHARED)
