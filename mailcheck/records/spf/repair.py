"""Records put right: terms replaced, moved or dropped, and several records merged into one."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from mailcheck.dns.answers import Span
from mailcheck.records.spf import grammar
from mailcheck.records.spf.grammar import TARGETED
from mailcheck.records.spf.parser import VERSION, is_spf, parse, render_term
from mailcheck.records.spf.record import DomainSpec, Invalid, Mechanism, Modifier, SpfRecord, Term

LENGTH_LIMIT = 4096  # characters; a longer record would cost a copy of itself for every flaw
_PREFERENCE = "~-?+"  # of several `all` terms, the gentlest that tells strangers from senders


def rewritten(record: SpfRecord, changes: Mapping[Span, str]) -> str | None:
    """Return the record with the terms at some spans written anew; an empty string drops a term.

    Terms that the grammar refuses are repaired as well. None where one of them is beyond it, and for records
    of a length that nobody publishes.
    """
    if len(record.text) > LENGTH_LIMIT:
        return None
    sound = record.valid and all(map(_is_mechanism, changes.values()))
    written: list[str] = []
    for term in record.terms:
        text = changes.get(term.span, _sound(record, term))
        if text is None:
            return None
        written += [text] if text else []
    text = " ".join([VERSION, *written])
    return text if sound or parse(text).valid else None


def _is_mechanism(text: str) -> bool:
    """Say whether *text* is nothing, or a mechanism: only modifiers can be right alone and wrong together."""
    return not text or (" " not in text and isinstance(grammar.term(text, 0, len(text)), Mechanism))


def repair(record: SpfRecord) -> str | None:
    """Return the record with every term repaired that the grammar refuses; None where that is beyond it."""
    return rewritten(record, {})


def ending(record: SpfRecord, last: str) -> str | None:
    """Return the record with *last* in the place of whatever `all` it has, at its end."""
    changes = {term.span: "" for term in alls(record)}
    text = rewritten(record, changes)
    return None if text is None else f"{text} {last}"


def alls(record: SpfRecord) -> tuple[Mechanism, ...]:
    """Return the `all` terms; evaluation ends at the first."""
    if "all" not in record.names:
        return ()
    return tuple([term for term in record.mechanisms if term.name == "all"])


def merge(records: Iterable[SpfRecord]) -> str | None:
    """Return one record that passes whatever one of several passes; None where a term is beyond repair.

    Terms keep their order and stand once. Of several `all` terms `~all` is taken before `-all`, so that the
    merger fails nothing that one of them only marked; then `?all`, and `+all` if there is nothing else. A
    redirect stays if it is the only one and nothing ends the record, and becomes an include otherwise.
    """
    texts = [repair(record) for record in records]
    sound = [parse(text) for text in texts if text is not None]
    if len(sound) < len(texts):
        return None
    written = _terms(sound)
    last = min(
        (all_.qualifier for record in sound for all_ in alls(record)), key=_PREFERENCE.index, default=""
    )
    redirects = _redirects(sound)
    if last or len(redirects) > 1:
        written += [f"include:{target}" for target in redirects]
        tail = [f"{last or '~'}all"]
    else:
        tail = [f"redirect={target}" for target in redirects]
    text = " ".join(dict.fromkeys([VERSION, *written, *tail]))
    return text if parse(text).valid else None


def _terms(records: Iterable[SpfRecord]) -> list[str]:
    """Return every term once, without all, redirect and a second exp."""
    found: dict[str, str] = {}
    for record in records:
        for term in record.terms:
            if not isinstance(term, Invalid) and term.name not in ("all", "redirect"):
                text = render_term(term, record)
                key = "exp" if term.name == "exp" else text if "%" in text else text.lower()
                found.setdefault(key, text)
    return list(found.values())


def _redirects(records: Iterable[SpfRecord]) -> list[str]:
    """Return the targets of the redirects that are not ignored for an `all` beside them."""
    found = [record.modifier("redirect") for record in records if not alls(record)]
    return list(dict.fromkeys(term.value.text for term in found if term))


def _sound(record: SpfRecord, term: Term) -> str | None:
    return term.replacement if isinstance(term, Invalid) else record.text_of(term)


def terms_with_domains(record: SpfRecord) -> Iterator[tuple[Term, DomainSpec]]:
    """Yield the terms that name a domain, each with its domain-spec; ignored modifiers name none."""
    for term in record.terms:
        if isinstance(term, Mechanism) and term.domain:
            yield term, term.domain
        elif isinstance(term, Modifier) and term.name in TARGETED:
            yield term, term.value


def without(record: SpfRecord, term: Term) -> str:
    """Return the record without *term* and the blanks before it."""
    text = record.text
    return (text[: term.span.start].rstrip(" ") + text[term.span.end :]).rstrip(" ")


def exchange(record: SpfRecord, term: Term, written: str) -> str:
    """Return the record with *written* in place of *term*."""
    return record.text[: term.span.start] + written + record.text[term.span.end :]


def led_by(record: SpfRecord, *terms: str) -> str:
    """Return the record with *terms* before all others, where nothing can decide sooner."""
    rest = record.text[len(VERSION) :].strip(" ")
    return " ".join((record.text[: len(VERSION)], *terms, *([rest] if rest else [])))


_LEAD = r"[\s\"'\u2018-\u201f\ufeff\u200b-\u200d\u2060\xa0\\(\[<]{0,20}"
_BEGINNING = re.compile(
    rf"(?P<lead>{_LEAD})(?P<version>"
    r"v[\s:;.,\"']{0,3}=?[\s\"']{0,3}spf(?:[\s.\-]?[0-9]{1,2}(?:\.[0-9])?)?"
    r"|spf(?P<senderid>2\.0)?[0-9]?(?P<scopes>/[a-z,]{1,20})?"
    r")(?P<after>[\s:;,./\"']{0,5}|$)",
    re.IGNORECASE,
)
_TRAILING = " \t\r\n\"'\u2018\u2019\u201c\u201d"


class SpfNearMiss(NamedTuple):
    """Why a text is passed over. *fault* covers the characters at fault; *meant* is the record to publish."""

    message: str
    fault: Span
    meant: str | None
    sender_id: bool = False


def near_miss(text: str) -> SpfNearMiss | None:
    """Recognise text that was meant as an SPF record and is none."""
    match = _BEGINNING.match(text)
    if match is None or is_spf(text) or not _is_attempt(match, text):
        return None
    rest = text[match.end() :].rstrip(_TRAILING)
    meant = repair(parse(f"{VERSION} {rest}"))
    message, fault = _fault(match, text)
    return SpfNearMiss(message, fault, meant, bool(match["senderid"]))


def _is_attempt(match: re.Match[str], text: str) -> bool:
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
