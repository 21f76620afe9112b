"""The nouns of a configuration that has been read."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from mailcheck.survey.exceptions import RuleException


class Setting(NamedTuple):
    """A value, and where it comes from: `mailcheck.toml:3`, `MAILCHECK_FAIL_ON`, `--fail-on` or `default`."""

    value: Any
    origin: str


Table = Mapping[str, Setting]


class Config(NamedTuple):
    """What a file says; *file* is empty where there is none. Tables are by the names of keys.

    The key `severity` holds `profiles.Severities`.
    """

    file: str = ""
    values: Table = {}
    domains: Mapping[str, Table] = {}
    exceptions: "tuple[RuleException, ...]" = ()


class ConfigError(ValueError):
    """A configuration that cannot be used; the message is one line with file and line."""
