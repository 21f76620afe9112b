"""Addresses and networks that are not as RFC 7208 section 5.6 wants them."""

import re

from mailcheck.dns.addresses import IPV4_BITS, ipv4, ipv6, prefix_length
from mailcheck.records.spf.macros import ends_in_toplabel
from mailcheck.records.spf.mistakes.word import Mistake, Word, shown

_BRACKETS = re.compile(r"^[\[(<{]+|[\])>}]+(?=/|$)")
_DOTTED = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,10})*\.?")
_WILD = re.compile(r"((?:[0-9]{1,3}\.){1,3})(?:[*xX]\.?){1,3}")
_PORT = re.compile(r"([0-9.]+):[0-9]{1,5}")
_RANGE = re.compile(r"[0-9.]+-[0-9.]+")
_HEXADECIMAL = re.compile(r"[0-9A-Fa-f:.]+")


def address_argument(word: Word) -> Mistake | None:
    """Explain what follows `ip4:` or `ip6:`."""
    if word.name not in ("ip4", "ip6"):
        return None
    if not word.rest or word.rest == ":":
        example = "ip4:9.9.9.10" if word.name == "ip4" else "ip6:2620:fe::10"
        return word.fault_name(f"no address stands after `{word.name}`; it is written like `{example}`")
    if not word.rest.startswith(":"):
        return _without_colon(word)
    if "%{" in word.argument:
        return word.fault_argument(f"a macro stands after `{word.name}:`; an address takes none")
    if (argument := _BRACKETS.sub("", word.argument)) != word.argument:
        message = f"brackets stand around an address in {shown(word.argument)}; it is written without"
        return word.fault_argument(message, _with_argument(word, argument))
    address, slash, length = word.argument.partition("/")
    return (
        _decoration(word, address, slash + length)
        or _other_family(word, address, slash + length)
        or _wrong_address(word, address, length)
        or _length(word, address, length)
    )


def bare_address(word: Word) -> Mistake | None:
    """Find an address with no mechanism before it."""
    bare = word.text[len(word.qualifier) :]
    address, slash, length = bare.partition("/")
    family = (
        "ip4" if _DOTTED.fullmatch(address) and "." in address else "ip6" if ipv6(address) is not None else ""
    )
    if not family or (word.name == "a" and ipv6(word.argument.partition("/")[0]) is not None):
        return None
    meant = f"{word.qualifier}{family}:{bare}"
    return word.fault_all(
        f"{shown(bare)} is no term; an address is listed as `{family}:{address}{slash}{length}`", meant
    )


def family(address: str) -> str:
    """Return the mechanism that lists an address, or nothing if it is none."""
    return "ip4" if ipv4(address) is not None else "ip6" if ipv6(address) is not None else ""


def _with_argument(word: Word, argument: str, name: str = "") -> str:
    return f"{word.qualifier}{name or word.name}:{argument}"


def _without_colon(word: Word) -> Mistake:
    address = word.rest.lstrip(".,;:/-_")
    meant = _with_argument(word, address) if family(address.partition("/")[0]) else None
    message = f"{shown(word.rest[:1])} stands after `{word.name}`; a `:` and an address follow it"
    return Mistake(message, word.at, word.at + 1, meant)


def _decoration(word: Word, address: str, tail: str) -> Mistake | None:
    """Find a name repeated, a zone id, a port, or punctuation around an address."""
    inner = word.argument.partition(":")
    if inner[0].lower() in ("ip4", "ip6", "ip", "ipv4", "ipv6", "a", "mx", "include") and inner[2]:
        message = f"`{inner[0]}:` stands after `{word.name}:`; one mechanism is named"
        return word.fault_argument(message, word.qualifier + word.argument)
    if "%" in address:
        message = f"a zone id stands in {shown(address)}; an address is written without"
        return word.fault_argument(message, _with_argument(word, address.partition("%")[0] + tail))
    if match := _PORT.fullmatch(address):
        message = f"a port stands in {shown(address)}; an address is written without"
        return word.fault_argument(message, _with_argument(word, match[1] + tail))
    trimmed = word.argument.strip(".:=?!~+*#&")
    if trimmed != word.argument and not family(address) and family(trimmed.partition("/")[0]):
        message = f"punctuation stands beside {shown(trimmed)}; an address is written without"
        return word.fault_argument(message, _with_argument(word, trimmed))
    return None


def _other_family(word: Word, address: str, tail: str) -> Mistake | None:
    """Find the other family's address, or a host name."""
    belongs = family(address)
    if belongs and belongs != word.name:
        kind = "an IPv4" if belongs == "ip4" else "an IPv6"
        message = f"{shown(address)} after `{word.name}:` is {kind} address; it is listed with `{belongs}:`"
        return word.fault_argument(message, _with_argument(word, address + tail, belongs))
    if not belongs and ends_in_toplabel(address) and not _RANGE.fullmatch(address):
        message = f"{shown(address)} after `{word.name}:` is a host name; its addresses are listed with `a:`"
        return word.fault_argument(message, _with_argument(word, address + tail, "a"))
    return None


