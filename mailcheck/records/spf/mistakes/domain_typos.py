"""Domain-specs that are none: single labels, numbers at the end, addresses, ports, broken macros."""

import re

from mailcheck.records.spf.grammar import MECHANISMS, TARGETED, dual_cidr, reads
from mailcheck.records.spf.mistakes.address_typos import family, length_mistake
from mailcheck.records.spf.mistakes.macro_typos import broken_macro
from mailcheck.records.spf.mistakes.word import Mistake, Word, shown

_TAKES_DOMAIN = ("include", "a", "mx", "ptr", "exists", *sorted(TARGETED))
_TAKES_LENGTH = ("a", "mx")
_PORT = re.compile(r"(.+):[0-9]{1,5}")
_IPV6_ONLY = range(36, 129, 4)  # lengths that nobody writes for IPv4 by mistake
_LENGTHS = re.compile(r"/{1,3}[0-9./]*$")


def domain_argument(word: Word) -> Mistake | None:
    """Explain what follows a mechanism or modifier that takes a domain."""
    joint = "=" if word.name in TARGETED else ":"
    if word.name not in _TAKES_DOMAIN or word.rest[:1] not in (joint, "/", ""):
        return None
    if word.rest in ("", joint):
        return word.fault_name(
            f"no domain stands after `{word.name}`; it is written like `{word.name}{joint}example.com`"
        )
    return _wrong_length(word) or _wrong_domain(word, joint)


def _wrong_domain(word: Word, joint: str) -> Mistake | None:
    argument = word.rest[1:]
    if argument.startswith("/"):
        return Mistake(
            f"no domain stands between `{joint}` and the slash", word.at, word.at + 1, _without_colon(word)
        )
    if mistake := _address(word, argument) or broken_macro(word):
        return mistake
    head, colon, inner = argument.partition(":")
    if colon and inner and head.lower() in MECHANISMS:
        message = f"`{head}:` stands after `{word.name}{joint}`; one mechanism is named"
        return word.fault_argument(message, word.qualifier + argument)
    if match := _PORT.fullmatch(argument):
        return word.fault_argument(
            f"a port stands in {shown(argument)}; a name is written without", _with(word, match[1])
        )
    trimmed = argument.strip(".:=/()[]<>!*#&+-~?")
    if trimmed != argument and reads(_with(word, trimmed)):
        message = f"punctuation stands beside {shown(trimmed)}; a name is written without"
        return word.fault_argument(message, _with(word, trimmed))
    return word.fault_argument(_unfit(argument))


def _unfit(name: str) -> str:
    """Say why a name ends in no top-level label (RFC 7208 section 7.1)."""
    _, dot, last = name.removesuffix(".").rpartition(".")
    if not dot:
        return f"{shown(name)} is a single label; a full domain name is needed, like `mail.example.com`"
    if not last:
        return f"{shown(name)} ends in an empty label; a name ends in letters, like `example.com`"
    if last.isdigit():
        return f"{shown(name)} ends in the number `{last}`; the last label of a name has a letter"
    return f"{shown(last)} ends {shown(name)}; the last label has letters, digits and inner hyphens"


def _without_colon(word: Word) -> str:
    return word.text[: word.at] + word.rest[1:]


def _with(word: Word, argument: str) -> str:
    return word.text[: word.at + 1] + argument


def _address(word: Word, argument: str) -> Mistake | None:
    address = argument.strip("[]").partition("/")[0].strip("[].")
    listed = family(address)
    if not listed:
        return None
    tail = argument.strip("[]").partition("/")
    meant = f"{word.qualifier}{listed}:{address}{tail[1]}{tail[2]}"
    message = (
        f"{shown(address)} after `{word.name}{word.rest[0]}` is an address; it is listed with `{listed}:`"
    )
    return word.fault_argument(message, None if word.name in TARGETED else meant)


def _wrong_length(word: Word) -> Mistake | None:
    """Explain a prefix length that does not fit; the domain before it is sound, or left out."""
    match = _LENGTHS.search(word.text, word.at)
    if match is None or (word.rest[0] == ":" and family(word.rest[1:].partition("/")[0])):
        return None
    base, start = word.text[: match.start()], match.start()
    if not reads(base):
        return None
    if word.name not in _TAKES_LENGTH:
        message = f"{shown(match[0])} stands after `{word.name}`; it takes no prefix length"
        return Mistake(message, start, len(word.text), base)
    return _dual_length(word, base, start, match[0])


def _dual_length(word: Word, base: str, start: int, lengths: str) -> Mistake | None:
    """Explain `/n//m`, where the first is for IPv4 and the second, after two slashes, for IPv6."""
    digits = lengths.strip("/")
    if lengths.startswith("/") and digits.isdigit() and lengths[1] != "/" and int(digits[:9]) in _IPV6_ONLY:
        message = (
            f"`/{digits}` is for IPv4, where 0 to 32 are allowed; an IPv6 prefix length follows two slashes"
        )
        return Mistake(message, start, len(word.text), f"{base}//{digits}")
    four, slash, six = lengths[1:].partition("/")
    if slash and four.isdigit() and six.isdigit() and dual_cidr(f"/{four}//{six}", 0, len(lengths) + 1):
        message = f"{shown(lengths)} has one slash between two prefix lengths; the one for IPv6 follows two"
        return Mistake(message, start, len(word.text), f"{base}/{four}//{six}")
    if lengths.startswith("///"):
        message = f"{shown(lengths)} has three slashes; one precedes an IPv4 prefix length, two one for IPv6"
        return Mistake(message, start, len(word.text))
    if lengths.startswith("//"):
        return length_mistake(word, start, lengths[2:], 128, f"{base}/")
    return length_mistake(word, start, four if slash and not six.strip("/") else lengths[1:], 32, base)
