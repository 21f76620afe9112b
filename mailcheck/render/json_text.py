"""Says values in JSON: in ASCII, and without anything that a terminal or a pipeline's log would obey."""

import json
import re
from json.encoder import encode_basestring_ascii
from typing import Any

SIZE = 4096  # words that are kept, each of them
LONGEST = 1024  # characters of JSON at most, which is enough for a key of 4096 bits
_SURROGATE = re.compile("[\ud800-\udfff]")


def text(value: Any, indent: int | None = None) -> str:
    """Return JSON in ASCII, without a character that a terminal would obey.

    An octet that was not UTF-8 becomes U+FFFD: one character for one.
    """
    encoded = json.dumps(value, indent=indent, ensure_ascii=True)
    if "\\ud" in encoded:
        encoded = json.dumps(_scrubbed(value), indent=indent, ensure_ascii=True)
    return encoded.replace("\x7f", "\\u007f").replace("##", "#\\u0023")


def _scrubbed(value: Any) -> Any:
    match value:
        case str():
            return _SURROGATE.sub("\ufffd", value)
        case dict():
            return {_scrubbed(key): _scrubbed(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_scrubbed(inner) for inner in value]
    return value


def quoted(words: str) -> str:
    """Return what `text` does, at once where nothing needs care."""
    plain = words.isascii() and "\x7f" not in words and "#" not in words
    return encode_basestring_ascii(words) if plain else text(words)


class Said(dict[str | bool | None, str]):
    """What `text` makes of words, yes, no and nothing; most are said again, in this report or the next."""

    def __missing__(self, value: str | bool | None) -> str:
        """Say something new. What is long is not kept, and when there is too much, all is forgotten."""
        known = quoted(value) if isinstance(value, str) else text(value)
        if len(known) <= LONGEST:
            if len(self) >= SIZE:
                self.clear()
            self[value] = known
        return known


said = Said().__getitem__  # brackets take twice as long: they first look for a method of the class
