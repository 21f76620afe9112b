"""The text of an SPF record to its terms; it never raises, and what is no term is an `Invalid` one."""

from collections.abc import Iterator

from mailcheck.model import Source, Span
from mailcheck.records.spf import grammar
from mailcheck.records.spf.slips import explained
from mailcheck.records.spf.terms import Invalid, Modifier, SpfRecord, Term

VERSION = "v=spf1"


def is_spf(text: str) -> bool:
    """Say whether receivers take a TXT record for SPF: the version, then a space or the end (RFC 7208 section 4.5)."""
    return text[:6].lower() == VERSION and text[6:7] in ("", " ")


def parse(source: Source | str) -> SpfRecord:
    """Read a record; every character that is not a space belongs to exactly one term, or to the version."""
    if isinstance(source, str):
        source = Source("", "TXT", source)
    text = source.text
    begin = len(VERSION) if is_spf(text) else 0
    terms = [_term(text, start, end) for start, end in pieces(text, begin)]
    _refuse_repetition(text, terms)
    return SpfRecord(source, tuple(terms))


def pieces(text: str, begin: int = 0) -> Iterator[tuple[int, int]]:
    """Return where the runs of other characters than spaces begin and end; only SP separates terms."""
    position = begin
    for piece in text[begin:].split(" "):
        if piece:
            yield position, position + len(piece)
        position += len(piece) + 1


def _term(text: str, start: int, end: int) -> Term:
    return grammar.term(text, start, end) or explained(text, Span(start, end))


def _refuse_repetition(text: str, terms: list[Term]) -> None:
    """Make a second redirect or exp an invalid term: each may stand once (RFC 7208 section 6)."""
    seen: dict[str, Modifier] = {}
    for index, term in enumerate(terms):
        if isinstance(term, Modifier) and term.name in grammar.TARGETED:
            first = seen.setdefault(term.name, term)
            if first is not term:
                terms[index] = _repeated(term, first)


def _repeated(term: Modifier, first: Modifier) -> Invalid:
    same = term.value.text.lower() == first.value.text.lower()
    message = f"`{term.name}` stands a second time; one is allowed in a record"
    return Invalid(term.span, message, term.span, "" if same else None)
