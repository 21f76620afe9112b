"""Writes the manual page mailcheck.1 from the help of the commands, in the man macros of roff."""

import re
from collections.abc import Iterable, Iterator
from textwrap import wrap

from mailcheck.cli.completion.described import Argument, Command, Option, commands

EXIT_CODES = (
    ("0", "Nothing at or above the severity that --fail-on names, which is error unless given."),
    ("1", "Findings at or above it."),
    (
        "2",
        "Bad usage: an option, a domain, a zone file or a configuration that cannot be read, or a full disk.",
    ),
    ("3", "Could not tell: a lookup failed that a rule at or above it needed. --allow-unknown makes it 0."),
    ("4", "A bug in mailcheck; --debug shows the trace."),
    ("130", "Interrupted."),
)
ENVIRONMENT = (
    ("MAILCHECK_*", "A value for the option of check with that name, such as MAILCHECK_FAIL_ON=warning."),
    ("NO_COLOR", "No colour, where --color does not say otherwise."),
    ("GITHUB_ACTIONS", "Where it is true, --format auto means github."),
    ("GITHUB_WORKSPACE, CI_PROJECT_DIR", "The folder that paths in reports are relative to."),
)
FILES = (
    (
        "mailcheck.toml, pyproject.toml",
        "The configuration; the nearest one upwards to the root of the repository.",
    ),
    ("/etc/resolv.conf", "The name servers that are asked, unless --nameserver names others."),
)
EXAMPLES = (
    (
        "mailcheck check example.com -s main1",
        "Ask the DNS about a domain that signs with the selector main1.",
    ),
    (
        "mailcheck check example.com.zone --offline",
        "Check a zone file before it is published, without a network.",
    ),
    ("mailcheck spf example.com --ip 9.9.9.7", "Say what receivers make of mail from an address."),
    ("mailcheck diff yesterday.json today.json", "Show what has changed between two JSON reports."),
)
WIDTH = 78  # of a line in the file; mandoc wants less than 80
OPTION = re.compile(r"((?<![\w-])--?[a-z][\w-]*)")


def page() -> str:
    """Return the page."""
    return "\n".join(_lines(tuple(commands()))) + "\n"


def _lines(described: tuple[Command, ...]) -> Iterator[str]:
    program, *others = described
    yield '.\\" Generated from the help of the commands by docs/generate.py.'
    yield '.TH MAILCHECK 1 "" "mailcheck" "User Commands"'
    yield from (".SH NAME", "mailcheck \\- check the MX, SPF, DKIM and DMARC records of mail domains")
    yield from (".SH SYNOPSIS", *_synopsis(program))
    yield from (".SH DESCRIPTION", *_paragraphs(program.help.partition("\n\nExit codes:")[0]))
    yield from _entries(map(_option, program.options))
    yield ".SH COMMANDS"
    for command in others:
        yield from _command(command)
    for title, rows in (("EXIT STATUS", EXIT_CODES), ("ENVIRONMENT", ENVIRONMENT), ("FILES", FILES)):
        yield f".SH {title}"
        yield from _entries((_bold(term), text) for term, text in rows)
    yield ".SH EXAMPLES"
    yield from _entries((_bold(line), text) for line, text in EXAMPLES)
    yield from (".SH SEE ALSO", ".BR dig (1),", ".BR resolv.conf (5)")


def _command(command: Command) -> Iterator[str]:
    yield f".SS {_bold(' '.join(('mailcheck', *command.words)))}"
    yield from _synopsis(command)
    yield ".PP"
    yield from _paragraphs(command.help)
    yield from _entries((_italic(each.name), each.help) for each in command.arguments if each.help)
    yield from _entries(map(_option, command.options[:-1]))  # all but --help


def _synopsis(command: Command) -> Iterator[str]:
    words = _bold(" ".join(("mailcheck", *command.words)))
    after = (
        r"\fICOMMAND\fP ..." if command.inner else r"[\fIOPTION\fP ...]",
        *map(_argument, command.arguments),
    )
    yield f"{words} {' '.join(after)}"


def _argument(argument: Argument) -> str:
    name = _italic(argument.name) + (" ..." if argument.repeatable else "")
    return name if argument.required else f"[{name}]"


def _option(option: Option) -> tuple[str, str]:
    spelled = ", ".join(map(_bold, option.spellings))
    if option.value:
        spelled += " " + (
            _italic(option.value) if not option.choices else "|".join(map(_bold, option.choices))
        )
    default = f" The default is {option.default}." if option.default else ""
    return spelled, option.help + default


def _entries(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield a tagged paragraph for each row; its first part is roff already."""
    for term, text in rows:
        yield from (".TP", term, *_paragraphs(text))


def _paragraphs(text: str) -> Iterator[str]:
    """Yield running text line by line, with a break between its paragraphs."""
    for at, paragraph in enumerate(text.strip().split("\n\n")):
        if at:
            yield ".PP"
        for line in wrap(_running(paragraph), WIDTH, break_long_words=False, break_on_hyphens=False):
            yield f"\\&{line}" if line.startswith((".", "'")) else line


def _running(text: str) -> str:
    """Return text as roff, with its options in bold."""
    parts = enumerate(OPTION.split(text))
    return "".join(_bold(part) if at % 2 else _escaped(part) for at, part in parts)


def _bold(text: str) -> str:
    return f"\\fB{_escaped(text)}\\fP"


def _italic(text: str) -> str:
    return f"\\fI{_escaped(text)}\\fP"


def _escaped(text: str) -> str:
    """Escape what roff reads, and say that hyphens are those of commands."""
    return (
        text.replace("\\", "\\e")
        .replace("-", "\\-")
        .replace("`", "\\(ga")
        .replace("~", "\\(ti")
        .replace("^", "\\(ha")
    )
