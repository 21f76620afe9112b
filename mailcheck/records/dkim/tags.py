"""The tags of a key record, and where one departs from what they may hold (RFC 6376 section 3.6.1)."""

import re
from dataclasses import dataclass

from mailcheck.dns.answers import Span
from mailcheck.dns.phrases import cut
from mailcheck.records.taglist import BLANKS, Tag, TagList

VERSION = "DKIM1"
KEY_TYPES = ("rsa", "ed25519")  # RFC 6376 section 3.6.1, RFC 8463 section 4
HASHES = ("sha1", "sha256")
FLAGS = ("y", "s")
TAGS = ("v", "k", "h", "s", "t", "n", "g", "p")
MENTIONED = 20  # flaws of one kind, or tags, that are worth a word

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")  # tag-name of RFC 6376 section 3.2
_OUTSIDE = re.compile(r"[^ -~\t\r\n]")  # neither VALCHAR nor FWS
_BREAK = re.compile(r"\r\n(?![ \t])|\r(?!\n)|(?<!\r)\n")  # a line break that is no fold
_EMPTY_MATTERS = {"v": "DKIM1", "k": "rsa or ed25519", "h": "sha256", "s": "email or *"}


@dataclass(frozen=True, slots=True)
class Flaw:
    """A breach of the grammar; a *fatal* one makes verifiers ignore the record."""

    message: str
    span: Span
    fatal: bool = True


def list_items(tag: Tag) -> tuple[str, ...]:
    """Return the items of a colon-separated value, in lower case."""
    return tuple(item.strip(BLANKS) for item in tag.value.lower().split(":"))


def flaws(text: str, tags: TagList) -> list[Flaw]:
    """Compare with the grammar of RFC 6376 section 3.2 and the values of section 3.6.1."""
    found = _duplicates(tags.duplicates)
    found += [
        Flaw(f"`{cut(stray.text, 40, '...')}` is no `name=value`; tags are separated by `;`", stray.span)
        for stray in tags.strays[:MENTIONED]
    ]
    for tag in tags.tags[:MENTIONED]:
        found += _tag_flaws(tag)
    if tags.empties:
        start, end = tags.empties[0]
        message = "nothing stands between two `;`; each of them ends a tag"
        found.append(Flaw(message, Span(max(0, start - 1), end + 1), False))
    if tags.tail is not None:
        found.append(Flaw("blanks follow the last `;`, which ends the record", tags.tail, False))
    plain = text.isascii() and text.isprintable()
    if not plain and (stranger := _OUTSIDE.search(text)):
        message = f"`{stranger[0]}` is outside of ASCII's printable characters, the only ones allowed"
        found.append(Flaw(message, Span(*stranger.span())))
    return found


def _duplicates(repeated: tuple[Tag, ...]) -> list[Flaw]:
    for tag in repeated:
        if tag.name == "v":
            return [Flaw("a second `v=` begins here: the record was pasted twice, and is void", tag.span)]
    return [
        Flaw(
            f"`{cut(tag.name, 40, '...')}=` stands twice; a tag may stand once, or the whole record is void",
            tag.span,
        )
        for tag in repeated[:MENTIONED]
    ]


def _tag_flaws(tag: Tag) -> list[Flaw]:
    if tag.name not in TAGS:
        return _strange_name(tag)
    if not tag.value:
        return _emptiness(tag)
    if tag.name in ("k", "h", "s", "t"):
        return _case(tag)
    if tag.name == "p" and not tag.value.isprintable() and _BREAK.search(tag.value) and "--" not in tag.value:
        message = "a line break without a blank after it stands inside `p=`; blanks alone are allowed there"
        return [Flaw(message, tag.value_span, False)]
    return []


def _strange_name(tag: Tag) -> list[Flaw]:
    if not _NAME.fullmatch(tag.name):
        message = f"`{cut(tag.name, 40, '...')}` is no tag name; letters, digits and `_` are allowed"
        return [Flaw(message, tag.name_span)]
    lower = tag.name.lower()
    if lower not in TAGS or lower == tag.name:
        return []
    return [Flaw(f"`{tag.name}=` is not `{lower}=`; tag names are compared to the letter", tag.name_span)]


def _emptiness(tag: Tag) -> list[Flaw]:
    if tag.name in _EMPTY_MATTERS:
        allowed = _EMPTY_MATTERS[tag.name]
        return [Flaw(f"`{tag.name}=` is empty; {allowed} is allowed, or no `{tag.name}=` at all", tag.span)]
    if tag.name == "t":
        return [Flaw("`t=` is empty; y or s is allowed, or no `t=` at all", tag.span, False)]
    return []


def _case(tag: Tag) -> list[Flaw]:
    lower = tag.value.lower()
    if lower == tag.value:
        return []
    known = {"k": KEY_TYPES, "h": HASHES, "s": ("email",), "t": FLAGS}[tag.name]
    if not any(item in known for item in list_items(tag)):
        return []
    written, known_as = f"{tag.name}={cut(tag.value, 40, '...')}", f"{tag.name}={cut(lower, 40, '...')}"
    message = f"`{written}` is in capitals; some verifiers know only `{known_as}`"
    return [Flaw(message, tag.value_span, False)]
