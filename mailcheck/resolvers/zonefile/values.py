"""Reads the values of records: the plain ones at once, all others through dnspython."""

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from mailcheck.answers import Mx, Txt
from mailcheck.resolvers.zonefile.flaws import STRING_TOO_LONG, SYNTAX
from mailcheck.resolvers.zonefile.scanner import Fault, Word
from mailcheck.resolvers.zonefile.text import TIME_LIMIT, ValueFault, number, qualified, seconds, unescaped

STRING_LIMIT = 255  # octets of a character-string, RFC 1035 section 3.3

_IPV4 = re.compile(
    r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)", re.ASCII
)
_NUMBERED = {
    1: "A",
    2: "NS",
    5: "CNAME",
    6: "SOA",
    12: "PTR",
    15: "MX",
    16: "TXT",
    28: "AAAA",
    33: "SRV",
    99: "SPF",
}
_COMMON = frozenset(
    "A NS CNAME SOA PTR MX TXT AAAA SRV SPF CAA TLSA DS DNSKEY RRSIG NSEC NSEC3 NSEC3PARAM "
    "DNAME NAPTR SSHFP HINFO LOC RP SVCB HTTPS CDS CDNSKEY OPENPGPKEY SMIMEA URI".split()
)
_META = frozenset("ANY AXFR IXFR MAILA MAILB OPT TSIG TKEY".split())  # types of questions, never of records
_CLASSES = frozenset(("IN", "CH", "HS", "CS", "ANY", "NONE"))


class WordFault(Exception):
    """A value that cannot be read."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def mnemonic(text: str) -> str | None:
    """Return the mnemonic of the RR type that *text* names, in any case or as TYPEnnn; None if there is none."""
    name = text.upper()
    if name in _COMMON:
        return name
    if not name.isascii() or name in _CLASSES or name in _META:
        return None
    if name.startswith("TYPE") and name[4:].isdecimal() and len(name) <= 9:
        return _NUMBERED.get(int(name[4:])) or _foreign_type(name)
    return _foreign_type(name)


def _foreign_type(name: str) -> str | None:
    import dns.exception
    import dns.rdatatype

    try:
        return dns.rdatatype.to_text(dns.rdatatype.from_text(name))
    except (dns.exception.DNSException, ValueError):
        return None


def value(rdtype: str, words: Sequence[Word], origin: str, entry: Word) -> Any:
    """Return the value of a record as `answers.Answer` holds it.

    *entry* is the word that is marked where a value is missing.

    Raises:
        WordFault: the value cannot be read.
    """
    read = _READERS.get(rdtype)
    try:
        if read is None or (words and words[0].text == "\\#" and not words[0].quoted):
            return _foreign(rdtype, words, origin)
        return read(words, origin)
    except _Missing as missing:
        raise WordFault(
            Fault(SYNTAX, str(missing), entry.start, words[-1].end if words else entry.end)
        ) from None
    except ValueFault as fault:
        start, end = (words[0].start, words[-1].end) if words else (entry.start, entry.end)
        raise WordFault(Fault(SYNTAX, str(fault), start, end)) from None


class _Missing(Exception):
    """A value has too few words."""


def _counted(words: Sequence[Word], count: int, needed: str) -> None:
    """Insist on a number of words."""
    if len(words) < count:
        raise _Missing(f"{'part of ' if words else ''}the value is missing; {needed}")
    if len(words) > count:
        extra = words[count]
        message = f"`{extra.text}` stands after the end of the value; {needed}"
        raise WordFault(Fault(SYNTAX, message, extra.start, extra.end))


def _at(word: Word, read: Callable[..., Any], *arguments: Any) -> Any:
    """Read one word; a fault is that word's."""
    try:
        return read(word.text, *arguments)
    except ValueFault as fault:
        raise WordFault(Fault(SYNTAX, str(fault), word.start, word.end)) from None


def _ipv4(text: str) -> str:
    if not _IPV4.fullmatch(text):
        raise ValueFault(
            f"`{text}` is not an IPv4 address; four numbers of 0 to 255 are allowed, such as `203.0.114.25`"
        )
    return text


