"""How far an audit is, on standard error: a bar on a terminal, else a line now and then; and a summary."""

import sys
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Protocol

from mailcheck.audit.rows import Tally
from mailcheck.dns.live.servers import Usage
from mailcheck.judge.model import Verdict

EVERY = 10.0  # seconds between two lines where there is no terminal
MOST_RULES, MOST_SERVERS = 20, 5  # lines of the summary


class State(NamedTuple):
    """How far an audit is: domains *before* this run are in the tally as well."""

    tally: Tally
    before: int
    seconds: float
    bad_lines: int
    duplicates: int

    @property
    def lines(self) -> int:
        """Lines of the list that are done with."""
        return self.tally.domains - self.before + self.bad_lines + self.duplicates

    @property
    def rate(self) -> float:
        """Domains a second."""
        return (self.tally.domains - self.before) / self.seconds if self.seconds else 0.0

    def remaining_seconds(self, total: int | None) -> float | None:
        """Return the seconds until *total* lines are done, None if nobody knows."""
        if total is None or not self.lines or not self.seconds:
            return None
        return max(total - self.lines, 0) * self.seconds / self.lines


class Progress(Protocol):
    """Shows how far the work is."""

    def show(self, state: State) -> None:
        """Show it now, or not yet."""
        ...

    def end(self) -> None:
        """Show nothing more."""
        ...


def progress(total: int | None, *, quiet: bool) -> Progress:
    """Return what shows the progress through *total* lines, None if nobody knows how many."""
    if quiet or sys.stderr is None:
        return _Silent()
    return _Bar(total) if sys.stderr.isatty() else _Lines(total)


class _Silent:
    def show(self, state: State) -> None:
        pass

    def end(self) -> None:
        pass


class _Lines:
    def __init__(self, total: int | None) -> None:
        self.total = total
        self.due = EVERY

    def show(self, state: State) -> None:
        if state.seconds >= self.due:
            self.due = state.seconds + EVERY
            print(f"mailcheck: {'; '.join(_parts(state, self.total))}", file=sys.stderr, flush=True)

    def end(self) -> None:
        pass


class _Bar:
    def __init__(self, total: int | None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn
        from rich.progress import Progress as Bars

        columns: tuple[Any, ...] = (TextColumn("{task.description}"),)
        if total is not None:
            columns = (BarColumn(), TaskProgressColumn(), *columns)
        self.total = total
        self.bars = Bars(*columns, console=Console(stderr=True), auto_refresh=False, transient=True)
        self.task = self.bars.add_task("", total=total)
        self.bars.start()

    def show(self, state: State) -> None:
        shown = "  ".join(_parts(state, self.total))
        self.bars.update(self.task, completed=state.lines, description=shown)
        self.bars.refresh()

    def end(self) -> None:
        self.bars.stop()


def _parts(state: State, total: int | None) -> Iterator[str]:
    tally = state.tally
    yield f"{tally.domains:,} domains, {state.rate:,.0f} a second"
    yield f"{tally.verdicts[Verdict.FAIL]:,} fail"
    yield f"{tally.verdicts[Verdict.UNKNOWN]:,} unknown"
    left = state.remaining_seconds(total)
    if left is not None:
        yield f"{_duration(left)} left"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}" if minutes >= 60 else f"{minutes}:{rest:02d}"


def summary(state: State, usage: Mapping[str, Usage]) -> str:
    """Return what came of an audit, in lines."""
    blocks = [_verdicts(state), _rules(state.tally), _servers(usage)]
    return "\n".join("".join(f"{line}\n" for line in block) for block in map(list, blocks) if block)


def _verdicts(state: State) -> Iterator[str]:
    yield f"{state.tally.domains:,} domains in {state.seconds:.1f} s, {state.rate:,.0f} a second"
    for verdict in (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS):
        yield f"  {state.tally.verdicts[verdict]:>9,}  {verdict.value}"
    for count, what in (
        (state.before, "judged by an earlier run"),
        (state.duplicates, "listed twice or judged before"),
        (state.bad_lines, "lines that name no domain"),
    ):
        if count:
            yield f"  {count:>9,}  {what}"


def _rules(tally: Tally) -> Iterator[str]:
    counted = tally.rules.most_common()
    if counted:
        yield "domains in which a rule found something"
    for name, count in counted[:MOST_RULES]:
        yield f"  {count:>9,}  {name}"
    if len(counted) > MOST_RULES:
        yield f"  {len(counted) - MOST_RULES:>9,}  rules more"


def _servers(usage: Mapping[str, Usage]) -> Iterator[str]:
    asked = sorted(usage.items(), key=lambda item: item[1].seconds / (item[1].questions or 1), reverse=True)
    if asked:
        yield "slowest name servers"
    for server, used in asked[:MOST_SERVERS]:
        mean = 1000 * used.seconds / (used.questions or 1)
        yield (
            f"  {used.questions:>9,}  {server}: {mean:,.1f} ms on average, "
            f"{1000 * used.slowest:,.0f} ms at most, {used.unanswered:,} unanswered"
        )
