"""Macro-strings and the domain-specs made of them (RFC 7208 sections 7.1 and 12).

    domain-spec   = macro-string domain-end
    domain-end    = ( "." toplabel [ "." ] ) / macro-expand
    macro-string  = *( macro-expand / macro-literal )
    macro-expand  = ( "%{" macro-letter transformers *delimiter "}" ) / "%%" / "%_" / "%-"
    macro-literal = %x21-24 / %x26-7E

The functions that take offsets read visible ASCII; whoever calls them has looked.
"""

import re

from mailcheck.dns.answers import Span
from mailcheck.records.spf.record import DomainSpec, Macro

LETTERS = frozenset("slodiphv")  # everywhere
EXPLANATION_LETTERS = LETTERS | frozenset("crt")  # RFC 7208 section 7.2: only in the text that exp points at
DELIMITERS = ".-+,/_="
EXPAND = re.compile(r"%(?:\{([A-Za-z])([0-9]*)([rR]?)([.\-+,/_=]*)\}|([%_-]))")
_ESCAPES = {"%": "%", "_": " ", "-": "%20"}
_PARTS_LIMIT = 1000  # more parts than any name has; a longer count means the same

Part = str | Macro


def domain_spec(text: str, start: int, end: int) -> DomainSpec | None:
    """Read `domain-spec` at exactly these offsets."""
    literal = text[start:end]
    if "%" not in literal:
        return DomainSpec(literal, Span(start, end), (literal,)) if ends_in_toplabel(literal) else None
    read = _parts(text, start, end, LETTERS)
    if read is None:
        return None
    parts, tail = read
    ends_in_macro = tail == end
    if not ends_in_macro and not ends_in_toplabel(text[tail:end]):
        return None
    return DomainSpec(literal, Span(start, end), parts)


def macro_string(text: str, start: int, end: int) -> DomainSpec | None:
    """Read `macro-string` at exactly these offsets; it may be empty.

    Section 7.2 allows c, r and t in explanations only, so an unknown modifier may not use them either.
    """
    return _string(text, start, end, LETTERS)


def parse_explanation(text: str) -> DomainSpec | None:
    """Read `explain-string = *( macro-string / SP )`, the text that `exp` points at (RFC 7208 section 6.2).

    None means that it is malformed or holds anything but ASCII, so that there is no explanation.
    """
    if not (text.isascii() and text.isprintable()):
        return None
    return _string(text, 0, len(text), EXPLANATION_LETTERS)


def ends_in_toplabel(literal: str) -> bool:
    """Say whether text ends in `"." toplabel [ "." ]`.

    toplabel = ( *alphanum ALPHA *alphanum ) / ( 1*alphanum "-" *( alphanum / "-" ) alphanum )
    """
    _, dot, label = literal.removesuffix(".").rpartition(".")
    return bool(dot) and is_toplabel(label)


def is_toplabel(label: str) -> bool:
    """Say whether an ASCII label may end a domain-spec: not all digits, hyphens only inside."""
    if label.isalnum():
        return not label.isdigit()
    return "-" in label and label[0] != "-" and label[-1] != "-" and label.replace("-", "").isalnum()


def _string(text: str, start: int, end: int, letters: frozenset[str]) -> DomainSpec | None:
    read = _parts(text, start, end, letters)
    return read and DomainSpec(text[start:end], Span(start, end), read[0])


def _parts(text: str, start: int, end: int, letters: frozenset[str]) -> tuple[tuple[Part, ...], int] | None:
    """Read a macro-string; return its parts, and where the text after the last `%` construct begins."""
    parts: list[Part] = []
    literal: list[str] = []
    position = start
    while (percent := text.find("%", position, end)) >= 0:
        match = EXPAND.match(text, percent, end)
        part = match and _part(match, letters)
        if match is None or part is None:
            return None
        literal.append(text[position:percent])
        if isinstance(part, Macro):
            parts += [joined] if (joined := "".join(literal)) else []
            parts.append(part)
            literal.clear()
        else:
            literal.append(part)
        position = match.end()
    literal.append(text[position:end])
    parts += [joined] if (joined := "".join(literal)) else []
    return tuple(parts), position


def _part(match: re.Match[str], letters: frozenset[str]) -> Part | None:
    letter, digits, reverse, delimiters, escape = match.groups()
    if escape:
        return _ESCAPES[escape]
    if letter.lower() not in letters:
        return None
    significant = digits.lstrip("0")
    if digits and not significant:  # RFC 7208 section 7.3: the value MUST be nonzero
        return None
    count = min(int(significant[:5]), _PARTS_LIMIT) if digits else None
    return Macro(letter.lower(), letter.isupper(), count, bool(reverse), delimiters, Span(*match.span()))
