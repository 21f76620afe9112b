"""The formats that a report can be printed in, by name; each is a module, imported when it is wanted."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailcheck.judge.report import Report
    from mailcheck.render.context import Run

# Every module but the text report's has a function `render(reports, run)`; that one also knows the terminal.
MODULES = ("json", "jsonl", "csv", "markdown", "sarif", "junit", "github", "gitlab", "nagios")
TEXT, AUTO = "text", "auto"
FORMATS = (TEXT, *MODULES)


def settle_format(name: str, environment: Mapping[str, str]) -> str:
    """Return the format that *name* means: `auto` is github in a job of GitHub Actions, else text."""
    if name != AUTO:
        return name
    return "github" if environment.get("GITHUB_ACTIONS") == "true" else TEXT


def render(name: str, reports: "Sequence[Report]", run: "Run") -> str:
    """Return *reports* in a format of `MODULES`."""
    rendered: str = import_module(f"mailcheck.render.{name}").render(reports, run)
    return rendered
