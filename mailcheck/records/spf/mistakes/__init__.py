"""What is wrong with text that is no term, and what was meant.

Each diagnoser knows one kind of mistake and sees the whole word; the first that recognises it explains it.
What it takes for meant may hold another mistake, so it is repaired in turn, a few times over, and is passed
on only once the grammar reads every term of it: no repair that is shown needs a second one.
"""

from collections.abc import Iterator

from mailcheck.dns.answers import Span
from mailcheck.records.spf.grammar import reads, words
from mailcheck.records.spf.mistakes.spacing import belongs, inner_space, together
from mailcheck.records.spf.mistakes.word import Mistake, shown, word
from mailcheck.records.spf.record import Invalid

__all__ = ["explained", "grown_together", "joined", "meant_by_modifier", "shown"]

_ROUNDS = 5  # mistakes in one word that are repaired one after the other

# The diagnosers are imported where one is needed: most records have no mistake.


def explain(text: str, span: Span) -> Invalid:
    """Explain why the text at *span* is no term; a space in it stands where two words were meant as one."""
    written = text[span.start : span.end]
    mistake = inner_space(written, _as_one(written)) if " " in written else _mistake(written)
    fault = Span(span.start + mistake.start, span.start + mistake.end)
    meant = None if mistake.meant is None else _repair(mistake.meant, _ROUNDS)
    return Invalid(span, mistake.message, fault, meant)


def join(text: str, begin: int = 0, rounds: int = _ROUNDS) -> Iterator[tuple[int, int]]:
    """Return where words are, those put together that were meant as one term, where it can be made one."""
    start, end, meant = -1, -1, ""
    for next_start, next_end in words(text, begin):
        after = text[next_start:next_end]
        if meant and belongs(meant, after) and _may_become(one := together(meant, after), rounds):
            end, meant = next_end, one
            continue
        if meant:
            yield start, end
        start, end, meant = next_start, next_end, after
    if meant:
        yield start, end


def _may_become(meant: str, rounds: int) -> bool:
    """Say whether words put together are a term, or may be once more is added."""
    return meant[-1] in ":=" or _repair(meant, rounds - 1) is not None


def _as_one(written: str) -> str:
    first, *others = written.split()
    for other in others:
        first = together(first, other)
    return first


def _mistake(written: str) -> Mistake:
    from mailcheck.records.spf.mistakes.diagnosers import DIAGNOSERS, unknown

    cut = word(written)
    for diagnose in DIAGNOSERS:
        if mistake := diagnose(cut):
            return mistake
    return unknown(cut)


def _repair(text: str, rounds: int) -> str | None:
    """Repair every word of *text*; None where one is beyond it."""
    written: list[str] = []
    for start, end in join(text, 0, rounds) if rounds > 0 else words(text):
        piece = text[start:end]
        if not reads(piece):
            meant = _as_one(piece) if " " in piece else _mistake(piece).meant
            repaired = _repair(meant, rounds - 1) if meant is not None and rounds > 0 else None
            if repaired is None:
                return None
            piece = repaired
        written += [piece] if piece else []
    return " ".join(written)


def grown_together(written: str) -> str | None:
    """Return the terms that were meant by one that the grammar reads as a term with a strange name."""
    from mailcheck.records.spf.mistakes.diagnosers import html_entity, missing_space, quote, separator

    cut = word(written)
    mistake = html_entity(cut) or quote(cut) or separator(cut) or missing_space(cut)
    meant = mistake and mistake.meant
    return None if meant is None else _repair(meant, _ROUNDS)


def meant_by_modifier(written: str) -> str | None:
    """Return the term that was meant by an unknown modifier; None where there is no telling.

    Nothing is ever taken for `all`, which would let everybody send.
    """
    from mailcheck.records.spf.mistakes.diagnosers import nearest

    name, _, value = written.partition("=")
    near = nearest(name.lower())
    spellings = (f"{name}:{value}", *([f"{near}={value}"] if near in ("redirect", "exp") else ()))
    repaired = (_repair(text, _ROUNDS) for text in spellings if text != written)
    return next((meant for meant in repaired if meant and meant.lower() != "all"), None)
