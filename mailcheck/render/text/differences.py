"""Two runs compared, as text: the worse first, and of records the words that have changed."""

from collections.abc import Iterable, Iterator

from mailcheck.judge.baseline import Json
from mailcheck.judge.comparison import Comparison, DomainChange, RecordChange
from mailcheck.render.text.lines import Line, hang, paint, piece, prose

BODY = 10  # the column at which what has changed begins


def comparison_text(comparison: Comparison, width: int, *, colour: bool) -> str:
    """Return what is different, domain by domain; one line if nothing is."""
    return paint(_lines(comparison, width), colour=colour)


def _lines(comparison: Comparison, width: int) -> Iterator[Line]:
    if not any(comparison):
        yield (piece("nothing has changed"),)
    for at, change in enumerate(comparison.changes):
        if at:
            yield ()
        yield (piece(change.domain, "head"),)
        for lead, style, sentence in _rows(change):
            yield from hang((piece("  "), piece(lead, style)), prose(sentence, max(width - BODY, 1)), BODY)
    for lead, domains in (("no longer checked", comparison.only_old), ("new", comparison.only_new)):
        if domains:
            yield ()
            yield from prose(f"{lead}: {', '.join(domains)}", width)


def _rows(change: DomainChange) -> Iterator[tuple[str, str, str]]:
    yield from _findings("new", "fail", change.appeared)
    for old, new in change.raised:
        yield "worse", "fail", f"{old['severity']}, now {_word(new)}"
    for old, new in change.lowered:
        yield "better", "pass", f"{old['severity']}, now {_word(new)}"
    yield from _findings("gone", "pass", change.gone)
    for finding in change.unjudged:
        yield "unknown", "unknown", f"cannot be told now: {_word(finding)}"
    for question in change.silent:
        yield "unknown", "unknown", f"no answer this time: {question}"
    yield from _records(change.records)


def _findings(lead: str, style: str, findings: Iterable[Json]) -> Iterator[tuple[str, str, str]]:
    for finding in findings:
        yield lead, style, _word(finding)


def _word(finding: Json) -> str:
    return f"{finding['severity']} {finding['rule']}: {finding.get('message', '')}"


def _records(changes: Iterable[RecordChange]) -> Iterator[tuple[str, str, str]]:
    for change in changes:
        for word in change.removed:
            yield "-", "fail", f"{change.name}: {word}"
        for word in change.added:
            yield "+", "pass", f"{change.name}: {word}"
