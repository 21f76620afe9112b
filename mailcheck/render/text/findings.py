"""A finding as text: what is wrong, where, by which section of which standard, and what to do about it."""

from collections.abc import Collection, Iterator, Sequence
from itertools import zip_longest

from mailcheck.dns.answers import PLANNED
from mailcheck.dns.presentation import web_form, zone_lines
from mailcheck.judge.model import Finding, Problem
from mailcheck.render.text.lines import BODY, MARGIN, Line, View, hang, mark, piece, prose
from mailcheck.render.wording import advice, publication, reference
from mailcheck.survey.request import Severity

POINTED = 60  # characters that a mark below an error may cover


def findings(found: Sequence[Finding], shown: Collection[tuple[str, str]], view: View) -> Iterator[Line]:
    """Return the lines of a section's findings, worst first.

    Records whose name and text are in *shown* are not repeated, and what several findings of one rule have in
    common is said after the last of them.
    """
    ordered = sorted(found, key=lambda finding: -finding.severity)
    for finding, following in zip_longest(ordered, ordered[1:]):
        source, span = finding.problem.source, finding.problem.span
        elsewhere = bool(source.text) and (source.owner, source.text) not in shown
        told_below = elsewhere or _is_removal(finding)
        yield from _message(finding, "" if told_below else _in_file(finding.problem), view)
        if elsewhere and (is_pointed(finding) or view.verbose):
            yield from _label("at", prose(place(finding.problem), view.room))
            yield from hang((), mark(source.text, [span] if span else (), view.room), BODY)
        elif elsewhere and not (_alike(finding, following) or _is_removal(finding)):
            yield from _label("at", prose(place(finding.problem), view.room))
        if not _alike(finding, following):
            yield from _repair(finding, view)


def is_pointed(finding: Finding) -> bool:
    """Say whether a mark would show something: one below a whole key does not, unless that is the error."""
    span = finding.problem.span
    return span is not None and (finding.severity is Severity.ERROR or span.end - span.start <= POINTED)


def _message(finding: Finding, at: str, view: View) -> Iterator[Line]:
    severity = finding.severity.label
    lead = (piece(" " * MARGIN), piece(severity, severity))
    sentence = f"{finding.rule.name}: {finding.problem.message} ({reference(finding)}){at and f' at {at}'}"
    return hang(lead, prose(sentence, view.room), BODY)


def _alike(one: Finding, other: Finding | None) -> bool:
    """Say whether two findings are about one record and ask for the same repair."""
    if other is None or one.rule is not other.rule or one.problem.source != other.problem.source:
        return False
    return advice(one) == advice(other) and one.problem.replacement == other.problem.replacement


def place(problem: Problem) -> str:
    """Say where a record stands: its name and type, and the fault's place in the file that it came from."""
    source = problem.source
    name = f"{source.owner or '.'} {source.rdtype}".rstrip()
    if source.server == PLANNED:
        return f"planned: {name}"
    file = _in_file(problem)
    return f"{file}: {name}" if file else name


def _in_file(problem: Problem) -> str:
    """Return the fault's place in the file that the record came from; empty for an answer."""
    return ":".join(map(str, problem.location)) if problem.location else ""


def _repair(finding: Finding, view: View) -> Iterator[Line]:
    yield from _replacement(finding, view)
    text = advice(finding)
    if text and _wants_advice(finding, view):
        yield from _label("repair", prose(text, view.room))


def _is_removal(finding: Finding) -> bool:
    return finding.problem.replacement == ""


def _wants_advice(finding: Finding, view: View) -> bool:
    if view.verbose or finding.problem.remedy:
        return True
    return finding.problem.replacement is None and finding.severity > Severity.NOTE


def _replacement(finding: Finding, view: View) -> Iterator[Line]:
    problem = finding.problem
    if problem.replacement is None:
        return
    name, rdtype, _ = publication(problem)
    if _is_removal(finding):
        yield from _label("remove", prose(place(problem), view.room))
    elif problem.source.is_line:
        yield from _label("write", mark(problem.replacement, (), view.room))
    elif view.fix or view.verbose:
        yield from _both_forms(problem, view)
    elif problem.source.text and (name, rdtype) == (problem.source.owner, problem.source.rdtype):
        yield from _label("publish", mark(problem.replacement, (), view.room))
    else:
        yield from _label("publish", prose(f"at {name or '.'} {rdtype}:", view.room))
        yield from hang((), mark(problem.replacement, (), view.room), BODY)


def _both_forms(problem: Problem, view: View) -> Iterator[Line]:
    """Return the record to publish in both forms that people need."""
    name, rdtype, text = publication(problem)
    entry = zone_lines(name, rdtype, text, problem.source.ttl).split("\n")
    yield from _label("zone", (line for part in entry for line in mark(part, (), view.room)))
    form = web_form(name, rdtype, text, view.domain)
    yield from _label("form", mark(f"{form.name}  {form.type}  {form.value}", (), view.room))


def _label(label: str, lines: Iterator[Line]) -> Iterator[Line]:
    return hang((piece(" " * MARGIN), piece(label, "dim")), lines, BODY)
