"""Writes one record as people publish it: as an entry of a zone file, or for a web form."""

from typing import NamedTuple

from mailcheck.dns.names import is_below

STRING_LIMIT = 255  # octets of a character-string, RFC 1035 section 3.3
_TEXT_TYPES = frozenset(("TXT", "SPF"))
_ESCAPES = {octet: f"\\{octet:03d}" for octet in range(256) if not 0x20 <= octet <= 0x7E} | {
    ord(character): f"\\{character}" for character in '"\\'
}


class WebForm(NamedTuple):
    """What a provider's form asks for; *name* is relative to the zone, `@` for the zone's own."""

    name: str
    type: str
    value: str


def strings(text: str) -> tuple[bytes, ...]:
    """Cut the text of a TXT record into character-strings, which joined are the text again."""
    octets = text.encode("utf-8", "surrogateescape")
    return tuple(octets[at : at + STRING_LIMIT] for at in range(0, len(octets), STRING_LIMIT)) or (b"",)


def zone_lines(name: str, rdtype: str, text: str, ttl: int | None = None) -> str:
    """Return a record as an entry of a zone file, which may stand in any zone: the name is absolute.

    It is one line, or several in parentheses for a text that needs several strings. *text* is as in
    `Source.text`; nothing ends the last line.
    """
    value = _quote(text) if rdtype in _TEXT_TYPES else text
    return f"{name}.  IN  {rdtype}  {value}" if ttl is None else f"{name}.  {ttl}  IN  {rdtype}  {value}"


def _quote(text: str) -> str:
    if _stands_for_itself(text):
        parts = [f'"{text[at : at + STRING_LIMIT]}"' for at in range(0, len(text) or 1, STRING_LIMIT)]
    else:
        parts = [f'"{_escape(string)}"' for string in strings(text)]
    return parts[0] if len(parts) == 1 else "( " + "\n    ".join(parts) + " )"


def _stands_for_itself(text: str) -> bool:
    """Say whether nothing in *text* needs an escape, as in nearly every record."""
    return text.isascii() and text.isprintable() and '"' not in text and "\\" not in text


def _escape(octets: bytes) -> str:
    r"""Write octets as they stand between quotes: `\"`, `\\`, and `\DDD` for what is not printable ASCII."""
    return octets.decode("latin-1").translate(_ESCAPES)


def web_form(name: str, rdtype: str, text: str, zone: str) -> WebForm:
    """Return a record as a form for *zone* takes it: in one line, without quotes.

    A name outside the zone is given in full.
    """
    if name == zone:
        return WebForm("@", rdtype, text)
    return WebForm(name[: -len(zone) - 1] if zone and is_below(name, zone) else name, rdtype, text)
