"""Finds the flaws that show only when the whole zone is known."""

import re
from collections.abc import Container, Iterator, Sequence

from mailcheck.records.zone_flaws import (
    ADDRESS_AS_NAME,
    BESIDE_CNAME,
    MISSING_DOT,
    OUT_OF_ZONE,
    SYNTAX,
    ZoneFlaw,
)
from mailcheck.resolvers.zonefile.faults import Fault, Word, cited
from mailcheck.resolvers.zonefile.model import ZoneRecord, flaw
from mailcheck.resolvers.zonefile.text import upwards
from mailcheck.resolvers.zonefile.types import SIGNING

_TARGET_TYPES = frozenset(("CNAME", "MX", "NS", "PTR"))
_ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}")
# Last labels by which a relative name of several labels gives away that it was meant to be absolute.
_TOP_LEVEL = frozenset(
    re.findall(
        r"\w+",
        "app arpa at au be biz br ca ch cloud co com cz de dev dk edu email es eu fi fr gov ie in info int io"
        " it jp me mil net nl no nz org pl ru se uk us",
    )
)


def zonewide(records: Sequence[ZoneRecord], origins: Sequence[str], everywhere: bool) -> Iterator[ZoneFlaw]:
    """Return the flaws of all records; names outside the *origins* are well if they may be *everywhere*."""
    tops = frozenset(origins)
    names = {record.owner for record in records}
    busy = {record.owner for record in records if record.rdtype not in SIGNING and record.rdtype != "CNAME"}
    firsts: dict[tuple[str, str], ZoneRecord] = {}
    for record in records:
        top = top_of(record.owner, tops)
        yield from _dotless(record, top, names)
        if top is None and not everywhere:
            yield _blamed(OUT_OF_ZONE, f"`{record.owner}` is outside the zone {origins[0]}", record)
        elif record.rdtype in ("CNAME", "SOA"):
            yield from _single(record, firsts.setdefault((record.owner, record.rdtype), record))
        if record.rdtype == "CNAME" and record.owner in busy:
            message = (
                f"a CNAME record at `{record.owner}`, which has other records; an alias must stand alone"
            )
            yield _blamed(BESIDE_CNAME, message, record)
        if record.rdtype == "SOA" and top not in (None, record.owner) and not everywhere:
            yield _blamed(SYNTAX, f"an SOA record at `{record.owner}`; only `{top}` may have one", record)


def top_of(name: str, tops: Container[str]) -> str | None:
    """Return which of *tops* a name is at or below."""
    found = next((above for above in upwards(name) if above in tops), None)
    return "" if found is None and "" in tops else found


def _single(record: ZoneRecord, first: ZoneRecord) -> Iterator[ZoneFlaw]:
    """Return that a name has two different records of a type of which it may have one."""
    if record.value != first.value:
        message = f"a second {record.rdtype} record at `{record.owner}`; one is allowed"
        yield _blamed(SYNTAX, f"{message}, see line {first.location.line}", record)


def _dotless(record: ZoneRecord, top: str | None, names: Container[str]) -> Iterator[ZoneFlaw]:
    """Return names that are relative and can hardly have been meant to be."""
    if record.named and top and _doubles(record.first, record.owner, top):
        yield _to_be_absolute(record, record.first, record.owner)
    if record.rdtype not in _TARGET_TYPES or record.words[0].text == "\\#":
        return
    word = record.words[-1]
    target: str = record.value.exchange if record.rdtype == "MX" else record.value
    if _ADDRESS.fullmatch(word.text):
        message = f"{cited(word.text)} is an address, read as the name `{target}`; a host name is needed"
        yield flaw(Fault(ADDRESS_AS_NAME, message, word.start, word.end), record.text, record)
    elif (top and _doubles(word, target, top)) or (_foreign(word, target) and target not in names):
        yield _to_be_absolute(record, word, target)


def _doubles(word: Word, name: str, top: str) -> bool:
    """Say whether a relative name, read as *name*, ends in the zone's own."""
    text = word.text.lower()
    return text.endswith(top) and text != name and (text == top or text.endswith("." + top))


def _foreign(word: Word, name: str) -> bool:
    """Say whether a relative name, read as *name*, looks like that of a host elsewhere."""
    text = word.text.lower()
    first, _, last = text.rpartition(".")
    return "." in first and last in _TOP_LEVEL and text != name


def _to_be_absolute(record: ZoneRecord, word: Word, name: str) -> ZoneFlaw:
    message = f"{cited(word.text)} without a final dot is read as `{name}`; write {cited(word.text + '.')}"
    fault = Fault(MISSING_DOT, message, word.start, word.end)
    return flaw(fault, record.text, record, record.text.line_with(word.end, word.end, "."))


def _blamed(kind: str, message: str, record: ZoneRecord) -> ZoneFlaw:
    """Return a flaw that is the whole record's."""
    return flaw(Fault(kind, message, record.first.start, record.first.end), record.text, record)
