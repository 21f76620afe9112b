"""Text that was meant as an SPF record, but that receivers pass over (RFC 7208 section 4.5)."""

import re
from typing import NamedTuple

from mailcheck.dns.source import Span
from mailcheck.records.spf.parser import VERSION, is_spf, parse
from mailcheck.records.spf.repair import repaired

_LEAD = r"[\s\"'\u2018-\u201f\ufeff\u200b-\u200d\u2060\xa0\\(\[<]{0,20}"
_BEGINNING = re.compile(
    rf"(?P<lead>{_LEAD})(?P<version>"
    r"v[\s:;.,\"']{0,3}=?[\s\"']{0,3}spf(?:[\s.\-]?[0-9]{1,2}(?:\.[0-9])?)?"
    r"|spf(?P<senderid>2\.0)?[0-9]?(?P<scopes>/[a-z,]{1,20})?"
    r")(?P<after>[\s:;,./\"']{0,5}|$)",
    re.IGNORECASE,
)
_TRAILING = " \t\r\n\"'\u2018\u2019\u201c\u201d"


class NearMiss(NamedTuple):
    """Why a text is passed over. *fault* covers the characters at fault; *meant* is the record to publish."""

    message: str
    fault: Span
    meant: str | None
    sender_id: bool = False


def near_miss(text: str) -> NearMiss | None:
    """Recognise text that was meant as an SPF record and is none."""
    match = _BEGINNING.match(text)
    if match is None or is_spf(text) or not _intended(match, text):
        return None
    rest = text[match.end() :].rstrip(_TRAILING)
    meant = repaired(parse(f"{VERSION} {rest}"))
    message, fault = _fault(match, text)
    return NearMiss(message, fault, meant, bool(match["senderid"]))


def _intended(match: re.Match[str], text: str) -> bool:
    """Say whether the beginning is that of a record, not of some other text about SPF."""
    if match["version"][0] in "vV" or match["senderid"]:
        return True
    words = text[match.end("version") :].lower().split()
    return match["version"].lower() == "spf1" and any(word in ("-all", "~all", "?all") for word in words)


def _fault(match: re.Match[str], text: str) -> tuple[str, Span]:
    wanted = f"`{VERSION}` and a space begin an SPF record"
    version, after = match["version"], match["after"]
    if match["senderid"]:
        found = f"`{version}` begins a Sender ID record, which receivers no longer read"
        return f"{found}; {wanted}", Span(*match.span("version"))
    if lead := match["lead"]:
        return f"{_stands(lead)} before `{version}`; {wanted}", Span(*match.span("lead"))
    if version.lower() != VERSION:
        return f"the record begins with `{version}`; {wanted}", Span(*match.span("version"))
    if after:
        return f"{_stands(after)} after `{version}`; {wanted}", Span(*match.span("after"))
    start = match.end()
    return f"no space stands after `{version}`; {wanted}", Span(start, min(start + 1, len(text)))


def _stands(characters: str) -> str:
    first = characters[0]
    if first == " ":
        return "a space stands"
    if first == "\t":
        return "a tab stands"
    if first.isspace() or not first.isprintable():
        return f"a blank (U+{ord(first):04X}) stands"
    return "a quote stands" if first in "\"'\u2018\u2019\u201c\u201d" else f"`{first}` stands"
