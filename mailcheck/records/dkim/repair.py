"""Writes the key record that was meant, where that can be told without guessing.

A repair is offered only if mail can be verified with the result, or if it is a key revoked on purpose.
"""

import re
from collections.abc import Iterable, Iterator

from mailcheck.records import taglist
from mailcheck.records.dkim.key_mistakes import LIMIT, guess_key
from mailcheck.records.dkim.mistakes import HEAD, ODD_BLANKS, ODD_QUOTES, UNSEEN
from mailcheck.records.dkim.record import DkimRecord, is_plain, parse
from mailcheck.records.dkim.tags import HASHES, KEY_TYPES, TAGS, VERSION
from mailcheck.records.taglist import BLANKS, Stray, Tag

_UNMISTAKABLE = frozenset("vkhstnp")  # tags whose values, once they are plain, hold no other tag
_MEANT_AS_VERSION = (VERSION, "1", "DKIM", "DKIM1.0", "DKIMV1")
_PLAIN = str.maketrans(
    {**dict.fromkeys(ODD_BLANKS, " "), **dict.fromkeys(UNSEEN), **dict.fromkeys(ODD_QUOTES, '"')}
)
# Patterns as text, which `re` compiles and keeps when the first record is repaired: few programs repair any.
_QUOTED_FIRST = r'[^"=]{0,300}"'
_ESCAPE = r"(?s)\\(?:([0-9]{3})|(.))?"
_WORD = r"(?i)(DKIM1|rsa|ed25519|sha256|sha1|email|\*|(?<![A-Za-z0-9])[ys])[\s,.|]*(?=[vkhstngp]\s?=)"
_BEHIND_KEY = r"(?i)(?=v\s?=\s?DKIM)|(?<=[\s,])(?=[vkhstng]\s?=)|(?=p\s?=\s?[A-Za-z0-9])"
_KEY_TEXT = r"-----BEGIN|[A-Za-z0-9+/\s]{24}"


def repair(record: DkimRecord, **changes: str | None) -> str | None:
    """Return what to publish in place of *record*: every mechanical repair, and *changes* to its tags.

    Args:
        record: Any key record.
        changes: New values of tags by name; None removes the tag.
    """
    if len(record.text) > LIMIT:
        return None
    whole = not changes and _is_whole(record)
    entries = record.tags.entries if whole else taglist.parse(mend(record.text)).entries
    text = _assemble(entries, changes)
    if text is None or text == record.text:
        return None
    return text if whole or _is_sound(parse(text)) else None


def _is_whole(record: DkimRecord) -> bool:
    """Say whether nothing is to be mended, as where `v=` is left out: then no tag can be two."""
    if record.flaws or not record.usable or not is_plain(record.text, record.tags):
        return False
    names = {tag.name for tag in record.tags.tags}
    return names <= _UNMISTAKABLE and record.p is not None and " " not in record.p.value


def _is_sound(record: DkimRecord) -> bool:
    revoked = record.revoked and not record.mangled and record.version_accepted
    return not record.flaws and (record.usable or revoked)


def mend(text: str) -> str:
    """Return *text* without the traces of zone files, word processors and web forms."""
    text = text[:LIMIT].translate(_PLAIN)
    if "\\" in text:
        text = re.sub(_ESCAPE, _unescape, text)
    if '"' in text:
        text = _unquote(text)
    text = text.strip(BLANKS + "()\"'")
    return ";".join(_separate(text))


def _unescape(escape: re.Match[str]) -> str:
    if escape[1]:
        return chr(int(escape[1])) if int(escape[1]) < 0x7F else ""
    return escape[2] or ""


def _unquote(text: str) -> str:
    """Join the quoted strings of a zone file; elsewhere drop the quotation marks outside of notes."""
    if re.match(_QUOTED_FIRST, text[:HEAD]) or text.lstrip(BLANKS).startswith("("):
        return "".join(re.findall(r'"([^"]*)"?', text))
    pieces = text.split(";")
    return ";".join(one if one.strip().startswith("n=") else one.replace('"', "") for one in pieces)


