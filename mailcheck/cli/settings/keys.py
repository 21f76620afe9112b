"""The keys of a configuration: one description for validation, the schema and the documentation."""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from mailcheck.dns.names import to_ascii
from mailcheck.dns.phrases import cut, nearest
from mailcheck.errors import InvalidDomainError
from mailcheck.rules import names
from mailcheck.survey.request import PROFILES as PROFILES

if TYPE_CHECKING:
    from mailcheck.survey.exceptions import RuleException


class SettingInForce(NamedTuple):
    """A value, and where it comes from: `mailcheck.toml:3`, `MAILCHECK_FAIL_ON`, `--fail-on` or `default`."""

    value: Any
    origin: str


Table = Mapping[str, SettingInForce]


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


_TIME = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)(ms|s|m|)", re.ASCII)
_TRUE = ("1", "true", "yes", "on")
_FALSE = ("0", "false", "no", "off")


class BadValueError(ValueError):
    """A value that its key does not allow; the message says what was found, then what is allowed."""


@dataclass(frozen=True, slots=True)
class Kind:
    """*read* returns a value of TOML in the form in which the program uses it, or raises `BadValueError`.

    *split* cuts the text of an environment variable into the elements of a list; None if the kind is no list.
    """

    schema: Mapping[str, Any]
    read: Callable[[Any], Any]
    split: Callable[[str], list[str]] | None = None

    def from_text(self, text: str) -> Any:
        """Return the value that *text*, from the environment, stands for."""
        return self.read(self.split(text) if self.split else text)


def quoted(value: Any) -> str:
    """Return a value as it may have been written, cut where it is long."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{cut(text, 60, '...')}`"


def choice(*allowed: str) -> Kind:
    """One of a few words."""

    def read(value: Any) -> str:
        if value in allowed and isinstance(value, str):
            return value
        hint = nearest(value, allowed) if isinstance(value, str) else ""
        guess = f"; {hint}" if hint.startswith("did") else ""
        raise BadValueError(f"{quoted(value)} is none of {', '.join(allowed)}{guess}")

    return Kind({"enum": list(allowed)}, read)


def flag() -> Kind:
    """True or false; in the environment also 1, yes, on and their opposites."""

    def read(value: Any) -> bool:
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.lower() in (*_TRUE, *_FALSE):
            return value.lower() in _TRUE
        raise BadValueError(f"{quoted(value)} is neither true nor false")

    return Kind({"type": "boolean"}, read)


def time() -> Kind:
    """A number of seconds, or a time such as `2.5s`."""

    def read(value: Any) -> str:
        text = str(value)
        if isinstance(value, bool) or not 0.001 <= (seconds(text) or 0.0) <= 3600:
            raise BadValueError(
                f"{quoted(value)} is no time between 0.001 and 3600 seconds, such as 5 or 2.5s"
            )
        return text

    return Kind({"type": ["number", "string"]}, read)


def seconds(text: str) -> float | None:
    """Return a time such as `5`, `2.5s`, `300ms` or `1m` in seconds; None if it is no time."""
    found = _TIME.fullmatch(text.strip())
    return float(found[1]) * {"ms": 0.001, "m": 60.0}.get(found[2], 1.0) if found else None


def text(what: str, check: Callable[[str], object] | None = None) -> Kind:
    """A string that *check* lets through; *what* names it."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or not value.strip():
            raise BadValueError(f"{quoted(value)} stands where {what} must")
        _apply(value, check)
        return value

    return Kind({"type": "string", "minLength": 1}, read)


def texts(what: str, check: Callable[[str], object] | None = None, *, paths: bool = False) -> Kind:
    """A list of strings; one string will do. In the environment blanks divide, or `:` in *paths*."""
    one = text(what, check)

    def read(value: Any) -> tuple[str, ...]:
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list):
            raise BadValueError(f"{quoted(value)} stands where a list of strings must: {what}")
        return tuple(one.read(each) for each in values)

    return Kind({"type": "array", "items": one.schema}, read, _split_paths if paths else _split)


