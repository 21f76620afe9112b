"""Counts what an audit found: by verdict and by rule."""

import json
from collections import Counter
from collections.abc import Iterable

from mailcheck.audit.rows import Row
from mailcheck.model import Verdict


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


def recorded(line: str) -> tuple[Row, tuple[str, ...]] | None:
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
