"""Puts a zone file together from what the other modules read of it.

`scanner` splits text into entries, `words` knows names, escapes and types, and what can be wrong. `reader`
gives entries their meaning, with `values` for the data of each type. `contents` is what comes of it, with the
place of every character; `suspects` finds what loads and is hardly meant.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from mailcheck.dns.names import to_ascii
from mailcheck.dns.zonefile.contents import Folder, UnreadableFileError, ZoneFile, ZoneRecord, flaw, read
from mailcheck.dns.zonefile.reader import Reader
from mailcheck.dns.zonefile.scanner import ZoneText
from mailcheck.dns.zonefile.suspects import top_of, zonewide
from mailcheck.dns.zonefile.words import SYNTAX, ZoneFault, ZoneFlaw, canonical
from mailcheck.errors import InvalidDomainError, ZoneSyntaxError

__all__ = ["ZoneFile", "ZoneFlaw", "ZoneRecord", "ZoneSyntaxError", "read_file", "read_text"]

_ABSOLUTE_SOA = re.compile(
    r'^([^\s;"()$]++)[ \t]++(?:\d\w*+[ \t]++)?+(?:IN[ \t]++)?+(?:\d\w*+[ \t]++)?+SOA[ \t]',
    re.MULTILINE | re.IGNORECASE,
)
_AFFIXES = re.compile(
    r"^(?:db|zone|pri|master)\.|\.(?:zone|txt|db|dns|hosts|signed|bind|conf|master)$", re.IGNORECASE
)


def read_file(
    path: str | os.PathLike[str],
    *,
    origin: str | None = None,
    guess: str | None = None,
    allow_include: bool = False,
) -> ZoneFile:
    """Read a zone file; what is wrong in it is in its `flaws`.

    Args:
        path: The file; its folder is the only place from which it may include others.
        origin: The zone's name; else that of the SOA record, of the first $ORIGIN, *guess*, the file's own.
        guess: The zone's name where the file does not say.
        allow_include: Include files outside that folder too.

    Raises:
        ZoneSyntaxError: the file as a whole cannot be read.
    """
    name = os.fspath(path)
    try:
        text = read(name)
    except UnreadableFileError as error:
        raise ZoneSyntaxError(name, 0, 0, str(error)) from None
    folder = Folder(Path(name).parent, anywhere=allow_include)
    return _assemble(text, origin, guess or _domain_in(name), folder)


def read_text(
    text: str, *, origin: str | None = None, file: str = "<text>", everywhere: bool = False
) -> ZoneFile:
    """Read the text of a zone file, which includes no other.

    Args:
        text: Octets that are not UTF-8 as lone surrogates (`surrogateescape`).
        origin: The zone's name; else that of the SOA record or of the first $ORIGIN.
        file: What to call it in flaws.
        everywhere: Take names outside the zone as they are.
    """
    return _assemble(ZoneText(file, text), origin, None, Folder(None), everywhere)


def _domain_in(path: str) -> str | None:
    """Return the domain that a file is named after: db.example.com, example.com.zone; None without one."""
    try:
        name = to_ascii(_AFFIXES.sub("", Path(path).name))
    except InvalidDomainError:
        return None
    return name if "." in name else None


def _assemble(
    text: ZoneText, origin: str | None, guess: str | None, folder: Folder, everywhere: bool = False
) -> ZoneFile:
    """Read all entries, then judge them together."""
    given = None if origin is None else canonical(origin)
    reader = Reader(given if given is not None else _soa_owner(text.text) or guess, folder)
    reader.read(text)
    origins = _origins(reader, given)
    wider = zonewide(reader.records, origins, everywhere) if origins else _nameless(text)
    flaws = _in_order((*reader.flaws, *wider))
    complete = any(record.rdtype == "SOA" for record in reader.records)
    return ZoneFile(text.name, (*origins, "")[0], origins, tuple(reader.records), flaws, complete)


def _soa_owner(text: str) -> str | None:
    """Return the owner of the SOA record if it is written as an absolute name."""
    match = _ABSOLUTE_SOA.search(text)
    return canonical(match[1]) if match and match[1].endswith(".") else None


def _origins(reader: Reader, given: str | None) -> tuple[str, ...]:
    """Return the tops: the one given, else the owners of SOA records, else the first origin that was set."""
    if given is not None:
        return (given,)
    found: dict[str, None] = {}
    for record in reader.records:
        if record.rdtype == "SOA" and top_of(record.owner, found) is None:
            found[record.owner] = None
    if not found and reader.first_origin:
        found[reader.first_origin] = None
    return tuple(found)


def _nameless(text: ZoneText) -> Iterator[ZoneFlaw]:
    message = "nothing says which zone this is; name the domain too, or begin with `$ORIGIN example.com.`"
    yield flaw(ZoneFault(SYNTAX, message, 0, 1), text)


def _in_order(flaws: tuple[ZoneFlaw, ...]) -> tuple[ZoneFlaw, ...]:
    """Return flaws in the order of their places, the files in the order in which they first come up."""
    files = {name: at for at, name in enumerate(dict.fromkeys(flaw.location.file for flaw in flaws))}
    return tuple(sorted(flaws, key=lambda flaw: (files[flaw.location.file], flaw.location)))
