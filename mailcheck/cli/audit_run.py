"""Carries an audit out: from the list to the results, with progress beside them and a summary at the end."""

import asyncio
import os
import stat
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from pathlib import Path
from typing import NamedTuple

from mailcheck.audit.listing import CHUNK, BadLine, Requests, Seen, lines
from mailcheck.audit.resumption import resume
from mailcheck.audit.rows import Row, Tally, row_format
from mailcheck.audit.worker import AuditPlan, audit, relax_garbage
from mailcheck.cli.console import UsageError
from mailcheck.cli.output_file import OutputFile, ReaderGone
from mailcheck.cli.progress import Progress, State, progress, summary
from mailcheck.dns.live.servers import Usage
from mailcheck.errors import ExitCode, NotResumableError
from mailcheck.judge.gate import worst_code
from mailcheck.judge.model import NEVER
from mailcheck.render.escape import visible

BEAT = 0.25  # seconds between two looks at what has been done


class Audit(NamedTuple):
    """What to do: the list, what is wanted of its domains, and where results go."""

    file: str
    plan: AuditPlan
    workers: int = 1
    path: Path | None = None
    resume: bool = False
    quiet: bool = False
    allow_unknown: bool = False


def run(audit: Audit) -> int:
    """Carry *audit* out and return its exit code."""
    descriptor = _open(audit.file)
    try:
        return _run(audit, descriptor)
    finally:
        os.close(descriptor)


def _run(audit: Audit, descriptor: int) -> int:
    tally, done = Tally(), Seen()
    if audit.resume and audit.path:
        _take_up(audit.path, tally, done)
    requests = Requests(lines(descriptor), audit.plan.request_for, done, _tell)
    output = OutputFile(audit.path, row_format(audit.plan.format), append=audit.resume)
    bar = progress(_count(descriptor), quiet=audit.quiet)
    work = _Work(audit, requests, output, tally, bar)
    relax_garbage()
    try:
        asyncio.run(work.work())
    finally:
        bar.end()
        output.close()
    if not audit.quiet:
        print(summary(work.state(), work.usage), file=sys.stderr, end="")
    return work.code()


class _Work:
    """An audit under way."""

    def __init__(
        self, audit: Audit, requests: Requests, output: OutputFile, tally: Tally, bar: Progress
    ) -> None:
        self.audit = audit
        self.requests = requests
        self.output = output
        self.tally = tally
        self.bar = bar
        self.before = tally.domains
        self.start = time.monotonic()
        self.usage: dict[str, Usage] = {}
        self.interrupted = False

    async def work(self) -> None:
        """Work until the list ends, Ctrl-C is pressed, or the reader of the results has gone."""
        self.beat()
        try:
            async with aclosing(self.rows()) as rows:
                async for row in rows:
                    self.output.write(row.text)
                    self.tally.add(row)
        except asyncio.CancelledError:  # this is how asyncio tells of Ctrl-C
            self.interrupted = True
        except ReaderGone:
            pass

    def rows(self) -> AsyncGenerator[Row, None]:
        """Return the rows as they come."""
        if self.audit.workers == 1:
            return audit(aiter(self.requests), self.audit.plan, self.usage)
        from mailcheck.audit.processes import spread

        return spread(aiter(self.requests), self.audit.plan, self.audit.workers, self.usage)

    def beat(self) -> None:
        """Show how far the work is, and hand over what has been written."""
        with suppress(ReaderGone):  # the next row will meet it again
            self.output.flush()
        self.bar.show(self.state())
        asyncio.get_running_loop().call_later(BEAT, self.beat)

    def state(self) -> State:
        """Return how far the work is."""
        seconds = time.monotonic() - self.start
        return State(self.tally, self.before, seconds, self.requests.bad_lines, self.requests.duplicates)

    def code(self) -> int:
        """Return the exit code: what was found outweighs a list that could not be read."""
        if self.interrupted:
            return ExitCode.INTERRUPTED
        verdicts = () if self.audit.plan.fail_on is NEVER else self.tally.verdicts
        code = worst_code(verdicts, allow_unknown=self.audit.allow_unknown)
        nothing = not self.tally.domains and not self.requests.duplicates
        return ExitCode.USAGE if code == ExitCode.PASSED and (self.requests.bad_lines or nothing) else code


def _open(file: str) -> int:
    """Open the list."""
    try:
        return os.dup(0) if file == "-" else os.open(file, os.O_RDONLY)
    except OSError as error:
        name = "standard input" if file == "-" else f"`{file}`"
        raise UsageError(f"cannot read {name}: {error.strerror}") from None


def _count(descriptor: int) -> int | None:
    """Return how many lines a regular file has; nobody knows of a pipe."""
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        return None
    at, count = os.lseek(descriptor, 0, os.SEEK_CUR), 0
    while chunk := os.read(descriptor, CHUNK):
        count += chunk.count(b"\n")
    os.lseek(descriptor, at, os.SEEK_SET)
    return count


def _take_up(path: Path, tally: Tally, done: Seen) -> None:
    """Count what an earlier run has done."""
    try:
        for row in resume(path, done):
            tally.add(row)
    except NotResumableError as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        raise UsageError(f"cannot go on with `{path}`: {error.strerror}") from None


def _tell(bad: BadLine) -> None:
    print(f"mailcheck: line {bad.line}: {visible(bad.message)}", file=sys.stderr)