def domain_glob() -> Kind:
    """A domain, which is read as A-labels, or a glob over such names."""
    one = text("a domain or a glob")

    def read(value: Any) -> str:
        plain = str(one.read(value)).strip().lower().removesuffix(".")
        try:
            return plain if plain.isascii() else to_ascii(plain)
        except InvalidDomainError as error:
            raise BadValueError(str(error)) from None

    return Kind(one.schema, read)


def day() -> Kind:
    """A date of TOML, or one in quotes."""

    def read(value: Any) -> date:
        # A date with a time of day is a `date` too, but not one on which a day can end.
        if type(value) is date:
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise BadValueError(f"{quoted(value)} is no date such as 2027-01-31") from None

    return Kind({"type": "string", "format": "date"}, read)


def matching(known: Callable[[], Iterable[str]]) -> Callable[[str], None]:
    """Return a check that a glob matches at least one name."""

    def check(glob: str) -> None:
        names = tuple(known())
        if not any(fnmatchcase(name, glob) for name in names):
            raise BadValueError(f"{quoted(glob)} matches no rule; {nearest(glob, names)}")

    return check


def _apply(value: str, check: Callable[[str], object] | None) -> None:
    """Let *check* look; whatever it says is said of the value."""
    if check is None:
        return
    try:
        check(value)
    except BadValueError:
        raise
    except ValueError as error:
        said = str(error)
        raise BadValueError(said if quoted(value) in said else f"{quoted(value)}: {said}") from None


def _split(listed: str) -> list[str]:
    return [part for part in re.split(r"[\s,]+", listed) if part]


def _split_paths(listed: str) -> list[str]:
    return [part for part in listed.split(os.pathsep) if part]


# Those of `render.formats`, whose import would delay the first question.
FORMATS = (
    "auto", "text", "json", "jsonl", "csv", "markdown", "sarif", "junit", "github", "gitlab", "nagios",
)  # fmt: skip
PREFIX = "MAILCHECK_"


class SettingKey(NamedTuple):
    """One key: *option* is the long option of `check` that says the same, if there is one.

    *of_domain* allows it in a table `[domains."example.com"]` too. *path* says of a value that it is a path,
    or is one after an equals sign; in a file such paths are relative to the file.
    """

    name: str
    kind: Kind
    about: str
    option: str = ""
    default: Any = None
    of_domain: bool = False
    path: Literal["", "whole", "after="] = ""

    @property
    def variable(self) -> str:
        """The environment variable that says the same; empty if there is none."""
        return PREFIX + self.option.upper().replace("-", "_") if self.option else ""


def selector(text: str) -> None:
    """Insist on what can stand before `._domainkey`."""
    to_ascii(f"{text}._domainkey")


def sender(text: str) -> None:
    """Insist on an address, a network or a host name."""
    from mailcheck.survey.spf.coverage import check_sender

    check_sender(text)


def nameserver(text: str) -> None:
    """Insist on the spelling of a name server."""
    from mailcheck.dns.live.servers import parse_server

    parse_server(text)


_GLOB = matching(names)
_POLICY = choice("none", "quarantine", "reject")

