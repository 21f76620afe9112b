"""The settings of `check` that are in force, from the command line, the environment and the configuration."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailcheck.cli.console import UsageError, warn
from mailcheck.cli.settings.keys import BY_OPTION
from mailcheck.cli.settings.layers import ABOUT_THE_FILE, Config, ConfigError, Settings, misspelled

if TYPE_CHECKING:
    import typer


OWN = "mailcheck.toml"
SHARED = "pyproject.toml"


def found(folder: Path) -> Path | None:
    """Return the nearest configuration, in *folder* or above it up to the root of the repository.

    Without a repository the way ends at the root of the file system. In one folder `mailcheck.toml` comes
    before a pyproject.toml, which counts only if it speaks of mailcheck.
    """
    for above in _upwards(folder):
        if (above / OWN).is_file():
            return above / OWN
        if _speaks_of_us(above / SHARED):
            return above / SHARED
    return None


def _upwards(folder: Path) -> Iterator[Path]:
    for above in (folder, *folder.parents):
        yield above
        if (above / ".git").exists():
            return


def _speaks_of_us(path: Path) -> bool:
    try:
        octets = path.read_bytes()
    except OSError:
        return False
    if b"mailcheck" not in octets:
        return False
    import tomllib

    try:
        tool = tomllib.loads(octets.decode()).get("tool")
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return b"tool.mailcheck" in octets  # whoever reads it will say what is wrong
    return isinstance(tool, dict) and "mailcheck" in tool


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

    try:
        here = Path.cwd()
    except OSError:  # somebody has removed it
        return Config()
    path = found(here)
    return _read(path, shown_from=here) if path is not None else Config()


def _read(path: Path, shown_from: Path | None = None) -> Config:
    from mailcheck.cli.settings.file import read

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConfigError(f"cannot read the configuration `{path}`: {why}") from None
    shown = os.path.relpath(path, shown_from) if shown_from is not None else str(path)
    return read(text, shown, shared=path.name == SHARED)
