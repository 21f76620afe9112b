"""What is kept of a report once it is judged: its text in the format that is wanted, and what is counted."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from mailcheck.judge.gate import shown_verdict
from mailcheck.judge.model import Report, Verdict
from mailcheck.render.context import Run


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


def row_format(name: str, coloured: bool = False) -> Format:
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


class Tally:
    """The sum of the rows so far; its size depends on the rules alone."""

    def __init__(self) -> None:
        self.verdicts: Counter[Verdict] = Counter()
        self.rules: Counter[str] = Counter()  # domains in which a rule found something
        self.undecided = 0  # domains about which a question failed
        self.severities: dict[str, str] = {}

    def add(self, row: Row) -> None:
        """Count a row."""
        self.verdicts[row.verdict] += 1
        self.rules.update(row.rules)
        self.undecided += row.undecided > 0

    @property
    def domains(self) -> int:
        """How many domains were judged."""
        return self.verdicts.total()


def parse_row(line: str) -> tuple[Row, tuple[str, ...]] | None:
    """Return the row that a line of a JSONL file stands for, and its selectors; None if it is none."""
    try:
        value = json.loads(line)
        rules = tuple(dict.fromkeys(finding["rule"] for finding in value["findings"]))
        undecided = len(value["unknown"])
        selectors = tuple(key["selector"] for key in value["dkim"])
        return Row(value["domain"], Verdict(value["verdict"]), rules, undecided, ""), selectors
    except (ValueError, KeyError, TypeError):
        return None


def mark(domain: str, selectors: Iterable[str]) -> str:
    """Return what two lines of a list have in common if they want the same."""
    return " ".join((domain, *sorted(selectors)))
