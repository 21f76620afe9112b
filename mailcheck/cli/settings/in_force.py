"""The settings of `check` that are in force, from the command line, the environment and the configuration."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailcheck.cli.console import UsageError, warn
from mailcheck.cli.settings.keys import (
    BY_NAME,
    BY_OPTION,
    KEYS,
    PREFIX,
    BadValueError,
    Config,
    ConfigError,
    SettingInForce,
    SettingKey,
)
from mailcheck.survey.request import Expected, Severities

if TYPE_CHECKING:
    import typer


EXPECTED = ("mx.hosts", "dmarc.policy", "dmarc.subdomain-policy", "spf.all")
# Variables that say which file is read, and so cannot be set in one.
ABOUT_THE_FILE = ("MAILCHECK_CONFIG", "MAILCHECK_NO_CONFIG")


class Settings:
    """Every setting with where it comes from.

    Args:
        given: What the command line says, by option; what it does not say is not there.
        environment: All variables.
        config: What the file says.

    Raises:
        ConfigError: a variable has a value that is not allowed.
    """

    def __init__(self, given: Mapping[str, Any], environment: Mapping[str, str], config: Config) -> None:
        self.config = config
        self._first: dict[str, SettingInForce] = {}
        for key in KEYS:
            if key.variable and environment.get(key.variable):
                self._first[key.name] = _from_environment(key, environment[key.variable])
            if key.option and key.option in given:
                self._first[key.name] = SettingInForce(given[key.option], f"--{key.option}")

    def setting(self, name: str, domain: str = "") -> SettingInForce:
        """Return what is in force for the key *name*, for one domain or else for all."""
        if name in self._first:
            return self._first[name]
        own = self.config.domains.get(domain, {})
        found = own.get(name) or self.config.values.get(name)
        return found or SettingInForce(BY_NAME[name].default, "default")

    def is_said(self, name: str) -> bool:
        """Say whether the command line or the environment has it, and not the file."""
        return name in self._first

    def value(self, name: str, domain: str = "") -> Any:
        """Return the value that is in force."""
        return self.setting(name, domain).value

    def all(self) -> Iterator[tuple[str, SettingInForce]]:
        """Yield the name of each key with what is in force for all domains."""
        yield from ((key.name, self.setting(key.name)) for key in KEYS)
        if "severity" in self.config.values:
            yield "severity", self.config.values["severity"]

    def severities(self, domain: str) -> Severities:
        """Return the severities that are set: a domain's own before those for all."""
        merged: dict[str, Any] = {}
        for table in (self.config.values, self.config.domains.get(domain, {})):
            merged |= table["severity"].value if "severity" in table else {}
        return merged

    def expected_values(self, domain: str) -> Expected:
        """Return what the records of *domain* should be."""
        hosts, *others = (self.value(name, domain) for name in EXPECTED)
        return Expected(tuple(host.lower().rstrip(".") for host in hosts), *others)


def _from_environment(key: SettingKey, text: str) -> SettingInForce:
    try:
        value = key.kind.from_text(text)
    except BadValueError as error:
        raise ConfigError(f"{key.variable}: {error}") from None
    return SettingInForce(value, key.variable)


def spelling_warnings(environment: Mapping[str, str]) -> Iterator[str]:
    """Yield a warning for each variable that is almost one of ours; others are somebody else's."""
    from mailcheck.dns.phrases import similar

    ours = [*(key.variable for key in KEYS if key.variable), *ABOUT_THE_FILE]
    for name in sorted(environment):
        if not name.startswith(PREFIX) or name in ours:
            continue
        close = similar(name, ours, 2)
        if close:
            yield f"the variable {name} has no effect; did you mean {close[0]}?"


OWN = "mailcheck.toml"
SHARED = "pyproject.toml"


def find_file(folder: Path) -> Path | None:
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
    for warning in spelling_warnings(environment):
        warn(warning)
    try:
        return Settings(
            _arguments(context) if context else {}, environment, _config(file, no_file, environment)
        )
    except ConfigError as error:
        raise UsageError(str(error)) from None


def _arguments(context: "typer.Context") -> dict[str, Any]:
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
    path = find_file(here)
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
