"""Spaces that are missing between two terms, or that stand inside one."""

import re
import unicodedata

from mailcheck.dns.addresses import is_address
from mailcheck.records.spf.grammar import MECHANISMS, TARGETED, reads
from mailcheck.records.spf.macros import ends_in_toplabel
from mailcheck.records.spf.mistakes.word import Mistake, Word, shown

_BEGINNING = re.compile(
    r"[-+?~](?:all|mx|a|ptr)(?![a-z0-9])"
    r"|[-+?~]?(?:include|exists|ip[46]|mx|ptr):"
    r"|[-+?~]a:"
    r"|(?:redirect|exp)="
    r"|(?:all|mx|ptr)$",
    re.IGNORECASE,
)
_TRIED = 64  # beginnings tried in one word, from the right; so a hostile one costs no more
_NEEDS_ARGUMENT = frozenset({"include", "exists", "ip4", "ip6", "ip", "ipv4", "ipv6", *TARGETED})
_HEAD = re.compile(r"[-+?~]?([A-Za-z0-9]{1,10})([:=]?)")
_LENGTH = re.compile(r"/{1,2}[0-9]{1,3}(?://[0-9]{1,3})?")


def missing_space(word: Word) -> Mistake | None:
    """Find terms that run into each other: `1.2.3.4~all`, `mx-all`, `ip4:1.2.3.4include:a.example`."""
    pieces = _apart(word.text)
    if len(pieces) < 2:
        return None
    at = len(pieces[0])
    message = f"{shown(word.text)}: a space is missing before {shown(pieces[1])}"
    return Mistake(message, at, at + len(pieces[1]), " ".join(pieces))


def _apart(text: str) -> list[str]:
    """Cut a word into terms, from the right; the first may also be a bare address."""
    beginnings = [match.start() for match in _BEGINNING.finditer(text)][-_TRIED:]
    end = len(text)
    pieces: list[str] = []
    for start in reversed(beginnings):
        if start and reads(text[start:end]):
            pieces.insert(0, text[start:end])
            end = start
    first = text[:end]
    return [first, *pieces] if reads(first) or names_address(first) or _is_alias(first) else []


def _is_alias(text: str) -> bool:
    """Say whether an address follows a name that is written for ip4 or ip6."""
    head, colon, address = text.partition(":")
    return (
        bool(colon)
        and head.lstrip("+-?~").lower() in ("ip", "ipv4", "ipv6", "a", "include")
        and names_address(address)
    )


def names_address(text: str) -> bool:
    """Say whether an address or a network stands there."""
    return is_address(text.lstrip("+-?~").partition("/")[0])


def belongs(before: str, after: str) -> bool:
    """Say whether two words, parted by a space, were meant as one term: `include: a.example`, `- all`."""
    if len(before) == 1 and (before in "-+?~" or unicodedata.category(before) == "Pd"):
        return reads(after) and after[0].isalpha() and "=" not in after
    head = _HEAD.fullmatch(before)
    if head is None:
        if before[-1] == "/":
            return after.isdigit() and not reads(before)
        return before[-1] not in ".:" and _takes_length(before) and bool(_LENGTH.fullmatch(after))
    name, mark = head[1].lower(), head[2]
    if mark:
        return (
            name in (*MECHANISMS, *_NEEDS_ARGUMENT)
            and not reads(before)
            and not reads(after)
            and _argues(after)
        )
    if name in ("a", "mx", "ptr"):
        return after[0] == ":" or (name != "ptr" and bool(_LENGTH.fullmatch(after)))
    return name in _NEEDS_ARGUMENT and (after[0] in ":=" or (not reads(after) and _argues(after)))


def _takes_length(before: str) -> bool:
    name = before.lstrip("+-?~").partition(":")[0].lower()
    return "/" not in before and name in ("ip4", "ip6", "a", "mx") and reads(before)


def _argues(after: str) -> bool:
    """Say whether a word looks like the argument of a mechanism rather than a term."""
    return names_address(after) or (
        ":" not in after and "=" not in after and (ends_in_toplabel(after) or "%{" in after)
    )


def together(before: str, after: str) -> str:
    """Return two words as one, with the colon that may be missing."""
    if not before[-1].isalnum() or after[0] in ":=/" or before in (":", "="):
        return before + after
    name = before.lstrip("+-?~").lower()
    return before + ("=" if name in TARGETED else ":") + after


def inner_space(written: str, meant: str) -> Mistake:
    """Explain a term with a space inside; *written* begins at the term."""
    at = written.index(" ")
    end = at + len(written[at:]) - len(written[at:].lstrip(" "))
    return Mistake(f"a space stands inside {shown(written)}; a term has none", at, end, meant)
