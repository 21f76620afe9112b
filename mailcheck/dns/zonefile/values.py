"""Reads the values of records: the plain ones at once, all others through dnspython."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from mailcheck.dns.addresses import ipv4, ipv6
from mailcheck.dns.answers import Mx, Txt
from mailcheck.dns.zonefile.words import (
    SIGNING,
    STRING_LIMIT,
    STRING_TOO_LONG,
    SYNTAX,
    TIME_LIMIT,
    ValueFault,
    WordFault,
    ZoneFault,
    ZoneWord,
    cite,
    encode,
    number,
    presentation,
    qualify,
    seconds,
    unescape,
    wrong,
)

VALUE_LIMIT = 65535  # octets of a value, RFC 1035 section 3.2.1

_TAG = re.compile(r"[A-Za-z0-9]{1,255}")


def value(rdtype: str, words: Sequence[ZoneWord], origin: str | None, at: ZoneWord) -> Any:
    """Return the value of a record as `answers.Answer` holds it.

    *at* is the word to blame where a value is missing.

    Raises:
        WordFault: the value cannot be read.
    """
    read = _READERS.get(rdtype)
    try:
        if read is None or (words and words[0].text == "\\#" and not words[0].quoted):
            return _foreign(rdtype, words, origin)
        return read(words, origin)
    except ValueFault as fault:
        start, end = (words[0].start, words[-1].end) if words else (at.start, at.end)
        raise WordFault(ZoneFault(SYNTAX, str(fault), start, end)) from None


def _insist_on(words: Sequence[ZoneWord], count: int, needed: str) -> None:
    """Insist on a number of words."""
    if len(words) < count:
        raise ValueFault(f"{'part of ' if words else ''}the value is missing; {needed}")
    if len(words) > count:
        raise wrong(words[count], f"{cite(words[count].text)} stands after the end of the value; {needed}")


def _at(word: ZoneWord, read: Callable[..., Any], *arguments: Any) -> Any:
    """Read one word; a fault is that word's."""
    try:
        return read(word.text, *arguments)
    except ValueFault as fault:
        raise wrong(word, str(fault)) from None


def _ipv4(text: str) -> str:
    if ipv4(text) is None:
        raise ValueFault(f"{cite(text)} is not an IPv4 address; four numbers of 0 to 255 are allowed")
    return text


def _ipv6(text: str) -> str:
    number = ipv6(text)
    if number is None:
        raise ValueFault(f"{cite(text)} is not an IPv6 address; one such as `2a00:1450::25` is allowed")
    import socket

    return socket.inet_ntop(socket.AF_INET6, number.to_bytes(16))


def _a(words: Sequence[ZoneWord], origin: str | None) -> str:
    _insist_on(words, 1, "an A record holds one IPv4 address")
    return str(_at(words[0], _ipv4))


def _aaaa(words: Sequence[ZoneWord], origin: str | None) -> str:
    _insist_on(words, 1, "an AAAA record holds one IPv6 address")
    return str(_at(words[0], _ipv6))


def _name(words: Sequence[ZoneWord], origin: str | None) -> str:
    _insist_on(words, 1, "one domain name is allowed")
    return str(_at(words[0], qualify, origin))


def _mx(words: Sequence[ZoneWord], origin: str | None) -> Mx:
    if len(words) == 1 and not words[0].text.isdecimal():
        raise ValueFault(
            f"the preference is missing before {cite(words[0].text)}; one such as `10` is needed"
        )
    _insist_on(words, 2, "an MX record holds a preference and a host name, such as `10 mail`")
    return Mx(_at(words[0], number, 65535, "the preference"), _at(words[1], qualify, origin))


def _txt(words: Sequence[ZoneWord], origin: str | None) -> Txt:
    if not words:
        raise ValueFault('the text is missing; one or more strings are allowed, such as `"v=spf1 mx -all"`')
    found = Txt(tuple(_string(word) for word in words))
    octets = sum(map(len, found.strings)) + len(found.strings)
    if octets > VALUE_LIMIT:
        raise ValueFault(f"the value of {octets} octets is too long; at most {VALUE_LIMIT} are allowed")
    return found


