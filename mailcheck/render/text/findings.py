"""A finding as text: what is wrong, where, by which section of which standard, and what to do about it."""

from collections.abc import Collection, Iterator, Sequence

from mailcheck.model import Finding, Severity, Source
from mailcheck.render.advice import advice, reference
from mailcheck.render.text.lines import Line, hung, marked, piece, prose
from mailcheck.render.text.view import BODY, MARGIN, View


def findings(found: Sequence[Finding], shown: Collection[tuple[str, str]], view: View) -> Iterator[Line]:
    """Return the lines of a section's findings, worst first; records whose name and text are in *shown* are not repeated."""
    ordered = sorted(found, key=lambda finding: -finding.severity)
    for index, finding in enumerate(ordered):
        yield from _finding(finding, shown, view)
        following = ordered[index + 1] if index + 1 < len(ordered) else None
        yield from _repair(finding, following, view)


def _finding(finding: Finding, shown: Collection[tuple[str, str]], view: View) -> Iterator[Line]:
    severity = finding.severity.label
    lead = (piece(" " * MARGIN), piece(severity, severity))
    said = f"{finding.rule.name}: {finding.problem.message} ({reference(finding)})"
    yield from hung(lead, prose(said, view.room), BODY)
    source = finding.problem.source
    if source.text and (source.owner, source.text) not in shown:
        yield from _labelled("at", prose(place(source), view.room), view)
        spans = [finding.problem.span] if finding.problem.span else []
        yield from hung((), marked(source.text, spans, view.room), BODY)
    elif source.location:
        yield from _labelled("at", prose(place(source), view.room), view)


def place(source: Source) -> str:
    """Say where a record stands: its name and type, and the line of the file that it came from."""
    name = f"{source.owner or '.'} {source.rdtype}"
    if source.location is None:
        return name
    file, line, column = source.location
    return f"{file}:{line}:{column}: {name}"


def _repair(finding: Finding, following: Finding | None, view: View) -> Iterator[Line]:
    """Print the record to publish, and advice unless the next finding is going to repeat it."""
    yield from _replacement(finding, view)
    text = advice(finding)
    repeated = following is not None and following.rule is finding.rule and advice(following) == text
    if text and not repeated and _wants_advice(finding, view):
        yield from _labelled("repair", prose(text, view.room), view)


def _wants_advice(finding: Finding, view: View) -> bool:
    if view.verbose or finding.problem.remedy:
        return True
    return finding.problem.replacement is None and finding.severity > Severity.NOTE


def _replacement(finding: Finding, view: View) -> Iterator[Line]:
    problem = finding.problem
    if problem.replacement is None:
        return
    name, rdtype = problem.publish_at or (problem.source.owner, problem.source.rdtype)
    if not problem.replacement:
        yield from _labelled("remove", prose(f"{place(problem.source)}", view.room), view)
    elif (name, rdtype) == (problem.source.owner, problem.source.rdtype):
        yield from _labelled("publish", marked(problem.replacement, (), view.room), view)
    else:
        yield from _labelled("publish", prose(f"at {name or '.'} {rdtype}:", view.room), view)
        yield from hung((), marked(problem.replacement, (), view.room), BODY)


def _labelled(label: str, lines: Iterator[Line], view: View) -> Iterator[Line]:
    return hung((piece(" " * MARGIN), piece(label, "dim")), lines, BODY)
