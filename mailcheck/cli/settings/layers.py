"""What is in force: the command line, else the environment, the domain's table, the file, the default."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from mailcheck.cli.settings.keys import BY_NAME, KEYS, PREFIX, BadValueError, Key
from mailcheck.survey.request import Expected
from mailcheck.survey.severity import Severities

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
        self._first: dict[str, Setting] = {}
        for key in KEYS:
            if key.variable and environment.get(key.variable):
                self._first[key.name] = _from_environment(key, environment[key.variable])
            if key.option and key.option in given:
                self._first[key.name] = Setting(given[key.option], f"--{key.option}")

    def setting(self, name: str, domain: str = "") -> Setting:
        """Return what is in force for the key *name*, for one domain or else for all."""
        if name in self._first:
            return self._first[name]
        own = self.config.domains.get(domain, {})
        found = own.get(name) or self.config.values.get(name)
        return found or Setting(BY_NAME[name].default, "default")

    def is_said(self, name: str) -> bool:
        """Say whether the command line or the environment has it, and not the file."""
        return name in self._first

    def value(self, name: str, domain: str = "") -> Any:
        """Return the value that is in force."""
        return self.setting(name, domain).value

    def all(self) -> Iterator[tuple[str, Setting]]:
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

    def expected(self, domain: str) -> Expected:
        """Return what the records of *domain* should be."""
        hosts, *others = (self.value(name, domain) for name in EXPECTED)
        return Expected(tuple(host.lower().rstrip(".") for host in hosts), *others)


def _from_environment(key: Key, text: str) -> Setting:
    try:
        value = key.kind.from_text(text)
    except BadValueError as error:
        raise ConfigError(f"{key.variable}: {error}") from None
    return Setting(value, key.variable)


def misspelled(environment: Mapping[str, str]) -> Iterator[str]:
    """Yield a warning for each variable that is almost one of ours; others are somebody else's."""
    from difflib import get_close_matches

    ours = [*(key.variable for key in KEYS if key.variable), *ABOUT_THE_FILE]
    for name in sorted(environment):
        if not name.startswith(PREFIX) or name in ours:
            continue
        close = get_close_matches(name, ours, n=1, cutoff=0.9)
        if close:
            yield f"the variable {name} has no effect; did you mean {close[0]}?"