def _string(word: ZoneWord) -> bytes:
    octets: bytes = _at(word, unescape)
    if len(octets) > STRING_LIMIT:
        message = (
            f"a string of {len(octets)} octets; at most {STRING_LIMIT} are allowed, "
            "so split it into several quoted strings"
        )
        raise wrong(word, message, STRING_TOO_LONG)
    return octets


def _soa(words: Sequence[ZoneWord], origin: str | None) -> str:
    _insist_on(
        words, 7, "an SOA record holds two names and the numbers serial, refresh, retry, expire and minimum"
    )
    names = [f"{_at(word, qualify, origin)}." for word in words[:2]]
    serial = _at(words[2], number, 2**32 - 1, "the serial")
    return " ".join((*names, str(serial), *(str(_at(word, _time)) for word in words[3:])))


def _time(text: str) -> int:
    time = seconds(text)
    if time is None or time > TIME_LIMIT:
        raise ValueFault(f"{cite(text)} is not a time; a number of seconds or such as `1h30m` is allowed")
    return time


def _renaming(words: Sequence[ZoneWord], origin: str | None) -> str:
    return f"{_name(words, origin)}."


def _srv(words: Sequence[ZoneWord], origin: str | None) -> str:
    _insist_on(words, 4, "an SRV record holds priority, weight, port and a host name, such as `0 5 993 mail`")
    numbers = [_at(word, number, 65535, "a number") for word in words[:3]]
    return " ".join((*map(str, numbers), f"{_at(words[3], qualify, origin)}."))


def _caa(words: Sequence[ZoneWord], origin: str | None) -> str:
    _insist_on(words, 3, 'a CAA record holds flags, a tag and a value, such as `0 issue "ca.example.net"`')
    flags = _at(words[0], number, 255, "the flags")
    if not _TAG.fullmatch(words[1].text):
        raise wrong(words[1], f"{cite(words[1].text)} is not a CAA tag; letters and digits are allowed")
    text = "".join(map(_escape, _at(words[2], unescape)))
    return f'{flags} {words[1].text} "{text}"'


def _escape(octet: int) -> str:
    if octet in b'"\\':
        return "\\" + chr(octet)
    return chr(octet) if 0x20 <= octet <= 0x7E else f"\\{octet:03d}"


def _unread(words: Sequence[ZoneWord], origin: str | None) -> str:
    """Leave a value as it stands: signed zones are long, and nothing here asks for their signatures."""
    return " ".join(word.text for word in words)


_READERS: dict[str, Callable[[Sequence[ZoneWord], str | None], Any]] = {
    "A": _a,
    "AAAA": _aaaa,
    "CAA": _caa,
    "CNAME": _name,
    "DNAME": _renaming,
    "MX": _mx,
    "NS": _name,
    "PTR": _name,
    "SOA": _soa,
    "SPF": _txt,
    "SRV": _srv,
    "TXT": _txt,
    **dict.fromkeys(SIGNING, _unread),
}


def _foreign(rdtype: str, words: Sequence[ZoneWord], origin: str | None) -> Any:
    """Read a value through dnspython."""
    import dns.exception
    import dns.name
    import dns.rdata

    text = " ".join(_ascii(word) for word in words)
    try:
        rdata = dns.rdata.from_text("IN", rdtype, text, dns.name.from_text(origin or "."), relativize=False)
    except (dns.exception.DNSException, ValueError) as error:
        reason = str(error).rstrip(".") or type(error).__name__
        raise ValueFault(f"the value of this {rdtype} record cannot be read: {reason}") from None
    return from_dnspython(rdata)


def _ascii(word: ZoneWord) -> str:
    """Return a word in the characters that dnspython reads as they are."""
    text = word.text
    if not (text.isascii() and text.isprintable()):
        text = "".join(chr(octet) if 0x20 <= octet <= 0x7E else f"\\{octet:03d}" for octet in encode(text))
    return f'"{text}"' if word.quoted else text


def from_dnspython(rdata: Any) -> Any:
    """Return a value of dnspython's as `answers.Answer` holds it."""
    match int(rdata.rdtype):
        case 1 | 28:
            return rdata.address
        case 2 | 5 | 12:
            return _present(rdata.target)
        case 15:
            return Mx(rdata.preference, _present(rdata.exchange))
        case 16 | 99:
            return Txt(tuple(rdata.strings))
    return str(rdata.to_text())


def _present(name: Any) -> str:
    return presentation([label for label in name.labels if label])
