"""Reads a configuration: TOML text to values, each checked, or one line that says what is wrong and where."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from mailcheck.cli.settings.keys import (
    BY_NAME,
    GROUPS,
    KEYS,
    BadValueError,
    Config,
    ConfigError,
    SettingInForce,
    SettingKey,
    Table,
    choice,
    day,
    domain_glob,
    matching,
    names_in,
    quoted,
    text,
)
from mailcheck.dns.answers import Location, Source
from mailcheck.dns.names import to_ascii
from mailcheck.dns.phrases import nearest
from mailcheck.errors import InvalidDomainError
from mailcheck.rules import names
from mailcheck.survey.exceptions import RuleException
from mailcheck.survey.request import Severity

KeyPath = tuple[str | int, ...]
_PART = r"""(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z0-9_-]+)"""
_DOTTED = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_DOTTED})[ \t]*\]")
_KEY = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=")


def line_of(text: str, path: Sequence[str | int]) -> int:
    """Return the line, counted from 1, with the longest part of *path*; an array's index is a number."""
    wanted = tuple(path)
    best, found = 0, 1
    for number, at in _paths(text):
        if len(at) > best and wanted[: len(at)] == at:
            best, found = len(at), number
    return found


def _paths(text: str) -> Iterator[tuple[int, KeyPath]]:
    """Yield every line that is a header or a key, with the path of what it begins."""
    table: KeyPath = ()
    counts: dict[KeyPath, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _parts(header[2])
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
            table = _index(table, counts)
            yield number, table
        elif key := _KEY.match(line):
            yield number, table + _parts(key[1])


def _index(table: KeyPath, counts: dict[KeyPath, int]) -> KeyPath:
    """Return the path of a header with the index of each array of tables on its way."""
    path: KeyPath = ()
    for end, part in enumerate(table, 1):
        path += (part,)
        if table[:end] in counts:
            path += (counts[table[:end]],)
    return path


def _parts(dotted: str) -> KeyPath:
    """Return the parts of a dotted key, as the parser reads it."""
    import tomllib

    try:
        inner: Any = tomllib.loads(f"{dotted} = 0")
    except tomllib.TOMLDecodeError:
        return (dotted,)
    parts: list[str | int] = []
    while isinstance(inner, dict):
        ((part, inner),) = inner.items()
        parts.append(part)
    return tuple(parts)


SEVERITIES = ("error", "warning", "note", "off")
ELSEWHERE = "`mailcheck config init` writes a file with all of them"
_BOTH = (
    "`ignore` cannot be a list and `[[ignore]]` at once; "
    '`[severity]` leaves a rule out as well, with `"mx-single" = "off"`'
)
At = tuple[str | int, ...]

_SEVERITY = choice(*SEVERITIES)
_RULE = text("a rule", matching(names))
EXCEPTION = {
    "rule": _RULE,
    "domain": domain_glob(),
    "until": day(),
    "reason": text("a reason"),
}


class _Text(NamedTuple):
    """The text that is read; *base* is the path of our table in it."""

    text: str
    file: str
    folder: Path
    base: At

    def place(self, at: At) -> str:
        """Return file and line of a key."""
        return f"{self.file}:{line_of(self.text, self.base + at)}"

    def path(self, value: str, key: SettingKey) -> str:
        """Return a path as it is from the working folder."""
        before, equals, path = value.rpartition("=") if key.path == "after=" else ("", "", value)
        return f"{before}{equals}{self.folder / path}"

    def wrong(self, at: At, message: str) -> ConfigError:
        """Return the error about a key."""
        return ConfigError(f"{self.place(at)}: {message}")


def read(text: str, file: str, *, shared: bool = False) -> Config:
    """Return what the TOML *text* of *file* says; in a *shared* one, below `tool.mailcheck`.

    Raises:
        ConfigError: it is no TOML, or has a key that is not known or a value that is not allowed.
    """
    data = _parse(text, file)
    base: At = ("tool", "mailcheck") if shared else ()
    for name in base:
        data = data.get(str(name), {})
    here = _Text(text, file, Path(file).parent, base)
    if not isinstance(data, dict):
        raise here.wrong((), "`tool.mailcheck` is no table")
    return _config(here, data)


def _parse(text: str, file: str) -> Any:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        complaint, _, place = str(error).rpartition(" (at ")
        line = place.removeprefix("line ").partition(",")[0]
        where = line if line.isdecimal() else str(text.count("\n") + 1)
        if "('ignore',)" in complaint:
            raise ConfigError(f"{file}:{line_of(text, ('ignore', 0))}: {_BOTH}") from None
        raise ConfigError(f"{file}:{where}: this is not TOML: {complaint or error}") from None


def _config(here: _Text, data: Mapping[str, Any]) -> Config:
    plain = {name: value for name, value in data.items() if name not in ("domains", "ignore")}
    globs, exceptions = _sort_ignore(here, data.get("ignore", []))
    values = dict(_table(here, plain, ()))
    if globs:
        values["ignore"] = SettingInForce(globs, here.place(("ignore",)))
    return Config(here.file, values, dict(_domains(here, data.get("domains", {}))), exceptions)


def _domains(here: _Text, tables: Any) -> Iterator[tuple[str, Table]]:
    if not isinstance(tables, dict):
        raise here.wrong(("domains",), '`domains` is no table; one is written `[domains."example.com"]`')
    seen: set[str] = set()
    for name, table in tables.items():
        at: At = ("domains", name)
        try:
            domain = to_ascii(name)
        except InvalidDomainError as error:
            raise here.wrong(at, str(error)) from None
        if not isinstance(table, dict):
            raise here.wrong(at, f'`domains."{name}"` is no table')
        if domain in seen:
            raise here.wrong(at, f"`{domain}` has a table already; spell it in one way")
        seen.add(domain)
        yield domain, dict(_table(here, table, at))


def _table(
    here: _Text, table: Mapping[str, Any], at: At, group: str = ""
) -> Iterator[tuple[str, SettingInForce]]:
    """Yield the settings of a table; *at* is not empty in the table of a domain."""
    for name, value in table.items():
        inner = (*at, name)
        if name in GROUPS and not group and isinstance(value, dict):
            yield from _table(here, value, inner, name)
        elif name == "severity" and not group:
            yield name, SettingInForce(_severities(here, value, inner), here.place(inner))
        else:
            full = f"{group}.{name}" if group else name
            yield full, _setting(here, full, value, inner, of_domain=bool(at) and at[0] == "domains")


def _setting(here: _Text, name: str, value: Any, at: At, *, of_domain: bool) -> SettingInForce:
    key = BY_NAME.get(name)
    if key is None or (of_domain and not key.of_domain):
        raise here.wrong(at, _unknown(name, of_domain))
    try:
        read = key.kind.read(value)
    except BadValueError as error:
        raise here.wrong(at, f"{name}: {error}") from None
    if key.path:
        read = (
            tuple(here.path(each, key) for each in read) if isinstance(read, tuple) else here.path(read, key)
        )
    return SettingInForce(read, here.place(at))


def _unknown(name: str, of_domain: bool) -> str:
    group, _, last = name.rpartition(".")
    keys = [key for key in KEYS if key.of_domain or not of_domain]
    if name in GROUPS:
        return (
            f"`{name}` is no table; it holds {', '.join(f'`{name}.{key}`' for key in names_in(keys, name))}"
        )
    others = [] if group else ["severity", *([] if of_domain else ["domains"])]
    hint = nearest(last, [*names_in(keys, group), *others], ELSEWHERE)
    if of_domain and name in (*BY_NAME, "ignore", "domains"):
        return f"`{name}` is no key of a domain; it holds for all and stands at the top of the file"
    return f"there is no key `{name}`; {hint}"


def _severities(here: _Text, table: Any, at: At) -> dict[str, Severity | None]:
    if not isinstance(table, dict):
        raise here.wrong(at, 'severity: a table is wanted, such as `"spf-ptr" = "note"`')
    return {name: _severity(here, name, value, (*at, name)) for name, value in table.items()}


def _severity(here: _Text, name: str, value: Any, at: At) -> Severity | None:
    try:
        _RULE.read(name)
        word = _SEVERITY.read(value)
    except BadValueError as error:
        raise here.wrong(at, f"severity: {error}") from None
    return None if word == "off" else Severity[word.upper()]


def _sort_ignore(here: _Text, listed: Any) -> tuple[tuple[str, ...], tuple[RuleException, ...]]:
    """Sort what stands under `ignore`: globs leave rules out, tables are exceptions."""
    if not isinstance(listed, list):
        raise here.wrong(("ignore",), f"ignore: {quoted(listed)} stands where a list must")
    globs = [each for each in listed if not isinstance(each, dict)]
    try:
        left_out = BY_NAME["ignore"].kind.read(globs)
    except BadValueError as error:
        raise here.wrong(("ignore",), f"ignore: {error}") from None
    tables = ((index, each) for index, each in enumerate(listed) if isinstance(each, dict))
    return left_out, tuple(_exception(here, table, ("ignore", index)) for index, table in tables)


def _exception(here: _Text, table: Mapping[str, Any], at: At) -> RuleException:
    read = {}
    for name, value in table.items():
        if name not in EXCEPTION:
            hint = nearest(name, EXCEPTION)
            raise here.wrong((*at, name), f"an exception has no key `{name}`; {hint}")
        try:
            read[name] = EXCEPTION[name].read(value)
        except BadValueError as error:
            raise here.wrong((*at, name), f"{name}: {error}") from None
    for name in ("rule", "reason"):
        if name not in read:
            raise here.wrong(at, f"this exception has no {name}; rule and reason are needed")
    return RuleException(source=_source(here, read, at), **read)


def _source(here: _Text, read: Mapping[str, Any], at: At) -> Source:
    line = line_of(here.text, here.base + at)
    written = ", ".join(
        f"{name} = {read[name]}" if name == "until" else f'{name} = "{read[name]}"'
        for name in EXCEPTION
        if name in read
    )
    return Source("", "", written, Location(here.file, line, 1))
