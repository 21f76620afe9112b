"""What may have happened to the value of `p=` on its way into the DNS, and the key that undoing it gives.

Nothing is believed that does not end in a whole key: its own length is written into each of them.
"""

import binascii
import re
from collections.abc import Iterator

from mailcheck.records.dkim import der
from mailcheck.records.dkim.public_key import Fault, Key, NoKey, decode, read
from mailcheck.records.taglist import BLANKS

LIMIT = 8192  # characters; no key record is longer, and hostile ones are not worth the time
_ARMOUR = re.compile(r"(?<!-)-{2,}\s?(?:BEGIN|END)[A-Z0-9 ]{0,40}-{2,}")
# How the base64 of RSA keys of 1024 to 8192 bits begins, in either encoding.
_HEADS = ("MIIBI", "MIGfMA0G", "MIICI", "MIIEI", "MIGJ", "MIIBC", "MIICC")


def guess_key(value: str) -> Key | None:
    """Return the key that the value of `p=` was meant to be."""
    return next((key for _, key in key_mistakes(value)), None)


def key_mistakes(value: str) -> Iterator[tuple[str, Key]]:
    """Yield what may have happened to the value of `p=`, in words, with the key that undoing it gives."""
    value = value[:LIMIT]
    for story, candidate in _candidates(value):
        found = decode(candidate)
        if isinstance(found, Key):
            yield story, found
    if (shortened := _shorten(value)) is not None:
        yield "something was pasted behind it", shortened
    if (completed := _complete(value)) is not None:
        yield "its last characters are lost", completed


def _candidates(value: str) -> Iterator[tuple[str, str]]:
    yield "", value
    bare = "".join(_ARMOUR.sub("", value).split())
    yield "the BEGIN and END lines of a PEM file stand in it", bare
    yield "a quotation mark, parenthesis or comma stands in it", re.sub(r"[\"'(),;]|\\", "", bare)
    yield "`+` was turned into `%2B`, as web forms do", _from_percent(bare)
    yield "`+` was turned into a blank, as web forms do", value.strip(BLANKS).replace(" ", "+")
    yield (
        "`-` and `_` stand for `+` and `/`, which is another base64",
        bare.replace("-", "+").replace("_", "/"),
    )
    body = bare.rstrip("=")
    yield "the padding `=` at its end is wrong", body + "=" * (-len(body) % 4)
    for head in _HEADS:
        at = bare.find(head, 1)
        if at > 0 and "=" not in bare[:at]:
            yield "its parts are in the wrong order", bare[at:].rstrip("=") + bare[:at] + _padding(bare)
    yield from _halve(bare)


def _padding(text: str) -> str:
    return "=" * (-len(text.replace("=", "")) % 4)


def _halve(bare: str) -> Iterator[tuple[str, str]]:
    half = len(bare) // 2
    if half > 40 and bare[:half] == bare[half:]:
        yield "the key was pasted twice", bare[:half]


def _from_percent(text: str) -> str:
    for coded, plain in (("%2B", "+"), ("%2F", "/"), ("%3D", "=")):
        text = text.replace(coded, plain).replace(coded.lower(), plain)
    return text


def _shorten(value: str) -> Key | None:
    """Take a key without the octets that follow it."""
    found = decode(value)
    if not isinstance(found, NoKey) or found.fault is not Fault.TRAILING:
        return None
    whole = read(binascii.a2b_base64(value)[: found.whole])
    return whole if isinstance(whole, Key) else None


def _complete(value: str) -> Key | None:
    """Complete an RSA key without its last octets; in nearly every key they are the exponent 65537."""
    found = decode(value)
    if not isinstance(found, NoKey) or found.fault is not Fault.TRUNCATED or found.whole - found.size > 4:
        return None
    return _with_exponent("".join(value.split()).rstrip("="), found.whole)


def _with_exponent(body: str, whole: int) -> Key | None:
    data = binascii.a2b_base64(body[: len(body) // 4 * 4])
    rest = body[len(body) // 4 * 4 :]
    data += binascii.a2b_base64(rest + "A" * (4 - len(rest)))[: len(rest) * 6 // 8] if len(rest) > 1 else b""
    tail = der.integer(65537)
    lost = whole - len(data)
    if not 0 < lost < len(tail) or not data.endswith(tail[:-lost]):
        return None
    found = read(data + tail[-lost:])
    return found if isinstance(found, Key) else None
