"""Writes the DMARC record that was meant, where all mistakes in it can be repaired mechanically.

What receivers ignore anyway is left out; where it takes a person to tell what was meant, there is no result.
A result is spelled one way: `v=DMARC1` first, then `p`, then the other tags in their order, separated by a
semicolon and a blank.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from mailcheck.dns.answers import Span
from mailcheck.dns.phrases import similar
from mailcheck.records import taglist
from mailcheck.records.dmarc.record import KNOWN, POLICIES, VERSION, DmarcRecord, is_tag_name, parse
from mailcheck.records.dmarc.report_uri import ReportUri, parse_uris
from mailcheck.records.taglist import Stray, Tag

Pair = tuple[str, str]

LENGTH_LIMIT = 4096  # characters; longer text is nobody's mistake
_TAGS = "|".join(sorted(KNOWN, key=len, reverse=True))
# Patterns as text, which `re` compiles and keeps when the first record is repaired: few programs repair any.
_BLANKS = "[\u00a0\u2000-\u200a\u202f\u3000]"
_NOTHING = '[\u200b-\u200f\u2060\ufeff"“”„‟«»\\\\]'
_SEPARATOR_MISTAKE = rf"(?i)(?:[ \t]*,[ \t]*|(?<![;\s])[ \t]+)(?=(?:{_TAGS})[ \t]*=)"
_TAG_MISTAKE = rf"(?i)({_TAGS})[ \t]*[: \t][ \t]*(\S.*)"
_VERSION_MISTAKE = r"(?i)(?:v[ \t]*[:=][ \t]*dmarc[ \t]*[\d.]*|(?:v[ \t]*)?dmarc[ \t]*1(?!\w))[ \t]*(.*)"
_LETTERS = r"[^A-Za-z]+"
_FLAGS = {"yes": "y", "true": "y", "1": "y", "on": "y", "no": "n", "false": "n", "0": "n", "off": "n"}
_MODES = {"strict": "s", "relaxed": "r"}
_NAMES = {"policy": "p", "subpolicy": "sp"}
_REMOVED = frozenset({"rf", "ri", "pct"})


@lru_cache(maxsize=256)  # several rules want the same, and many domains have the same few words
def repair(text: str) -> str | None:
    """Return the record that *text* was meant to be; None if nobody can tell."""
    if len(text) > LENGTH_LIMIT:
        return None
    meant = _respell(text)
    return meant if _is_sound(parse(meant)) and _respell(meant) == meant else None


def _respell(text: str) -> str:
    pairs = _arrange(_distinct(_fix(_pairs(_loosen(text)))))
    return "; ".join([VERSION, *(f"{name}={value}" for name, value in pairs)])


def _is_sound(record: DmarcRecord) -> bool:
    """Say whether receivers read everything in *record*, and as it is written."""
    uris = (*record.rua.uris, *record.ruf.uris)
    readable = record.text.isascii() and record.text.isprintable()
    return readable and not record.degraded and not record.tags.duplicates and all(uri.valid for uri in uris)


def with_reports(record: DmarcRecord, domain: str) -> str | None:
    """Return *record* with a place for aggregate reports; None where it has a `rua` already."""
    if record.rua.tag is not None or len(record.text) > LENGTH_LIMIT:
        return None
    return repair(f"{record.text}; rua=mailto:dmarc@{domain}")


def nearest_policy(value: str) -> str | None:
    """Return the policy at most two edits away from *value*; None if there is not exactly one."""
    word = value.strip(" \t,.;:'\"").lower()
    if word in POLICIES:
        return word
    if not 3 <= len(word) <= 13:
        return None
    close = similar(word, POLICIES, min(2, len(word) - 2), swap=2)
    return close[0] if len(close) == 1 else None


def nearest_tag(name: str) -> str | None:
    """Return the tag one edit away from *name*; short names are too close to each other to tell."""
    word = name.lower()
    if word in _NAMES:
        return _NAMES[word]
    if not 3 <= len(word) <= 7:
        return None
    close = similar(word, [tag for tag in KNOWN if len(tag) >= 3], 1, swap=2)
    return close[0] if len(close) == 1 else None


def _loosen(text: str) -> str:
    """Drop what no record holds, and put semicolons where blanks or commas stand for them."""
    plain = re.sub(_NOTHING, "", re.sub(_BLANKS, " ", text))
    return re.sub(_SEPARATOR_MISTAKE, "; ", " ".join(plain.split()))


def _pairs(text: str) -> list[Pair]:
    """Return the tags but for the version; a stray piece joins the URIs before it, or is a tag."""
    pairs: list[Pair] = []
    for entry in taglist.parse(text).entries:
        written = text[entry.span.start : entry.span.end]
        if written[0] in "vVdD" and (version := re.fullmatch(_VERSION_MISTAKE, written)) is not None:
            pairs.extend(_pairs(version[1]))
        elif isinstance(entry, Stray):
            _place_stray(pairs, entry.text)
        else:
            pairs.extend(_recognize(entry))
    return [pair for pair in pairs if pair[0] != "v"]


def _recognize(tag: Tag) -> Iterable[Pair]:
    """A name that is not made of letters is no tag, unless its letters are one."""
    name = tag.name if tag.name in KNOWN else re.sub(_LETTERS, "", tag.name).lower()
    if name in KNOWN or is_tag_name(tag.name):
        yield name, tag.value


def _place_stray(pairs: list[Pair], text: str) -> None:
    if (mistake := re.fullmatch(_TAG_MISTAKE, text)) is not None:
        pairs.append((mistake[1].lower(), mistake[2]))
    elif pairs and pairs[-1][0] in ("rua", "ruf") and "@" in text:
        name, value = pairs.pop()
        pairs.append((name, f"{value},{text}"))


def _fix(pairs: list[Pair]) -> Iterable[Pair]:
    names = {name for name, _ in pairs}
    for name, value in pairs:
        meant = nearest_tag(name) if name not in KNOWN else None
        if meant is not None and meant not in names:
            name = meant
        if name == "pct" and value == "0" and "t" not in names:
            yield "t", "y"  # what it stood for, RFC 9989 appendix A.6
        fixed = _FIXES[name](value) if name in _FIXES else value
        if fixed and name not in _REMOVED:
            yield name, fixed


def _policy(value: str) -> str:
    return nearest_policy(value) or value


def _mode(value: str) -> str:
    word = value.lower()
    return word if word in ("r", "s") else _MODES.get(word, "")


def _flag(value: str) -> str:
    word = value.lower()
    return word if word in ("y", "n") else _FLAGS.get(word, "")


def _psd(value: str) -> str:
    return "u" if value.lower() == "u" else _flag(value)


def _fo(value: str) -> str:
    """`1` asks for every report that `0` asks for."""
    options = dict.fromkeys(
        option for option in re.split(r"[:,\s/]+", value.lower()) if option in ("0", "1", "d", "s")
    )
    if "1" in options:
        options.pop("0", None)
    return ":".join(options)


def _uri_list(value: str) -> str:
    return ",".join(filter(None, map(_uri, parse_uris(value, Span(0, len(value))))))


def _uri(uri: ReportUri) -> str:
    if uri.valid:
        return uri.text.partition("!")[0]
    return uri.text if uri.repaired is None else uri.repaired


_FIXES: dict[str, Callable[[str], str]] = {
    "p": _policy,
    "sp": _policy,
    "np": _policy,
    "adkim": _mode,
    "aspf": _mode,
    "t": _flag,
    "psd": _psd,
    "fo": _fo,
    "rua": _uri_list,
    "ruf": _uri_list,
}


def _distinct(pairs: Iterable[Pair]) -> list[Pair]:
    """Merge tags that stand twice where nothing is lost: the same value, or lists of URIs."""
    kept: list[Pair] = []
    places: dict[str, int] = {}
    for name, value in pairs:
        if name in ("rua", "ruf") and name in places:
            uris = f"{kept[places[name]][1]},{value}".split(",")
            kept[places[name]] = (name, ",".join(dict.fromkeys(uris)))
        elif (name, value) not in kept:
            places.setdefault(name, len(kept))
            kept.append((name, value))
    return kept


def _arrange(pairs: list[Pair]) -> Iterable[Pair]:
    """Put `p` first, where RFC 7489 readers want it; one that is missing is taken for none."""
    policies = [pair for pair in pairs if pair[0] == "p"]
    yield from policies or [("p", "none")]
    yield from (pair for pair in pairs if pair[0] != "p")
