"""The URIs to which DMARC reports go (RFC 9989 sections 4.6 and 4.8, RFC 3986).

dmarc-urilist = (dmarc-uri / obs-dmarc-uri) *(*WSP "," *WSP (dmarc-uri / obs-dmarc-uri))
obs-dmarc-uri = dmarc-uri "!" 1*DIGIT [ "k" / "m" / "g" / "t" ]
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple
from urllib.parse import unquote

from mailcheck.dns.answers import Span
from mailcheck.dns.names import NAME_LIMIT, is_host_name
from mailcheck.records.taglist import trim

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SIZE = re.compile(r"[0-9]+[kmgt]?", re.IGNORECASE)
_FORBIDDEN = re.compile(r"[^A-Za-z0-9._~:/?#\[\]@$&'()*+,;=%-]|%(?![0-9A-Fa-f]{2})")
# What people write in place of `mailto:`; a real scheme such as https is not among them. Mailboxes begin with
# `mail` as well, as `mailer@` does: all but `mailto` are taken for a scheme only with a mark behind them.
_MAILTO_MISTAKE = re.compile(
    r"(?:mailto|(?:mail|maito|malto|mailt|mailo|mialto|mailtto)(?=[\s:=;/]))\s*[:=;]?\s*/{0,2}(?=[^\s/@:]+@)",
    re.IGNORECASE,
)
# Nearly every one is `mailto:local@host`, where nothing is encoded; any other is looked at part by part.
_HOST_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_USUAL = re.compile(rf"mailto:([a-z0-9._+-]+@({_HOST_LABEL}(?:\.{_HOST_LABEL})*))", re.ASCII | re.IGNORECASE)
URI_LIMIT = 50  # entries of one tag that are read; more than that is an attack on the reader
_WRAPPING = "<>\"'“”‘’„«»()[]\\`"


class ReportUri(NamedTuple):
    """One entry of a `rua` or `ruf` tag.

    *address* and *host* belong to a mailto URI, percent-decoded, the host in lower case; both are empty
    otherwise. *size* is the obsolete limit without its `!`. *flaw* says what was found and what is allowed,
    and is empty for a URI that receivers can use; *fault* covers the characters at fault. *repaired* is what
    was meant, without a size, where that is mechanical; it may be several URIs with commas.
    """

    text: str
    span: Span
    scheme: str = ""
    address: str = ""
    host: str = ""
    size: str = ""
    size_span: Span | None = None
    flaw: str = ""
    fault: Span | None = None
    repaired: str | None = None

    @property
    def valid(self) -> bool:
        """Whether it is syntactically a reporting URI, of whatever scheme."""
        return not self.flaw

    @property
    def is_mailto(self) -> bool:
        """Whether it is a mail address that every generator of reports supports (RFC 9989 section 4.7)."""
        return not self.flaw and self.scheme == "mailto"


def parse_uris(text: str, span: Span) -> tuple[ReportUri, ...]:
    """Read the URI list that stands at *span* of *text*; an empty list gives none.

    Of a list that is longer than any receiver reads, only the beginning is returned.
    """
    if span.start == span.end:
        return ()
    pieces = islice(_between_commas(text, span), URI_LIMIT)
    return tuple([_uri(text, trim(text, piece)) for piece in pieces])


def _between_commas(text: str, span: Span) -> Iterator[Span]:
    start = span.start
    while (comma := text.find(",", start, span.end)) >= 0:
        yield Span(start, comma)
        start = comma + 1
    yield Span(start, span.end)


def _uri(text: str, span: Span) -> ReportUri:
    usual = _USUAL.fullmatch(text, span.start, span.end)
    if usual is None or len(usual[2]) > NAME_LIMIT:
        return _unusual(text, span)
    return ReportUri(usual[0], span, "mailto", usual[1], usual[2].lower())


def _unusual(text: str, span: Span) -> ReportUri:
    written = text[span.start : span.end]
    body, mark, size = written.partition("!")
    flaw, fault = _flaw(body, size if mark else None)
    if flaw:
        whole = Span(span.start + fault[0], span.start + fault[1])
        return ReportUri(written, span, flaw=flaw, fault=whole, repaired=_repair(written))
    size_span = Span(span.start + len(body), span.end) if mark else None
    scheme = body.partition(":")[0].lower()
    address, host = _mailbox(body) if scheme == "mailto" else ("", "")
    return ReportUri(written, span, scheme, address, host, size, size_span)


def _mailbox(uri: str) -> tuple[str, str]:
    """Return the address of a mailto URI and its host; RFC 6068 lets a query follow."""
    address = unquote(uri.partition(":")[2].partition("?")[0])
    return address, address.rpartition("@")[2].lower()


def _flaw(body: str, size: str | None) -> tuple[str, tuple[int, int]]:
    """Return what is wrong with a URI, and where in it; nothing and nowhere if it is fine."""
    everything = (0, len(body))
    if not body:
        return (
            "a report URI is empty; a URI such as `mailto:dmarc@example.com` is expected between commas",
            everything,
        )
    if (bad := _FORBIDDEN.search(body)) is not None:
        return _character_flaw(body, bad), bad.span()
    if size is not None and not _SIZE.fullmatch(size):
        place = (len(body), len(body) + 1 + len(size))
        return f"`!{size}` follows the URI; an exclamation mark in a URI is written `%21`", place
    scheme = _SCHEME.match(body)
    if scheme is None:
        return f"`{body}` has no scheme; a report URI begins with `mailto:`", everything
    if scheme[1].lower() == "mailto":
        return _mailto_flaw(body, scheme.end())
    if not _URI.fullmatch(body):
        return f"`{body}` has nothing after its scheme; a URI names a destination", everything
    return "", (0, 0)


def _character_flaw(body: str, bad: re.Match[str]) -> str:
    character = bad[0]
    if not character.isascii():
        return (
            f"`{body}` holds a character outside ASCII; addresses for reports keep to it (RFC 8616 section 6)"
        )
    if character in " \t\r\n":
        return f"`{body}` holds a blank; URIs have none, and a comma separates two"
    if character == "%":
        return f"`{body}` holds a `%` that two hexadecimal digits do not follow"
    return f"`{body}` holds `{character}`, which a URI may hold only percent-encoded"


def _mailto_flaw(body: str, start: int) -> tuple[str, tuple[int, int]]:
    rest = (start, len(body))
    if body.startswith("//", start):
        return f"`{body}` has slashes after `mailto:`; the address follows at once", (start, start + 2)
    address, host = _mailbox(body)
    local, at, _ = address.rpartition("@")
    if not at or not local or not host:
        return f"`{body}` names no mail address; `mailto:` is followed by `local@domain`", rest
    if not is_host_name(host) or len(host) > NAME_LIMIT:
        return f"`{host}` in `{body}` is not a host name; `mailto:` is followed by `local@domain`", rest
    return "", (0, 0)


def _repair(written: str) -> str | None:
    """Return the URI, or the URIs, that were meant, if stripping and a scheme suffice."""
    if len(written) > 1000 or (not written.isascii() and not written.strip(_WRAPPING).isascii()):
        return None
    parts = [part for part in written.split() if part.strip(_WRAPPING)]
    for pieces in (parts, [" ".join(parts)]):
        meant = [_with_scheme(piece) for piece in pieces]
        if meant and all(uri is not None for uri in meant):
            return ",".join(uri for uri in meant if uri is not None)
    return None


def _with_scheme(piece: str) -> str | None:
    body = piece.strip(_WRAPPING).partition("!")[0].rstrip(".;,").replace("\\", "")
    bare = _MAILTO_MISTAKE.sub("", body, count=1) if not body.lower().startswith("http") else body
    for candidate in map(_without_blanks, (body, "mailto:" + bare)):
        if not _flaw(candidate, None)[0]:
            return candidate
    return None


def _without_blanks(text: str) -> str:
    return "".join(text.split())
