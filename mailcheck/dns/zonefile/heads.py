"""Reads what stands between the owner name and the value of a record: TTL, class and RR type."""

from typing import NamedTuple

from mailcheck.dns.zonefile.flaws import ZoneWord, cite, wrong
from mailcheck.dns.zonefile.scanner import Entry
from mailcheck.dns.zonefile.words import TIME_LIMIT, mnemonic, seconds

_CLASSES = frozenset(("IN", "CLASS1", "CH", "CHAOS", "HS", "CS", "ANY", "NONE"))
_FALSE_BLANKS = "\u00a0\u2002\u2003\u2009\u200b\u202f\u3000\ufeff"


class Head(NamedTuple):
    """The TTL as written, the mnemonic of the RR type and its word, and the words of the value."""

    ttl: int | None
    rdtype: str
    at: ZoneWord
    value: tuple[ZoneWord, ...]


def head(entry: Entry) -> Head:
    """Read an entry up to its RR type; TTL and class may be missing and come in either order.

    Raises:
        WordFault: a class other than IN, or no RR type.
    """
    words = entry.words if entry.indented else entry.words[1:]
    ttl: int | None = None
    internet = False
    while words:
        time = seconds(words[0].text) if ttl is None else None
        if time is not None:
            ttl = limit_ttl(time)
        elif not internet and words[0].text.upper() in _CLASSES:
            internet = _is_internet(words[0])
        else:
            return Head(ttl, _rdtype(entry, words[0]), words[0], words[1:])
        words = words[1:]
    last = entry.words[-1]
    raise wrong(last, f"the RR type is missing after {cite(last.text)}; one such as MX or TXT is needed")


def limit_ttl(ttl: int) -> int:
    """Return a TTL, which is 0 if it has its top bit set (RFC 2181 section 8)."""
    return ttl if ttl <= TIME_LIMIT else 0


def _is_internet(word: ZoneWord) -> bool:
    if word.text.upper() not in ("IN", "CLASS1"):
        raise wrong(word, f"{cite(word.text)} is not the class of this zone; IN is allowed")
    return True


def _rdtype(entry: Entry, word: ZoneWord) -> str:
    found = None if word.quoted else mnemonic(word.text)
    if found is None:
        raise wrong(word, _not_a_type(entry, word))
    return found


def _not_a_type(entry: Entry, word: ZoneWord) -> str:
    """Say what stands where the RR type must."""
    first = entry.words[0]
    if word.quoted:
        return "a quoted string stands where the RR type must, such as TXT"
    if first.text.startswith("$"):
        return f"{cite(first.text)} is indented; a directive must begin in the first column"
    for joined in (first.text, word.text):
        blank = next((character for character in joined if character in _FALSE_BLANKS), None)
        if blank is not None:
            return f"{cite(joined)} holds the blank U+{ord(blank):04X}; only plain blanks separate words"
    if word.text[:1].isdigit():
        return f"{cite(word.text)} is neither a TTL nor an RR type; a TTL is such as `3600` or `1h30m`"
    if not entry.indented and first.text.isupper() and (first.text in _CLASSES or mnemonic(first.text)):
        missing = f"an owner name or a blank is missing before {cite(first.text)}"
        return f"{cite(word.text)} is not an RR type; {missing}"
    return f"{cite(word.text)} is not an RR type; one such as A, AAAA, MX, TXT or CNAME is allowed"
