"""Reads the reports of earlier runs that are named on the command line."""

from pathlib import Path
from typing import TYPE_CHECKING

from mailcheck.cli.console import UsageError

if TYPE_CHECKING:
    from mailcheck.judge.baseline import Json


def read_reports(path: Path) -> "tuple[Json, ...]":
    """Return the reports in a file.

    Raises:
        UsageError: it cannot be read, or holds something else.
    """
    from mailcheck.judge.baseline import EarlierError, parse_reports

    try:
        return parse_reports(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"cannot read the report `{path}`: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise UsageError(f"cannot read the report `{path}`: it is not UTF-8") from None
    except EarlierError as error:
        raise UsageError(f"cannot use the report `{path}`: {error}") from None
