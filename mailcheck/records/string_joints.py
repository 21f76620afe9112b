"""Finds the places where two character-strings of a TXT record meet without the separator that was meant.

The strings are joined with nothing between them (RFC 7208 section 3.3, RFC 6376 section 3.6.2.2). That is
right where a long value was cut in two, so a place is at fault only if what stands on both sides is complete.
"""

import re
from collections.abc import Iterator
from itertools import accumulate, pairwise
from typing import NamedTuple

from mailcheck.dns.answers import Txt
from mailcheck.records.spf.parser import parse
from mailcheck.records.spf.record import Mechanism, Modifier

JOINT_LIMIT = 64  # joints looked at in one record, which are 16 KiB of full strings
REACH = 256  # characters to each side of a joint that are looked at
_SPF = re.compile(r"v=spf1", re.IGNORECASE)
_TAGS = re.compile(r"\s*v\s*=\s*D(?:KIM|MARC)1", re.IGNORECASE)
_KNOWN_MODIFIERS = frozenset(("redirect", "exp"))
_BARE = frozenset(("a", "mx", "ptr"))  # also the last letters of many a host name
# A tag of DKIM or DMARC with its value. Base64 cannot go on like that: nothing but `=` follows a `=` there.
_TAG = re.compile(r"[ \t]*(?:v|k|p|h|s|t|n|g|sp|np|rua|ruf|adkim|aspf|fo|psd|pct|rf|ri)[ \t]*=[ \t]*[^=;\s]")
_COMPLETE = re.compile(r"(?:^|;)[ \t]*[a-z]+[ \t]*=[^;]*[^;\s][ \t]*$")


class Joint(NamedTuple):
    """A place in the joined text, the separator that is missing there, and the characters around it."""

    position: int
    separator: str
    around: str


def joints(record: Txt) -> tuple[Joint, ...]:
    """Return the places in *record* where a separator was lost."""
    if len(record.strings) < 2:
        return ()
    text = record.text
    edges = _edges(record, text)
    if _SPF.match(text):
        return tuple(_spf_joints(text, edges))
    if _TAGS.match(text):
        return tuple(_tag_joints(text, edges))
    return ()


def mend(text: str, found: tuple[Joint, ...]) -> str:
    """Return *text* with the separators put in."""
    for joint in reversed(found):
        text = text[: joint.position] + joint.separator + text[joint.position :]
    return text


def _edges(record: Txt, text: str) -> list[int]:
    """Where the strings begin and end in the text; characters cut in two count to the first string."""
    strings = [string for string in record.strings if string][: JOINT_LIMIT + 1]
    if text.isascii():
        return [0, *accumulate(map(len, strings))]
    return [0, *accumulate(len(string.decode("utf-8", "surrogateescape")) for string in strings)]


def _spf_joints(text: str, edges: list[int]) -> Iterator[Joint]:
    for (start, joint), end in zip(pairwise(edges), edges[2:], strict=False):
        before = _before(text, start, joint)
        after = _after(text, joint, end)
        if any(_separate(one, other) for one in before for other in after):
            yield Joint(joint, " ", _around(text, joint))


def _before(text: str, start: int, joint: int) -> set[str]:
    """The word that ends at the joint, with and without what earlier strings hold of it."""
    space = text.rfind(" ", max(0, joint - REACH), joint) + 1
    return {text[space:joint], text[max(space, start) : joint]} - {""}


def _after(text: str, joint: int, end: int) -> set[str]:
    """The word that begins at the joint, with and without what later strings hold of it."""
    space = text.find(" ", joint, joint + REACH)
    space = len(text) if space < 0 else space
    return {text[joint : min(space, joint + REACH)], text[joint : min(space, end)]} - {""}


def _separate(before: str, after: str) -> bool:
    """Say whether two words were meant as two."""
    if not _is_term(after) or not (_SPF.fullmatch(before) or _is_term(before)):
        return False
    return after.lower() not in _BARE or not _is_term(before + after)


def _is_term(word: str) -> bool:
    terms = parse(f"v=spf1 {word}").terms
    if len(terms) != 1:
        return False
    match terms[0]:
        case Modifier(name=name):
            return name in _KNOWN_MODIFIERS
        case term:
            return isinstance(term, Mechanism)


def _tag_joints(text: str, edges: list[int]) -> Iterator[Joint]:
    for start, joint in pairwise(edges[:-1]):
        if not _TAG.match(text, joint):
            continue
        begin = text.rfind(";", start, joint)
        if _COMPLETE.search(text[max(begin, start, joint - REACH) : joint]):
            yield Joint(joint, "; ", _around(text, joint))


def _around(text: str, joint: int) -> str:
    before = re.split(r"[ ;]", text[max(0, joint - 24) : joint])[-1]
    after = re.split(r"[ ;]", text[joint : joint + 24])[0]
    return before + after
