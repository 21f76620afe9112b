"""A part of the DMARC record does not fit the grammar.

Receivers ignore what they cannot read, or take the default (RFC 9989 section 4.8), so the record works, but
not as it was meant. Typical mistakes are a second report address behind a semicolon, a word where one letter
is due (`adkim=strict`), and two semicolons in a row. Bad policies and bad report URIs have rules of their
own.

## Fails

```zone
_dmarc  TXT  "v=DMARC1; p=none; adkim=strict; rua=mailto:dmarc@example.com"
```

A semicolon separates the two addresses:

```zone
_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.com; mailto:reports@example.com"
```

An empty tag:

```zone
_dmarc  TXT  "v=DMARC1; p=none;; rua=mailto:dmarc@example.com"
```

`0` and `1` exclude each other:

```zone
_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.com; ruf=mailto:dmarc@example.com; fo=0:1"
```

## Passes

```zone
_dmarc  TXT  "v=DMARC1; p=none; adkim=s; rua=mailto:dmarc@example.com,mailto:reports@example.com; "
```

## Remedy

Write each tag as a name of letters, `=` and a value that the tag can have, with one semicolon between two
tags.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import Span
from mailcheck.dns.phrases import cut
from mailcheck.judge.model import Problem
from mailcheck.records.dmarc.record import KNOWN, TAG_LIMIT, DmarcRecord, TagSetting, is_tag_name
from mailcheck.records.dmarc.repair import repair
from mailcheck.records.taglist import Stray, Tag
from mailcheck.rules import rule
from mailcheck.survey.request import Severity

_POLICY_TAGS = ("p", "sp", "np")
_URI_TAGS = ("rua", "ruf")


@rule(Severity.WARNING, "RFC 9989 section 4.8")
def check(record: DmarcRecord) -> Iterator[Problem]:
    if _is_clean(record):
        return
    flaws = [*_strays(record), *_faulty_tags(record), *_bad_values(record), *_gaps(record)]
    replacement = repair(record.text) if flaws else None
    for message, span in sorted(flaws, key=lambda flaw: flaw[1])[:TAG_LIMIT]:
        yield Problem(message, record.source, span, replacement=replacement)


_Flaw = tuple[str, Span]


def _is_clean(record: DmarcRecord) -> bool:
    """Say whether there is surely nothing to find: only known tags in lower case, with values that count."""
    tags, text = record.tags, record.text
    usual = [tag for tag in tags.tags if tag.value and tag.name in KNOWN]
    if len(usual) < len(tags.entries) or tags.empties or not (text.isascii() and text.isprintable()):
        return False
    settings = (record.adkim, record.aspf, record.t, record.psd, record.fo)
    return not [setting for setting in settings if not setting.valid]


def _strays(record: DmarcRecord) -> Iterator[_Flaw]:
    before: Tag | None = None
    for entry in record.tags.entries:
        if isinstance(entry, Tag):
            before = entry
        elif before is not None and before.name.lower() in _URI_TAGS and "@" in entry.text:
            yield _lost_address(entry, before)
        else:
            yield f"`{cut(entry.text, 60)}` is no tag; a tag is a name, `=` and a value", entry.span


def _lost_address(stray: Stray, before: Tag) -> _Flaw:
    found = f"`{cut(stray.text, 60)}` stands behind a semicolon, so it is not part of `{before.name}`"
    return f"{found}; commas separate report URIs", stray.span


def _faulty_tags(record: DmarcRecord) -> Iterator[_Flaw]:
    for tag in record.tags.tags:
        if not is_tag_name(tag.name):
            yield f"`{cut(tag.name, 60)}` is no tag name; only letters are allowed", tag.name_span
        elif tag.name != tag.name.lower() and tag.name.lower() in KNOWN:
            yield (
                f"`{tag.name}` is in upper case; some receivers know only `{tag.name.lower()}`",
                tag.name_span,
            )
        elif not tag.value and tag.name.lower() not in (*_POLICY_TAGS, *_URI_TAGS):
            yield f"`{tag.name}=` is empty; a tag has a value", tag.span
        elif tag.name.lower() not in (*_POLICY_TAGS, *_URI_TAGS) and not _is_printable(tag.value):
            yield (
                f"`{tag.name}` holds a character that is not printable ASCII; nothing else is allowed",
                tag.value_span,
            )


def _is_printable(text: str) -> bool:
    return text.isascii() and (text.isprintable() or text.replace("\t", " ").isprintable())


def _bad_values(record: DmarcRecord) -> Iterator[_Flaw]:
    mode, flag = "`r` for relaxed and `s` for strict", "`y` and `n`"
    checked = (
        ("adkim", record.adkim, mode),
        ("aspf", record.aspf, mode),
        ("t", record.t, flag),
        ("psd", record.psd, "`y`, `n` and `u`"),
    )
    for name, setting, allowed in checked:
        if setting.tag is not None and setting.tag.value and not setting.valid:
            found = f"`{name}={cut(setting.tag.value, 60)}` is ignored"
            yield (
                f"{found} and `{setting.value}` taken instead; {allowed} are allowed",
                setting.tag.value_span,
            )
    if record.fo.tag is not None and record.fo.tag.value and not record.fo.valid:
        yield _bad_fo(record.fo, record.fo.tag)


def _bad_fo(setting: TagSetting, tag: Tag) -> _Flaw:
    if {"0", "1"} <= {option.strip() for option in tag.value[:20].split(":")}:
        return (
            "`fo` has both `0` and `1`, which exclude each other; receivers take the default `0`",
            tag.value_span,
        )
    found = f"`fo={cut(tag.value, 60)}` is ignored and `{setting.value}` taken instead"
    return f"{found}; `0` or `1`, `d` and `s` are allowed, with colons between", tag.value_span


def _gaps(record: DmarcRecord) -> Iterator[_Flaw]:
    """What stands between the tags and is neither a semicolon nor WSP (RFC 9989 section 4.8)."""
    broken = min((at for at in map(record.text.find, "\r\n") if at >= 0), default=-1)
    if broken >= 0:
        yield (
            "a line break stands in the record; only spaces and tabs may stand around tags",
            Span(broken, broken + 1),
        )
    for span in record.tags.empties:
        around = Span(max(span.start - 1, 0), min(span.end + 1, len(record.text)))
        yield "nothing stands between two semicolons; one semicolon separates two tags", around
