"""What is kept of a report once it is judged: its text in the format that is wanted, and what is counted."""

from collections.abc import Callable
from typing import NamedTuple

from mailcheck.judge import Report
from mailcheck.model import Verdict
from mailcheck.render.gate import shown_verdict
from mailcheck.render.run import Run


class Row(NamedTuple):
    """One domain's result. *rules* found something; *undecided* is the number of questions that failed."""

    domain: str
    verdict: Verdict
    rules: tuple[str, ...]
    undecided: int
    text: str


class Format(NamedTuple):
    """How rows become a document: *line* gives the text of one, *between* stands between two."""

    line: Callable[[Report, Run], str]
    head: str = ""
    between: str = ""
    foot: str = ""


FORMATS = ("table", "jsonl", "csv", "json")


def formatted(name: str, coloured: bool = False) -> Format:
    """Return one of `FORMATS`; only its module is imported."""
    if name == "table":
        from mailcheck.render import table

        return Format(table.lines(coloured))
    if name == "csv":
        from mailcheck.render import csv

        return Format(csv.lines, csv.HEADER)
    from mailcheck.render import jsonl

    if name == "json":
        return Format(jsonl.value, "[\n", ",\n", "\n]\n")
    return Format(jsonl.line)


def row(report: Report, run: Run, line: Callable[[Report, Run], str]) -> Row:
    """Return what is kept of *report*."""
    rules = tuple(outcome.rule.name for outcome in report.eventful if outcome.findings)
    undecided = len(report.unknowns)
    return Row(report.domain, shown_verdict(report, run.fail_on), rules, undecided, line(report, run))
