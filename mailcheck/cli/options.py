"""The options that commands share, and what their values may be."""

import os
import re
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from mailcheck.cli.console import UsageError, write
from mailcheck.survey.request import Severity

HOUR, DAY = 3600, 86400  # seconds
_UNITS = {"ms": 0.001, "m": 60.0, "h": 3600.0}

Threshold = Literal["error", "warning", "note", "never"]
ColourChoice = Literal["auto", "always", "never"]

Domains = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[DOMAIN|FILE]...", help="Mail domains, or zone files; with --zone, the zone's own."
    ),
]
Selectors = Annotated[
    list[str] | None, typer.Option("-s", "--selector", metavar="SEL", help="A DKIM selector; repeatable.")
]
DkimKeys = Annotated[
    list[str] | None,
    typer.Option(
        "--dkim-key",
        metavar="SEL=FILE",
        help="A private key file that the record at this selector must belong to; repeatable.",
    ),
]
Guess = Annotated[
    bool,
    typer.Option("--guess-selectors", help="Ask for well-known DKIM selectors, too; a miss is no fault."),
]
Zones = Annotated[
    list[Path] | None,
    typer.Option("--zone", metavar="FILE", help="Answer the zone's names from this master file; repeatable."),
]
AllowInclude = Annotated[
    bool,
    typer.Option("--allow-include", help="Let zone files include files outside of their own folder."),
]
Records = Annotated[
    list[str] | None,
    typer.Option(
        "--record",
        metavar="'NAME TYPE VALUE'",
        help="Judge as if this record were published, in the place of those there are; repeatable.",
    ),
]
PlannedHosts = Annotated[
    list[str] | None,
    typer.Option("--planned", metavar="HOST=ADDR", help="Judge as if HOST had this address; repeatable."),
]
SaveAnswers = Annotated[
    Path | None,
    typer.Option("--save-answers", metavar="FILE", help="Keep all answers, for --answers."),
]
Answers = Annotated[
    Path | None,
    typer.Option("--answers", metavar="FILE", help="Judge by the answers that were saved; ask nobody."),
]
Fix = Annotated[
    bool,
    typer.Option("--fix", help="Print each corrected record as a zone entry and for a web form."),
]
Offline = Annotated[
    bool, typer.Option("--offline", help="Ask nobody: what no zone file holds cannot be told.")
]
Nameservers = Annotated[
    list[str] | None,
    typer.Option("-n", "--nameserver", metavar="ADDR[:PORT]", help="Ask this name server; repeatable."),
]
Authoritative = Annotated[
    bool,
    typer.Option("--authoritative", help="Ask every name server of the zone too; say where they differ."),
]
Authorities = Annotated[
    list[str] | None,
    typer.Option(
        "--authority",
        metavar="ADDR[:PORT]",
        help="Ask this one as the zone's name server, such as a hidden primary; repeatable.",
    ),
]
Senders = Annotated[
    list[str] | None,
    typer.Option(
        "--sender", metavar="ADDR", help="An address or host that sends, beside the MX hosts; repeatable."
    ),
]
Selected = Annotated[
    list[str] | None,
    typer.Option("--select", metavar="NAME", help="Judge only these rules (globs); repeatable."),
]
Ignored = Annotated[
    list[str] | None,
    typer.Option("--ignore", metavar="NAME", help="Leave these rules out (globs); repeatable."),
]
FailOn = Annotated[
    Threshold, typer.Option("--fail-on", help="The least severity that makes the exit code 1.")
]
AllowUnknown = Annotated[
    bool, typer.Option("--allow-unknown", help="Exit 0 instead of 3 where one cannot tell.")
]
Format = Annotated[
    Literal["text", "json"], typer.Option("-f", "--format", help="For people or for programs.")
]
ReportFormat = Annotated[
    Literal[
        "text", "json", "jsonl", "csv", "markdown", "sarif", "junit", "github", "gitlab", "nagios", "auto"
    ],
    typer.Option("-f", "--format", help="For people, or for which program; auto is github in its Actions."),
]
Outputs = Annotated[
    list[str] | None,
    typer.Option(
        "-o",
        "--output",
        metavar="[FORMAT=]FILE",
        help="Write the report there, not to standard output; with a format, beside it. Repeatable.",
    ),
]
Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help="Write the report there, not to standard output."),
]
Config = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Read this configuration, not the nearest mailcheck.toml."),
]
NoConfig = Annotated[bool, typer.Option("--no-config", help="Read no configuration.")]
Profile = Annotated[
    Literal["auto", "mail", "receive-only", "no-mail", "bulk-sender"],
    typer.Option("--profile", help="What kind of domain it is: chooses rules and severities."),
]
Baseline = Annotated[
    Path | None,
    typer.Option("--baseline", metavar="FILE", help="An earlier JSON report; only what is new fails."),
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Print the verdict alone.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="List what passed and what was skipped, too.")]
Colour = Annotated[ColourChoice, typer.Option("--color", help="Colour; auto means on a terminal.")]
Timeout = Annotated[
    str,
    typer.Option("--timeout", metavar="SECONDS", help="How long to wait for one answer, such as 5 or 2.5s."),
]
Wait = Annotated[
    str | None,
    typer.Option("--wait", metavar="TIME", help="Look again until all is well, for at most so long: 15m."),
]


def print_version(wanted: bool) -> None:
    """Print the version and end, if that is *wanted*."""
    if wanted:
        from mailcheck.version import __version__

        write(f"mailcheck {__version__}\n")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=print_version, is_eager=True, help="Show the version and exit.")
]
Debug = Annotated[bool, typer.Option("--debug", help="Show the trace of an error in mailcheck itself.")]


def severity(name: Threshold) -> Severity | None:
    """Return the severity that *name* means; None is a threshold that nothing reaches."""
    return None if name == "never" else Severity[name.upper()]


def seconds(text: str, option: str = "--timeout", most: int = HOUR) -> float:
    """Read a time such as `5`, `2.5s`, `1m` or `1h`.

    Raises:
        UsageError: it is no such time, or not within one millisecond and *most* seconds.
    """
    found = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)(ms|s|m|h|)", text.strip(), re.ASCII)
    value = float(found[1]) * _UNITS.get(found[2], 1.0) if found else 0.0
    if not 0.001 <= value <= most:
        raise UsageError(f"`{option} {text}` is no time between 0.001 and {most} seconds, such as 5 or 2.5s")
    return value


def use_colour(choice: ColourChoice, *, to_file: bool = False) -> bool:
    """Say whether to colour standard output; see no-color.org for the environment variable."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or to_file:
        return False
    return on_terminal()


def on_terminal() -> bool:
    """Say whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def columns() -> int | None:
    """Return the width of the terminal, None where there is none and lines have no end."""
    if not on_terminal():
        return None
    from shutil import get_terminal_size

    return max(get_terminal_size().columns, 40)


def describe_program(
    version: Version = False, debug: Annotated[bool, typer.Option("--debug", hidden=True)] = False
) -> None:
    """Check a domain's MX, SPF, DKIM and DMARC records, and say what is wrong and what to publish instead.

    Exit codes: 0 nothing wrong, 1 findings, 2 bad usage, 3 could not tell, 4 a bug, 130 interrupted.
    """
