"""SPF records with one thing changed, as text to publish."""

from mailcheck.records.spf import SpfRecord, Term
from mailcheck.records.spf.parser import VERSION


def without(record: SpfRecord, term: Term) -> str:
    """Return the record without *term* and the blanks before it."""
    text = record.text
    return (text[: term.span.start].rstrip(" ") + text[term.span.end :]).rstrip(" ")


def exchanged(record: SpfRecord, term: Term, written: str) -> str:
    """Return the record with *written* in place of *term*."""
    return record.text[: term.span.start] + written + record.text[term.span.end :]


def led_by(record: SpfRecord, *terms: str) -> str:
    """Return the record with *terms* before all others, where nothing can decide sooner."""
    rest = record.text[len(VERSION) :].strip(" ")
    return " ".join((record.text[: len(VERSION)], *terms, *([rest] if rest else [])))