def _wrong_address(word: Word, address: str, length: str) -> Mistake | None:
    if family(address):
        return None
    return _malformed_ip4(word, address, length) if word.name == "ip4" else _malformed_ip6(word, address)


def _malformed_ip4(word: Word, address: str, length: str) -> Mistake:
    if match := _WILD.fullmatch(address):
        message = (
            f"{shown(address)} is a pattern; a network is written with a prefix length, like `9.9.9.0/24`"
        )
        return word.fault_argument(message, None if length else _with_argument(word, _whole_octets(match[1])))
    if _RANGE.fullmatch(address):
        return word.fault_argument(
            f"{shown(address)} is a range; a network is written with a prefix length, like `9.9.9.0/24`"
        )
    if not _DOTTED.fullmatch(address):
        return word.fault_argument(
            f"{shown(address)} is no IPv4 address; four numbers from 0 to 255 with dots between are"
        )
    octets = address.rstrip(".").split(".")
    large = next((octet for octet in octets if len(octet.lstrip("0")) > 3 or int(octet) > 255), None)
    if large is not None:
        return word.fault_argument(
            f"`{large}` in {shown(address)} is too large; the numbers of an IPv4 address go up to 255"
        )
    if len(octets) != 4:
        return _wrong_count(word, octets, address, length)
    plain = ".".join(str(int(octet)) for octet in octets) + word.argument[len(address) :]
    message = f"a number in {shown(address)} begins with 0; leading zeros are not allowed"
    return word.fault_argument(message, _with_argument(word, plain))


def _wrong_count(word: Word, octets: list[str], address: str, length: str) -> Mistake:
    bits = prefix_length(length, IPV4_BITS)
    count = f"{len(octets)} number{'s' if len(octets) > 1 else ''}"
    message = f"{shown(address)} has {count}; an IPv4 address has four, none left out"
    if len(octets) > 4 or bits is None or bits > 8 * len(octets):
        return word.fault_argument(message)
    full = ".".join([*octets, "0", "0", "0"][:4])
    return word.fault_argument(message, _with_argument(word, f"{full}/{bits}"))


def _whole_octets(octets: str) -> str:
    given = octets.rstrip(".").split(".")
    return ".".join([*given, "0", "0", "0"][:4]) + f"/{8 * len(given)}"


def _malformed_ip6(word: Word, address: str) -> Mistake:
    if ":" in address and _HEXADECIMAL.fullmatch(address):
        message = f"{shown(address)} is no IPv6 address; eight groups of hexadecimal digits are, or a `::`"
    else:
        message = f"{shown(address)} is no IPv6 address; one is written like `2620:fe::10`"
    return word.fault_argument(message)


def _length(word: Word, address: str, length: str) -> Mistake | None:
    """Explain a prefix length; as the address is sound, there is one."""
    bits = 32 if word.name == "ip4" else 128
    return length_mistake(word, word.at + 1 + len(address), length, bits, _with_argument(word, address))


def length_mistake(word: Word, at: int, length: str, bits: int, base: str) -> Mistake | None:
    """Explain the text after the slash at *at*; *base* is the term up to it."""
    allowed = f"0 to {bits} are allowed"
    span = (at, len(word.text))
    if not length.strip("/."):
        return Mistake(f"no number stands after the slash in {shown(word.text)}; {allowed}", *span, base)
    if (mask := ipv4(length)) is not None:
        meant = None if (ones := _ones(mask)) is None else f"{base}/{ones}"
        return Mistake(f"`{length}` is a netmask; a prefix length from 0 to {bits} is meant", *span, meant)
    digits, written = length.strip("/."), shown(word.text[at:])
    if not (digits.isdigit() and len(digits) < 10):
        return Mistake(f"{written} is no prefix length; {allowed}", *span)
    if int(digits) > bits:
        return Mistake(f"a prefix length of {int(digits)} is too large; {allowed}", *span)
    what = "begins with 0" if digits[0] == "0" and len(digits) > 1 else "has stray punctuation"
    plain = f"/{int(digits)}"
    return Mistake(f"the prefix length {written} {what}; it is written `{plain}`", *span, base + plain)


def _ones(mask: int) -> int | None:
    """Return the prefix length of a netmask, or of a wildcard mask; None if its bits are mixed."""
    ones = mask.bit_count()
    if mask == (1 << 32) - (1 << 32 - ones):
        return ones
    return 32 - ones if mask == (1 << ones) - 1 else None
