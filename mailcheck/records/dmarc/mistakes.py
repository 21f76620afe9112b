"""Recognizes TXT records that are meant as DMARC and that receivers discard (RFC 9989 section 4.10)."""

import re
from typing import NamedTuple

from mailcheck.dns.answers import Span
from mailcheck.dns.phrases import cut
from mailcheck.records import taglist
from mailcheck.records.dmarc.record import POLICIES, is_dmarc
from mailcheck.records.dmarc.repair import LENGTH_LIMIT, repair

_MEANT = re.compile(r"\bv[ \t]*[:=][ \t]*[\"'“”]?[ \t]*dmarc|\bdmarc[ \t]*1(?![\w-])", re.IGNORECASE)
_LEADING = re.compile(r"[\s\u00a0\u200b\ufeff]+")
_QUOTE = re.compile("[\"'“”‘’„«»]")
_VERSION = re.compile(r"v([ \t]*[=:]?[ \t]*)(dmarc[ \t]*[\d.]*)", re.IGNORECASE)
_AFTER = re.compile(r"[ \t]*([^;]*)")


class DmarcNearMiss(NamedTuple):
    """Why a record is discarded: what was found and what is allowed, where, and the record that was meant."""

    message: str
    span: Span
    replacement: str | None


def near_miss(text: str) -> DmarcNearMiss | None:
    """Return why receivers discard *text*; None if they keep it or it is not meant as DMARC."""
    if is_dmarc(text) or not is_meant(text):
        return None
    message, span = _reason(text)
    meant = repair(text)
    return DmarcNearMiss(message, span, meant if meant is not None and is_dmarc(meant) else None)


def is_meant(text: str) -> bool:
    """Say whether *text* is an attempt at a DMARC record: it names the version, or has a DMARC policy."""
    head = text[:LENGTH_LIMIT]
    if head.lower().startswith(("v=spf1", "v=dkim1", "v=tlsrpt", "v=sts")):
        return False
    return _MEANT.search(head) is not None or _has_policy(head)


def _has_policy(text: str) -> bool:
    tags = taglist.parse(text).tags
    return any(tag.name.lower() in ("p", "sp") and tag.value.lower() in POLICIES for tag in tags)


def _reason(text: str) -> tuple[str, Span]:
    if (blanks := _LEADING.match(text)) is not None:
        what = "a blank" if blanks[0].strip(" \t") == "" else "an invisible character"
        return f"{what} stands before the version; a DMARC record begins with `v=DMARC1`", Span(
            *blanks.span()
        )
    if (quote := _QUOTE.search(text)) is not None and quote.start() < 12:
        return f"`{quote[0]}` is part of the record; quotes belong to the zone file only", Span(*quote.span())
    version = _VERSION.search(text)
    if version is None:
        end = len(text.partition(";")[0])
        return f"`{cut(text[:end], 40)}` stands first; a DMARC record begins with `v=DMARC1`", Span(0, end)
    if version.start() > 0:
        return "`v` is not the first tag; a DMARC record begins with `v=DMARC1`", Span(*version.span())
    return _version_reason(text, version)


def _version_reason(text: str, version: re.Match[str]) -> tuple[str, Span]:
    written = version[2].strip()
    value = Span(version.start(2), version.start(2) + len(written))
    if "=" not in version[1]:
        return f"`{version[0].strip()}` has no equals sign; a DMARC record begins with `v=DMARC1`", Span(
            *version.span()
        )
    if written == "DMARC1":
        return _separator_reason(text, value.end)
    if written.upper() == "DMARC1":
        return f"`v={written}` is not `v=DMARC1`; the version is case-sensitive", value
    return f"`v={written}` is no version of DMARC; the only one is `v=DMARC1`", value


def _separator_reason(text: str, end: int) -> tuple[str, Span]:
    after = _AFTER.match(text, end)
    rest = after[1] if after is not None else ""
    span = Span(end, end + len(after[0])) if after is not None else Span(end, end)
    if rest.startswith(","):
        return "a comma follows `v=DMARC1`; tags are separated by semicolons", Span(
            span.end - len(rest), span.end - len(rest) + 1
        )
    if rest.startswith("\\"):
        return "a backslash follows `v=DMARC1`; semicolons are escaped in zone files only", Span(end, end + 1)
    if span.end - span.start > len(rest):
        return f"`{cut(rest, 40)}` follows `v=DMARC1` without a semicolon; one separates two tags", span
    return f"`{cut(rest, 40)}` follows `v=DMARC1` at once; a semicolon separates two tags", span
