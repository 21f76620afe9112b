"""Reads words as octets, names, numbers and times; RFC 1035 section 5.1 and BIND's units of time."""

import re

from mailcheck.names import LABEL_LIMIT

OCTETS_OF_A_NAME = 255  # in wire format, RFC 1035 section 3.1
TIME_LIMIT = 2**31 - 1  # seconds, RFC 2181 section 8

_PLAIN_NAME = re.compile(r"[A-Za-z0-9_*/-]{1,63}(?:\.[A-Za-z0-9_*/-]{1,63})*+\.?")
_ESCAPE = re.compile(rb"\\(?:(\d\d\d)|(\d)|(.))", re.DOTALL)
_TIME = re.compile(r"(?:\d{1,10}[WDHMS]?)++", re.IGNORECASE)
_TIME_PART = re.compile(r"(\d+)([A-Z]?)")
_SECONDS = {"": 1, "S": 1, "M": 60, "H": 3600, "D": 86400, "W": 604800}
_SPECIAL = frozenset(b'\\"();@$.')


class ValueFault(Exception):
    """A word that cannot be read; the message says what was found, then what is allowed."""


def unescaped(text: str) -> bytes:
    r"""Return the octets that a word stands for: `\X` is X, `\DDD` the octet of that decimal number."""
    octets = text.encode("utf-8", "surrogateescape")
    return _ESCAPE.sub(_octet, octets) if b"\\" in octets else octets


def _octet(match: re.Match[bytes]) -> bytes:
    if match[3] is not None:
        return match[3]
    number = int(match[1]) if match[1] else 256
    if number > 255:
        raise ValueFault(
            f"`{match[0].decode('ascii')}` is not an escape; three digits of at most 255 must follow the backslash"
        )
    return bytes((number,))


def qualified(text: str, origin: str) -> str:
    """Return a name as written, made absolute and normalized.

    Raises:
        ValueFault: it is not a domain name.
    """
    if text == "@":
        return origin
    if _PLAIN_NAME.fullmatch(text):
        lowered = text.lower()
        name = lowered[:-1] if lowered[-1] == "." else f"{lowered}.{origin}" if origin else lowered
        if len(name) + 2 > OCTETS_OF_A_NAME:
            raise _too_long(text, _wire_length(name))
        return name
    return _unusual(text, origin)


def canonical(name: str) -> str:
    """Return the one spelling of an absolute name; names that cannot be one are returned in lower case."""
    lowered = name.lower()
    name = lowered[:-1] if lowered[-1:] == "." else lowered
    if "\\" not in name and name.isascii():
        return name
    try:
        return _unusual(name + "." if name else ".", "")
    except ValueFault:
        return name


def seconds(text: str) -> int | None:
    """Return a time such as `3600` or `1h30m` in seconds; None if it is not one."""
    if text.isdecimal() and text.isascii():
        return int(text) if len(text) <= 10 else None
    if not _TIME.fullmatch(text) or not text.isascii():
        return None
    return sum(int(number) * _SECONDS[unit] for number, unit in _TIME_PART.findall(text.upper()))


def number(text: str, limit: int, what: str) -> int:
    """Return a decimal number of at most *limit*; *what* names it in the fault."""
    if text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) <= limit:
        return int(text)
    raise ValueFault(f"`{text}` stands where {what} is needed; a number of 0 to {limit} is allowed")


def presentation(labels: list[bytes]) -> str:
    """Return labels as a normalized name: lower case, escaped where needed, no final dot."""
    return ".".join("".join(map(_shown, label.lower())) for label in labels)


def _shown(octet: int) -> str:
    if octet in _SPECIAL:
        return "\\" + chr(octet)
    return chr(octet) if 0x21 <= octet <= 0x7E else f"\\{octet:03d}"


def _unusual(text: str, origin: str) -> str:
    """Read a name that has escapes or rare characters, or is wrong."""
    if text == ".":
        return ""
    parts = re.findall(r"(?:\\.|[^.\\])+|\.", text, re.DOTALL)
    labels = [unescaped(part) for part in parts[::2]]
    if any(dot != "." for dot in parts[1::2]) or "." in parts[::2] or not labels:
        raise ValueFault(f"`{text}` has an empty label; labels of 1 to {LABEL_LIMIT} octets are allowed")
    if (longest := max(map(len, labels))) > LABEL_LIMIT:
        raise ValueFault(f"`{text}` has a label of {longest} octets; at most {LABEL_LIMIT} are allowed")
    name = presentation(labels)
    if len(parts) % 2 and origin:
        name = f"{name}.{origin}"
    if (length := _wire_length(name)) > OCTETS_OF_A_NAME:
        raise _too_long(text, length)
    return name


def _wire_length(name: str) -> int:
    """Return the octets of a normalized name in wire format."""
    return len(re.sub(r"\\(?:\d\d\d|.)", "x", name)) + 2


def _too_long(text: str, length: int) -> ValueFault:
    return ValueFault(f"`{text}` makes a name of {length} octets; at most {OCTETS_OF_A_NAME} are allowed")
