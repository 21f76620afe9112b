"""Names that are no mechanism: other spellings, typos, colons for equals signs, and words without a name."""

import re

from mailcheck.dns.phrases import similar
from mailcheck.records.spf.grammar import MECHANISMS, TARGETED, reads
from mailcheck.records.spf.macros import ends_in_toplabel
from mailcheck.records.spf.mistakes.address_typos import family
from mailcheck.records.spf.mistakes.spacing import names_address
from mailcheck.records.spf.mistakes.word import Mistake, Word, shown

_IP = (
    "ip",
    "ipv4",
    "ipv6",
    "ipv",
    "ip4v",
    "ip6v",
    "ip-4",
    "ip-6",
    "ip_4",
    "ip_6",
    "ipaddr",
    "ipaddress",
    "ip-address",
)
_ADDRESSES = frozenset(
    {*_IP, "address", "addr", "net", "network", "cidr", "inet", "inet6", "host-ip", "ips", "ip4s", "ip6s"}
)
_HOSTS = frozenset({"host", "hostname", "server", "aaaa", "a-record", "arecord", "a4", "a6"})
_ABBREVIATED = {
    "explanation": "exp",
    "explain": "exp",
    "redir": "redirect",
    "inc": "include",
    "incl": "include",
}
_KNOWN = ("include", "exists", "redirect", "all", "ptr", "ip4", "ip6", "mx", "exp")
_FORWARD = re.compile(r"(?:spf|_spf|_?netblocks)[0-9]*\.|[^.]+\._spf\.|spf-", re.IGNORECASE)
_GLUED = re.compile(r"([-+?~]?)(include|exists|ip4|ip6|redirect)[:=./-]?(.+)", re.IGNORECASE)
_PUNCTUATION = ".!*#&:/()[]<>{}"
_MECHANISM_LIST = "`all`, `include`, `a`, `mx`, `ptr`, `ip4`, `ip6` and `exists`"


def argument_of_all(word: Word) -> Mistake | None:
    """Find anything after `all`."""
    if word.name != "all" or not word.rest or (word.rest[0] == "." and word.rest[1:2].isalpha()):
        return None
    message = f"{shown(word.rest)} stands after `{word.text[: word.at]}`; `all` takes nothing after it"
    return Mistake(message, word.at, len(word.text), word.text[: word.at])


def other_name(word: Word) -> Mistake | None:
    """Find names that are commonly written for a mechanism, and modifiers with a colon."""
    if not word.rest.startswith(":"):
        return None
    if word.name in TARGETED or _ABBREVIATED.get(word.name) in TARGETED:
        name = _ABBREVIATED.get(word.name, word.name)
        message = f"`{word.name}:` is no mechanism; the modifier is written `{name}=`"
        return word.fault_name(message, f"{name}={word.argument}")
    address = word.argument.partition("/")[0].strip("[]")
    if listed := _address_name(word.name, address):
        message = f"`{word.name}:` is no mechanism; this address is listed with `{listed}:`"
        return word.fault_name(message, f"{word.qualifier}{listed}:{word.argument}")
    name = "a" if word.name in _HOSTS else _ABBREVIATED.get(word.name, "")
    if not name:
        return None
    return word.fault_name(
        f"`{word.name}:` is no mechanism; `{name}:` is meant", f"{word.qualifier}{name}:{word.argument}"
    )


def _address_name(name: str, address: str) -> str:
    if name in MECHANISMS or not (name in _ADDRESSES or (name.startswith("ip") and len(name) < 6)):
        return ""
    if listed := family(address):
        return listed
    if not name.startswith("ip") or not address:
        return ""
    return "ip6" if "6" in name or ":" in address else "ip4"


def typo(word: Word) -> Mistake | None:
    """Find a name that is a mistake of the finger away from a mechanism's."""
    if word.name in MECHANISMS:
        return None
    return _near(word) or _missing_joint(word)


def _near(word: Word) -> Mistake | None:
    name = nearest(word.name)
    if not name or word.rest[:1] not in ("", ":", "/"):
        return None
    joint = "=" if name in TARGETED else word.rest[:1]
    meant = ("" if name in TARGETED else word.qualifier) + name + joint + word.rest[1:]
    return word.fault_name(f"`{word.name}` is no mechanism; `{name}` is near it", meant)


def _missing_joint(word: Word) -> Mistake | None:
    glued = _GLUED.fullmatch(word.text)
    if glued is None or not (ends_in_toplabel(glued[3]) or names_address(glued[3])):
        return None
    joint = "=" if glued[2].lower() in TARGETED else ":"
    meant = f"{glued[1]}{glued[2]}{joint}{glued[3]}"
    return Mistake(f"a `{joint}` is missing after `{glued[2]}`", len(glued[1]), glued.end(2), meant)


def nearest(name: str) -> str:
    """Return the mechanism or modifier that *name* is a misspelling of, or nothing."""
    if not 3 <= len(name) <= 12:
        return "all" if name == "al" else ""
    allowed = 2 if len(name) >= 6 else 1
    close = similar(name, _KNOWN, allowed)
    return close[0] if close else ""


def bare_domain(word: Word) -> Mistake | None:
    """Find a domain with no mechanism before it."""
    bare = word.text[len(word.qualifier) :]
    if ":" in bare or "=" in bare or "%" in bare or "@" in bare or not ends_in_toplabel(bare):
        return None
    meant = f"{word.qualifier}include:{bare}" if _FORWARD.match(bare) else None
    message = (
        f"{shown(bare)} is no term; a host is listed with `a:`, another domain's senders with `include:`"
    )
    return word.fault_all(message, meant)


def modifier_value(word: Word) -> Mistake | None:
    """Explain a modifier whose name is none."""
    name, equals, _ = word.text.partition("=")
    if not equals:
        return None
    message = f"{shown(name)} is no name of a modifier; a letter, then letters, digits, `-`, `_` and `.` are"
    return Mistake(message, 0, len(name) + 1)


def unknown(word: Word) -> Mistake:
    """Say what is allowed."""
    if word.name and word.rest.startswith(":"):
        return word.fault_name(f"`{word.name}:` is no mechanism; {_MECHANISM_LIST} are")
    trimmed = word.text.strip(_PUNCTUATION)
    if reads(trimmed):
        message = f"punctuation stands beside {shown(trimmed)}; a term is written without"
        return word.fault_all(message, trimmed)
    return word.fault_all(f"{shown(word.text)} is no term; the mechanisms are {_MECHANISM_LIST}")
