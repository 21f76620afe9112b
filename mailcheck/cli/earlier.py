"""Reads the reports of earlier runs that are named on the command line."""

from pathlib import Path
from typing import TYPE_CHECKING

from mailcheck.cli.faults import UsageFault

if TYPE_CHECKING:
    from mailcheck.judge.baseline import Json


def earlier(path: Path) -> "tuple[Json, ...]":
    """Return the reports in a file.

    Raises:
        UsageFault: it cannot be read, or holds something else.
    """
    from mailcheck.judge.baseline import EarlierError, reports

    try:
        return reports(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageFault(f"cannot read the report `{path}`: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise UsageFault(f"cannot read the report `{path}`: it is not UTF-8") from None
    except EarlierError as error:
        raise UsageFault(f"cannot use the report `{path}`: {error}") from None
