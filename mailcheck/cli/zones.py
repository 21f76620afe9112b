"""Reads the zone files that are named on the command line, and tells all that is wrong with them at once."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from mailcheck.cli.console import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from mailcheck.dns import ZoneResolver
    from mailcheck.dns.zonefile import ZoneFile
    from mailcheck.dns.zonefile.flaws import ZoneFlaw

ENDING = ".zone"


class Given(NamedTuple):
    """What the arguments name: domains, and zone files, which may include any file with *allow_include*."""

    domains: tuple[str, ...]
    files: tuple[str, ...] = ()
    allow_include: bool = False

    @property
    def owner(self) -> str:
        """The domain that a piece of a zone belongs to, where it does not say itself; empty without one."""
        return self.domains[0] if self.domains else ""


def tell_apart(arguments: Sequence[str], *, allow_include: bool = False) -> Given:
    """Tell files from domains; an argument that names a file is one, and `example.com.` is a domain.

    Raises:
        UsageError: there is no file of such a name.
    """
    files = [argument for argument in arguments if _is_file(argument)]
    domains = tuple(argument for argument in arguments if argument not in files)
    return Given(domains, tuple(dict.fromkeys(files)), allow_include)


def _is_file(argument: str) -> bool:
    if os.path.isfile(argument):  # noqa: PTH113 - which is false, too, for what no file can be called
        return True
    if argument.endswith(ENDING) and "/" not in argument:
        raise UsageError(f"there is no zone file `{argument}`; the domain is written `{argument}.`")
    return "/" in argument and "://" not in argument


def read_zones(
    paths: "Sequence[Path]", domain: str = "", *, allow_include: bool = False
) -> "tuple[ZoneResolver, ...]":
    """Read the zone files; *domain* is what a piece of a zone belongs to that does not say.

    Raises:
        UsageError: one cannot be opened, or no name server would load it; all flaws of all files are told.
    """
    if not paths:
        return ()
    from mailcheck.dns import ZoneResolver

    files = [_read(path, domain, allow_include) for path in paths]
    if any(file.fatal for file in files):
        first, *more = dict.fromkeys(_word(flaw) for file in files for flaw in file.flaws)
        raise UsageError(first, tuple(more))
    return tuple(ZoneResolver((file,)) for file in files)


def _read(path: "Path", domain: str, allow_include: bool) -> "ZoneFile":
    from mailcheck.cli.requests import normalize_domain
    from mailcheck.dns import ZoneSyntaxError
    from mailcheck.dns.zonefile import read_file

    try:
        file = read_file(path, allow_include=allow_include)
        if domain and (file.is_snippet or not file.records):
            return read_file(path, guess=normalize_domain(domain), allow_include=allow_include)
    except ZoneSyntaxError as error:
        raise UsageError(str(error)) from None
    return file


def _word(flaw: "ZoneFlaw") -> str:
    name, line, column = flaw.location
    return f"{name}:{line}:{column}: {flaw.message} ({flaw.rule})"
