"""How key records are mangled on the way from a key generator to the DNS: names the mistake, and where it is.

What verifiers do with each was measured: nearly all of these make some of them refuse the key.
"""

import re
from collections.abc import Callable
from typing import TypeAlias

from mailcheck.dns.answers import Span
from mailcheck.records.dkim.tags import TAGS, Flaw
from mailcheck.records.taglist import BLANKS, Tag, TagList

Mistake: TypeAlias = Callable[[str], Flaw | None]

ODD_BLANKS = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\udca0"
)
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad"  # zero-width characters, and the soft hyphen
ODD_QUOTES = "“”„‟‘’‚‛«»‹›″′＂"
HEAD = 300  # characters of a record in which its beginning is looked for
_ZONE_TEXT = re.compile(r'\s{0,9}(?:[^\s"=]{1,99}\s{1,99}){0,4}TXT\s{1,99}["(]|\s{0,9}\(', re.IGNORECASE)
_STRANGER = re.compile(r"[^ -~\t\r\n]")
_GLUED = re.compile(r"([vkhstngp])[ \t]{0,9}=[ \t\r\n]{0,99}(?=[^\s=])")  # a tag, and not the padding
_TAG_BEFORE = re.compile(r"([vkhstngp])[ \t]{0,9}$")


def mistake(text: str, tags: TagList) -> Flaw | None:
    """Return the mistake that mangled a record; None if it is a tag-list after all."""
    shown = _blot_out(text, tags)
    for look in (_zone_text, _quotes, _odd_quotes, _odd_blank, _backslash, _parenthesis):
        if flaw := look(shown):
            return flaw
    for tag in tags.tags:
        if flaw := _joint(tag):
            return flaw
    return None


def _blot_out(text: str, tags: TagList) -> str:
    """Return *text* with notes and unknown tags blotted out: any printable character may stand in those."""
    pieces, at = [], 0
    for start, end in (tag.value_span for tag in tags.tags if tag.name == "n" or _is_unknown(tag)):
        pieces += [text[at:start], "x" * (end - start)]
        at = end
    return "".join(pieces) + text[at:]


def _is_unknown(tag: Tag) -> bool:
    return tag.name not in TAGS and len(tag.name) <= 20 and tag.name.isidentifier() and tag.name.isascii()


def _zone_text(text: str) -> Flaw | None:
    head = _ZONE_TEXT.match(text)
    if head is None:
        return None
    message = (
        "the parentheses and quotation marks of a zone file are part of the value; "
        "only what stands between the quotation marks is to be published, joined"
    )
    return Flaw(message, Span(head.end() - 1, head.end()))


def _quotes(text: str) -> Flaw | None:
    at = text.find('"')
    if at < 0:
        return None
    leads = not text[:at].strip(BLANKS)
    place = "the value begins with a quotation mark" if leads else "a quotation mark is published"
    message = f"{place}; a zone file has them around each string, the record itself has none"
    return Flaw(message, Span(at, at + 1))


def _odd_quotes(text: str) -> Flaw | None:
    at = _first(text, ODD_QUOTES + "'")
    if at is None:
        return None
    return Flaw(f"a quotation mark, `{text[at]}`, is published; a key record holds none", Span(at, at + 1))


def _odd_blank(text: str) -> Flaw | None:
    at = _first(text, ODD_BLANKS + UNSEEN)
    if at is None:
        return None
    name = (
        "zero-width character" if text[at] in UNSEEN else "no-break space or another blank outside of ASCII"
    )
    return Flaw(f"a {name} is published; only the plain space is allowed", Span(at, at + 1))


def _first(text: str, characters: str) -> int | None:
    found = next((match for match in _STRANGER.finditer(text) if match[0] in characters), None)
    return found.start() if found else text.find("'") if "'" in characters and text.startswith("'") else None


def _backslash(text: str) -> Flaw | None:
    at = text.find("\\")
    if at < 0:
        return None
    escaped = f"`{text[at : at + 2]}`" if text[at + 1 : at + 2] in (";", '"') else "a backslash"
    message = f"{escaped} is published; a zone file may need the backslash, the record itself has none"
    return Flaw(message, Span(at, min(at + 2, len(text))))


def _parenthesis(text: str) -> Flaw | None:
    found = re.search(r"[()]", text)
    if found is None:
        return None
    return Flaw(
        f"`{found[0]}` is published; a zone file may need parentheses, the record itself has none",
        Span(*found.span()),
    )


def _joint(tag: Tag) -> Flaw | None:
    if tag.name == "p":
        return _pasted_tail(tag)
    if tag.name in TAGS and tag.name not in ("n", "g"):
        return _missing_separator(tag)
    return _wrong_order(tag)


def _missing_separator(tag: Tag) -> Flaw | None:
    """Find `v=DKIM1, k=rsa` and `v=DKIM1 k=rsa`: no value of these tags has an equals sign."""
    before, equals, _ = tag.value.partition("=")
    name = _TAG_BEFORE.search(before[-12:])
    if not equals or name is None:
        return None
    head = before[: len(before) - len(name[0])].rstrip(BLANKS)
    at = tag.value_span.start + len(head)
    if head.endswith(","):
        return Flaw(f"`,` stands before `{name[1]}=`; tags are separated by `;`", Span(at - 1, at))
    return Flaw(f"`;` is missing before `{name[1]}=`; tags are separated by it", Span(tag.span.start, at))


def _pasted_tail(tag: Tag) -> Flaw | None:
    """Find what was pasted behind the key without a semicolon."""
    found = _GLUED.search(tag.value)
    if found is None:
        return None
    start, name = tag.value_span.start, found[1]
    span = Span(start + found.start(), start + found.end())
    if name == "v":
        return Flaw(
            "a second `v=` stands right behind the key; the record was pasted twice or out of order", span
        )
    if name == "p":
        return Flaw("a second `p=` stands right behind the key; a record holds one key", span)
    return Flaw(f"`;` is missing before `{name}=`; tags are separated by it", span)


def _wrong_order(tag: Tag) -> Flaw | None:
    if len(tag.name) < 40 or not tag.name.endswith("p") or not re.fullmatch(r"[A-Za-z0-9+/\s]+", tag.name):
        return None
    return Flaw(
        "part of the key stands before `p=`; the strings of the record are in the wrong order", tag.name_span
    )
