"""One evaluation as text: the result, and the way to it, term by term."""

from collections.abc import Iterator

from mailcheck.evaluate.spf.evaluation import SpfResult, Step
from mailcheck.records.spf.limits import LOOKUP_LIMIT, VOID_LOOKUP_LIMIT
from mailcheck.render.text.lines import Line, hang, piece, prose, table, width_of

STYLES = {"pass": "pass", "fail": "fail", "permerror": "fail", "temperror": "unknown"}


def result_lines(ip: str, result: SpfResult, width: int) -> Iterator[Line]:
    """Return the result first, then why, then the walk."""
    head = (piece(f"{ip}  ", "head"), piece(result.result, STYLES.get(result.result, "warning")))
    column = width_of(head) + 2
    yield from hang(head, prose(_because(result), width - column), column)
    if result.explanation is not None:
        yield from hang((piece("  the domain explains:"),), prose(result.explanation, width - 4), 4)
    cells = table(
        (f"{'  ' * (step.depth + 1)}{step.term}", step.outcome, _totals(step), "") for step in result.trace
    )
    for step, line in zip(result.trace, cells, strict=True):
        yield from _with_detail(line, step, width)
    voids = f"{result.void_lookups} of {VOID_LOOKUP_LIMIT} void lookups"
    yield (piece(f"  {result.lookups} of {LOOKUP_LIMIT} lookups, {voids}", "dim"),)


def _with_detail(line: Line, step: Step, width: int) -> Iterator[Line]:
    detail = piece(step.detail, "dim")
    if width_of((*line, detail)) <= width:
        yield (*line, detail)
        return
    yield line
    indent = 2 * step.depth + 6
    yield from hang((), prose(step.detail, width - indent, "dim"), indent)


def _because(result: SpfResult) -> str:
    by = f"by `{result.term}` of {result.domain}" if result.term else ""
    if result.problem:
        return f"{by}: {result.problem}" if by else result.problem
    return by or f"by default: no term of {result.domain} matches"


def _totals(step: Step) -> str:
    return f"{step.lookups}/{LOOKUP_LIMIT}" + (f" {step.void_lookups} void" if step.void_lookups else "")