def _ipv6(text: str) -> str:
    import socket

    try:
        return socket.inet_ntop(socket.AF_INET6, socket.inet_pton(socket.AF_INET6, text))
    except (OSError, ValueError):
        raise ValueFault(f"`{text}` is not an IPv6 address; one such as `2a00:1450::25` is allowed") from None


def _a(words: Sequence[Word], origin: str) -> str:
    _counted(words, 1, "an A record holds one IPv4 address")
    return str(_at(words[0], _ipv4))


def _aaaa(words: Sequence[Word], origin: str) -> str:
    _counted(words, 1, "an AAAA record holds one IPv6 address")
    return str(_at(words[0], _ipv6))


def _name(words: Sequence[Word], origin: str) -> str:
    _counted(words, 1, "one domain name is allowed")
    return str(_at(words[0], qualified, origin))


def _mx(words: Sequence[Word], origin: str) -> Mx:
    if len(words) == 1 and not words[0].text.isdecimal():
        raise _Missing(
            f"the preference is missing before `{words[0].text}`; write such as `10 {words[0].text}`"
        )
    _counted(words, 2, "an MX record holds a preference and a host name, such as `10 mail`")
    return Mx(_at(words[0], number, 65535, "the preference"), _at(words[1], qualified, origin))


def _txt(words: Sequence[Word], origin: str) -> Txt:
    if not words:
        raise _Missing('the text is missing; one or more strings are allowed, such as `"v=spf1 mx -all"`')
    return Txt(tuple(_string(word) for word in words))


def _string(word: Word) -> bytes:
    octets: bytes = _at(word, unescaped)
    if len(octets) > STRING_LIMIT:
        message = f"a string of {len(octets)} octets; at most {STRING_LIMIT} are allowed, so split it into several quoted strings"
        raise WordFault(Fault(STRING_TOO_LONG, message, word.start, word.end))
    return octets


def _soa(words: Sequence[Word], origin: str) -> str:
    _counted(
        words, 7, "an SOA record holds two names and the numbers serial, refresh, retry, expire and minimum"
    )
    names = [f"{_at(word, qualified, origin)}." for word in words[:2]]
    serial = _at(words[2], number, 2**32 - 1, "the serial")
    return " ".join((*names, str(serial), *(str(_at(word, _time)) for word in words[3:])))


def _time(text: str) -> int:
    time = seconds(text)
    if time is None or time > TIME_LIMIT:
        raise ValueFault(f"`{text}` is not a time; a number of seconds or such as `1h30m` is allowed")
    return time


_READERS: dict[str, Callable[[Sequence[Word], str], Any]] = {
    "A": _a,
    "AAAA": _aaaa,
    "CNAME": _name,
    "MX": _mx,
    "NS": _name,
    "PTR": _name,
    "SOA": _soa,
    "SPF": _txt,
    "TXT": _txt,
}


def _foreign(rdtype: str, words: Sequence[Word], origin: str) -> Any:
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
    return typed(rdata)


def _ascii(word: Word) -> str:
    """Return a word in the characters that dnspython reads as they are."""
    text = word.text
    if not text.isascii() or not text.isprintable():
        octets = text.encode("utf-8", "surrogateescape")
        text = "".join(chr(octet) if 0x20 <= octet <= 0x7E else f"\\{octet:03d}" for octet in octets)
    return f'"{text}"' if word.quoted else text


_Rdata: TypeAlias = Any


def typed(rdata: _Rdata) -> Any:
    """Return a dnspython value as `answers.Answer` holds it."""
    match rdata.rdtype.value if hasattr(rdata.rdtype, "value") else rdata.rdtype:
        case 1 | 28:
            return rdata.address
        case 2 | 5 | 12:
            return presented(rdata.target)
        case 15:
            return Mx(rdata.preference, presented(rdata.exchange))
        case 16 | 99:
            return Txt(tuple(rdata.strings))
    return str(rdata.to_text())


def presented(name: Any) -> str:
    """Return a dnspython name, normalized."""
    from mailcheck.resolvers.zonefile.text import presentation

    return presentation([label for label in name.labels if label])