def _separate(text: str) -> Iterator[str]:
    """Yield the tags, also those that stand in one another for want of a semicolon."""
    for entry in taglist.parse(text).entries:
        piece = text[entry.span.start : entry.span.end]
        if not isinstance(entry, Tag) or entry.name == "n":
            yield piece
        elif entry.name.lower() == "p":
            yield "p=" + re.sub(_BEHIND_KEY, ";", entry.value)
        elif len(entry.name) > 40 and entry.name.endswith("p"):
            yield f"p={entry.value}{entry.name[:-1]}"
        else:
            yield from _cut(piece)


def _cut(piece: str) -> Iterator[str]:
    """Cut `v=DKIM1, k=rsa p=...` where a known value is followed by the name of another tag."""
    head, data, rest = _before_key(piece)
    yield re.sub(_WORD, r"\1;", head + data).removesuffix(data)
    if data:
        yield "p=" + re.sub(_BEHIND_KEY, ";", rest)


def _before_key(piece: str) -> tuple[str, str, str]:
    found = re.search(r"(?<!^)p\s?=", piece)
    return (piece[: found.start()], found[0], piece[found.end() :]) if found else (piece, "", "")


def _assemble(entries: Iterable[Tag | Stray], changes: dict[str, str | None]) -> str | None:
    """Write tags in order, `v=` first, each once; None if that cannot be done."""
    values: dict[str, str] = {"v": VERSION}
    for entry in entries:
        name, value = _split_entry(entry)
        value = _usual(name, value)
        if isinstance(entry, Stray) and name == "p":
            value = values.pop("p", "") + value
        if not name or values.get(name, value) != value or (name in "khst" and "=" in value):
            return None
        values[name] = value
    values |= {name: value for name, value in changes.items() if value is not None}
    for name in (name for name, value in changes.items() if value is None):
        values.pop(name, None)
    _fit(values)
    names = sorted(values, key=lambda name: (name != "v", name == "p"))
    return "; ".join(f"{name}={values[name]}" for name in names)


def _split_entry(entry: Tag | Stray) -> tuple[str, str]:
    """Return name and value of an entry; a stray `rsa` or part of a key can only have been one thing."""
    if isinstance(entry, Tag):
        lower = entry.name.lower()
        return (lower if lower in TAGS else entry.name), entry.value
    if re.match(_KEY_TEXT, entry.text):
        return "p", entry.text
    known = {"rsa": "k", "ed25519": "k", "dkim1": "v", "sha256": "h"}
    return known.get(entry.text.lower().rstrip(",."), ""), entry.text.rstrip(",.")


def _usual(name: str, value: str) -> str:
    """Write a value as the standards do, if only its case or its punctuation is off."""
    match name:
        case "v":
            return VERSION if value.upper().strip(",.'") in _MEANT_AS_VERSION else value
        case "k" | "h" | "s" | "t":
            lower = "".join(value.lower().split()).strip(",.:")
            return "sha256" if lower == "rsa-sha256" else lower
    return value


def _fit(values: dict[str, str]) -> None:
    """Write the key as its type has it, and drop what stands in the way of using it."""
    if values.get("p"):
        key = guess_key(values["p"])
        values["p"] = key.published if key else "".join(values["p"].split())
        written = values.get("k", KEY_TYPES[0])
        if key and key.type != written and written in ("", *KEY_TYPES):
            values["k"] = key.type
    for name in ("k", "h", "s", "t"):
        if values.get(name) == "":
            del values[name]
    if "h" in values and not set(values["h"].split(":")).difference(HASHES) and "sha256" not in values["h"]:
        values["h"] = "sha256"  # sha1 alone, which nobody may use any more: RFC 8301 section 3.1