KEYS = (
    SettingKey("profile", choice(*PROFILES), "What kind of domain it is.", "profile", "auto", of_domain=True),
    SettingKey(
        "selectors",
        texts("a DKIM selector", selector),
        "DKIM selectors to look up.",
        "selector",
        (),
        of_domain=True,
    ),
    SettingKey(
        "dkim-keys",
        texts("SELECTOR=FILE", paths=True),
        "Private key files whose records must be published, as SELECTOR=FILE.",
        "dkim-key",
        (),
        path="after=",
    ),
    SettingKey(
        "guess-selectors",
        flag(),
        "Ask for well-known DKIM selectors too.",
        "guess-selectors",
        False,
    ),
    SettingKey(
        "senders",
        texts("an address, a network or a host", sender),
        "Addresses and hosts that send, beside the MX hosts.",
        "sender",
        (),
        of_domain=True,
    ),
    SettingKey(
        "zones",
        texts("a zone file", paths=True),
        "Zone files that answer for their names, relative to this file.",
        "zone",
        (),
        of_domain=True,
        path="whole",
    ),
    SettingKey(
        "nameservers",
        texts("a name server", nameserver),
        "Name servers to ask in place of the system's.",
        "nameserver",
        (),
        of_domain=True,
    ),
    SettingKey(
        "allow-include",
        flag(),
        "Let zone files include files outside of their own folder.",
        "allow-include",
        False,
    ),
    SettingKey(
        "authoritative",
        flag(),
        "Ask every name server of the zone too, and say where they differ.",
        "authoritative",
        False,
    ),
    SettingKey(
        "authorities",
        texts("the address of a name server", nameserver),
        "Name servers of the zone, in place of those that it names.",
        "authority",
        (),
    ),
    SettingKey("offline", flag(), "Ask nobody: what no zone file holds cannot be told.", "offline", False),
    SettingKey("timeout", time(), "How long to wait for one answer.", "timeout", "5"),
    SettingKey("select", texts("a rule", _GLOB), "Judge only these rules (globs).", "select", ()),
    SettingKey("ignore", texts("a rule", _GLOB), "Leave these rules out (globs).", "ignore", ()),
    SettingKey(
        "fail-on",
        choice("error", "warning", "note", "never"),
        "The least severity that makes the exit code 1.",
        "fail-on",
        "error",
    ),
    SettingKey("allow-unknown", flag(), "Exit 0 instead of 3 where one cannot tell.", "allow-unknown", False),
    SettingKey(
        "baseline",
        text("a report"),
        "An earlier JSON report; only what is new fails.",
        "baseline",
        path="whole",
    ),
    SettingKey("format", choice(*FORMATS), "How the report is printed.", "format", "text"),
    SettingKey(
        "outputs",
        texts("FILE or FORMAT=FILE", paths=True),
        "Files that the report is written to, as FILE or FORMAT=FILE.",
        "output",
        (),
        path="after=",
    ),
    SettingKey("quiet", flag(), "Print the verdict alone.", "quiet", False),
    SettingKey(
        "verbose", flag(), "List what passed, what was skipped and what is ignored.", "verbose", False
    ),
    SettingKey(
        "color", choice("auto", "always", "never"), "Colour; auto means on a terminal.", "color", "auto"
    ),
    SettingKey(
        "mx.hosts",
        texts("the name of a host"),
        "Approved MX hosts (globs).",
        default=(),
        of_domain=True,
    ),
    SettingKey(
        "dmarc.policy", _POLICY, "The weakest DMARC policy that is allowed.", default="", of_domain=True
    ),
    SettingKey(
        "dmarc.subdomain-policy",
        _POLICY,
        "The weakest DMARC policy for subdomains that is allowed.",
        default="",
        of_domain=True,
    ),
    SettingKey(
        "spf.all",
        choice("fail", "softfail", "neutral"),
        "The weakest SPF result that is allowed for hosts that are not named.",
        default="",
        of_domain=True,
    ),
)
BY_NAME = {key.name: key for key in KEYS}
BY_OPTION = {key.option: key for key in KEYS if key.option}
GROUPS = tuple(dict.fromkeys(key.name.partition(".")[0] for key in KEYS if "." in key.name))


def names_in(keys: Iterable[SettingKey], group: str = "") -> list[str]:
    """Return the names that may stand in a table: of keys, and of groups of them."""
    prefix = f"{group}." if group else ""
    inside = (key.name.removeprefix(prefix) for key in keys if key.name.startswith(prefix))
    return list(dict.fromkeys(name.partition(".")[0] for name in inside))
