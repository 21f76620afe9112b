"""What name servers had to do: questions, and the time they took."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(slots=True)
class Usage:
    """Questions that ended at one server, the seconds of all and of the slowest, and those that failed."""

    questions: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    unanswered: int = 0

    def count(self, seconds: float, answered: bool) -> None:
        """Add one question."""
        self.questions += 1
        self.seconds += seconds
        if seconds > self.slowest:
            self.slowest = seconds
        if not answered:
            self.unanswered += 1

    def add(self, other: Usage) -> None:
        """Add what another process saw of the same server."""
        self.questions += other.questions
        self.seconds += other.seconds
        self.slowest = max(self.slowest, other.slowest)
        self.unanswered += other.unanswered


def added(parts: Iterable[Mapping[str, Usage]]) -> dict[str, Usage]:
    """Return the sum of several, by server."""
    total: dict[str, Usage] = {}
    for part in parts:
        for server, usage in part.items():
            total.setdefault(server, Usage()).add(usage)
    return total
