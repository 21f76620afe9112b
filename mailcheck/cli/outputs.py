"""Where reports go and in which formats: `-f FORMAT`, `-o FILE`, and `-o FORMAT=FILE` beside the first."""

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mailcheck.cli.faults import UsageFault
from mailcheck.cli.output import write
from mailcheck.cli.reporting import Shape, rendered, run_of
from mailcheck.dns.phrases import nearest
from mailcheck.render.formats import FORMATS, settled

if TYPE_CHECKING:
    from mailcheck.judge.report import Report

_NAMED = re.compile(r"([A-Za-z0-9]+)=(.*)", re.DOTALL)


class Outputs(NamedTuple):
    """What to write: the main report to *file* or else to standard output, and *others* beside it."""

    file: Path | None = None
    others: tuple[tuple[str, Path], ...] = ()


def outputs(values: Iterable[str]) -> Outputs:
    """Read the values of `--output`.

    Raises:
        UsageFault: there is no such format, or two reports would go to one file.
    """
    each = [_output(value) for value in values]
    files = [path for _, path in each]
    again = next((path for index, path in enumerate(files) if path in files[:index]), None)
    if again is not None:
        raise UsageFault(f"`--output`: two reports would go to `{again}`; give each a file of its own")
    plain = [path for name, path in each if name is None]
    if len(plain) > 1:
        raise UsageFault(
            f"`--output {plain[1]}`: the report goes to one file; FORMAT=FILE writes another one"
        )
    return Outputs(plain[0] if plain else None, tuple((name, path) for name, path in each if name))


def _output(value: str) -> tuple[str | None, Path]:
    """Split `FORMAT=FILE`; a file whose name holds such a sign is given as `./NAME`."""
    named = _NAMED.fullmatch(value)
    if named is None:
        return None, Path(value)
    name, file = named.groups()
    if name not in FORMATS:
        raise UsageFault(f"`--output {value}`: there is no format `{name}`; {nearest(name, FORMATS)}")
    if not file:
        raise UsageFault(f"`--output {value}` names no file; --format {name} prints to standard output")
    return name, Path(file)


def deliver(reports: "Sequence[Report]", shape: Shape, where: Outputs) -> int:
    """Write every report and return the exit code, which the formats of files do not change.

    Raises:
        UsageFault: a file cannot be written.
    """
    for name, path in where.others:
        write(rendered(reports, shape._replace(format=name, coloured=False, columns=None)), path)
    write(rendered(reports, shape), where.file)
    if shape.format == "nagios" and where.file is None:
        from mailcheck.render.nagios import state

        return state(reports, run_of(shape))
    from mailcheck.judge.gate import exit_code

    return exit_code(reports, shape.fail_on, allow_unknown=shape.allow_unknown)


def settled_format(name: str) -> str:
    """Return the format that `--format` means here."""
    return settled(name, os.environ)
