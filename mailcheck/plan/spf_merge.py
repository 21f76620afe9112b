"""Joins terms with the SPF records that are published, in order or not, into one record."""

from collections.abc import Container, Iterable, Sequence

from mailcheck.records.spf.parser import is_spf, parse, render, render_term
from mailcheck.records.spf.record import Invalid, SpfRecord, Term
from mailcheck.records.spf.repair import alls, merge, near_miss, rewritten


def spf_texts(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the texts that are SPF records, and after them those that were meant as such."""
    each = tuple(texts)
    return (*(text for text in each if is_spf(text)), *(text for text in each if near_miss(text)))


def join(published: Iterable[str], terms: Iterable[str] = (), without: Container[str] = ()) -> str:
    """Return one record that lets all send whom the *published* ones let, and whom *terms* let.

    Published terms in *without* are left out.
    """
    standing = [one for text in published if (one := _sound(text, without)) is not None]
    wish = parse(" ".join(["v=spf1", *terms, *_tail(standing)]))
    text = merge([*standing, wish])
    return text if text is not None else render(wish)


def _sound(text: str, without: Container[str]) -> SpfRecord | None:
    """Return a record with what is wrong in it repaired, or left out where nobody can tell what was meant."""
    near = near_miss(text)
    record = parse(text if near is None else near.meant or "")
    left_out = (
        term for term in record.terms if _hopeless(term) or render_term(term, record).lower() in without
    )
    repaired = rewritten(record, {term.span: "" for term in left_out})
    return None if repaired is None or not record.text else parse(repaired)


def _hopeless(term: Term) -> bool:
    return isinstance(term, Invalid) and term.replacement is None


def _tail(standing: Sequence[SpfRecord]) -> Iterable[str]:
    """Return how the record ends: as the published one does, unless that lets everybody send.

    A first record fails strangers. One that told nothing about them only marks them, so that nobody who is
    not known yet loses mail.
    """
    if not standing:
        return ("-all",)
    ends = [term.qualifier for record in standing for term in alls(record)]
    if not ends and any(record.modifier("redirect") for record in standing):
        return ()
    return ("-all",) if ends and set(ends) == {"-"} else ("~all",)
