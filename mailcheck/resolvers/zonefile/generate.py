"""The arithmetic of $GENERATE: the numbers of a range, and what a `$` in a word stands for."""

import re

from mailcheck.resolvers.zonefile.faults import ValueFault

RECORD_LIMIT = 65536  # records that one file may generate

_RANGE = re.compile(r"(\d{1,9})-(\d{1,9})(?:/(\d{1,9}))?", re.ASCII)
_DOLLAR = re.compile(r"\\\$|\$\$|\$\{(-?\d{1,9})(?:,(\d{1,3})(?:,([doxX]))?)?\}|\$", re.ASCII)


def numbers(text: str) -> range:
    """Return the numbers of `start-stop[/step]`."""
    match = _RANGE.fullmatch(text)
    if not match or int(match[1]) > int(match[2]) or (match[3] and not int(match[3])):
        raise ValueFault(f"`{text}` is not a range; such as `1-10` or `0-100/2` is allowed")
    return range(int(match[1]), int(match[2]) + 1, int(match[3] or 1))


def substituted(text: str, number: int) -> str:
    """Return a word with each `$` and `${offset,width,base}` replaced."""
    return _DOLLAR.sub(lambda match: _digits(match, number), text) if "$" in text else text


def _digits(match: re.Match[str], number: int) -> str:
    if match[0] in ("\\$", "$$"):
        return "$"
    value = number + int(match[1] or 0)
    if value < 0:
        raise ValueFault(f"`{match[0]}` becomes {value} for {number}; numbers of 0 and more are allowed")
    return format(value, f"0{int(match[2] or 0) or 1}{match[3] or 'd'}")
