"""Writes what the documentation takes from the program: `python docs/generate.py`.

A page for each rule with the real output for each failing example, the index of the rules, the reference of
the command line, the manual page, the schemas, the picture and the tables of the architecture, and in
CONTRIBUTING.md the table of what rules can judge. A test fails when any of it is stale.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import architecture
import manual
import subject_table

from mailcheck.cli.completion.described import commands
from mailcheck.cli.settings import config_schema as configuration_schema
from mailcheck.judge.model import Rule
from mailcheck.render import report_schema
from mailcheck.render.text.lines import View
from mailcheck.render.text.report import report_text
from mailcheck.rules import catalogue
from mailcheck.rules._page import Example, parse
from mailcheck.testing import check_example

DOCS = Path(__file__).parent
FAMILIES = {
    "domain": "The domain",
    "txt": "TXT records",
    "record": "Records in the wrong place",
    "zone": "Zone files",
    "ns": "Name servers",
    "mx": "MX",
    "ptr": "Reverse DNS",
    "spf": "SPF",
    "dkim": "DKIM",
    "dmarc": "DMARC",
    "exception": "Exceptions",
}
BLOCK = re.compile(r"^```zone\n(.*?)^```$\n?", re.MULTILINE | re.DOTALL)


def rule_page(rule: Rule) -> str:
    """Return the page of a rule: its own text, with what mailcheck says to each zone that fails."""
    title, _, rest = rule.page.partition("\n")
    head = f"# {rule.name}\n\n**{title}** Severity: {rule.severity.label}. Reference: {rule.reference}.\n"
    before, fails, after = rest.partition("## Fails\n")
    section, passes, remedy = after.partition("## Passes\n")
    shown = BLOCK.sub(lambda found: found[0] + output(rule, Example(found[1])), section)
    return head + before + fails + shown + passes + remedy.rstrip() + "\n"


def output(rule: Rule, example: Example) -> str:
    """Return the report on an example, judged by one rule alone."""
    if not any(example.zone == each.zone for each in parse(rule.page).fails):
        return ""
    report = check_example(example, (rule,))
    sections = report_text(report, View(width=100)).rstrip().split("\n\n")
    told = "\n\n".join(section for section in sections if f"{rule.name}:" in section)
    return f"\n```text\n{told}\n```\n"


def index() -> str:
    """Return the list of all rules, family by family."""
    lines = [
        "# Rules",
        "",
        "Generated from the rules themselves; `mailcheck rules` lists them, `mailcheck rule NAME` shows one.",
        "",
    ]
    for family in dict.fromkeys(rule.family for rule in catalogue()):
        lines += [f"## {FAMILIES.get(family, family)}", ""]
        lines += ["| rule | severity | fires when | reference |", "|---|---|---|---|"]
        lines += [row(rule) for rule in catalogue() if rule.family == family]
        lines.append("")
    return "\n".join(lines)


def row(rule: Rule) -> str:
    """Return a rule's line in the index."""
    link = f"[{rule.name}](rules/{rule.name}.md)"
    cells = (link, rule.severity.label, rule.title.replace("|", "&#124;"), rule.reference)
    return f"| {' | '.join(cells)} |"


def usage() -> str:
    """Return the help of every command."""
    lines = ["# Command reference", "", "Generated from `--help`.", ""]
    for command in commands():
        words = " ".join(("mailcheck", *command.words))
        lines += [f"## {words}", "", "```text", helped(command.words), "```", ""]
    return "\n".join(lines)


def helped(command: tuple[str, ...]) -> str:
    """Return what `--help` prints, 100 columns wide."""
    environment = {**os.environ, "COLUMNS": "100", "TERMINAL_WIDTH": "100", "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "mailcheck", *command, "--help"],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())


def everything() -> Iterator[tuple[Path, str]]:
    """Yield every generated file with its content."""
    yield DOCS / "rules.md", index()
    yield DOCS / "commands.md", usage()
    yield DOCS / "man" / "mailcheck.1", manual.page()
    for rule in catalogue():
        yield DOCS / "rules" / f"{rule.name}.md", rule_page(rule)
    yield architecture.PICTURE, architecture.picture()
    yield architecture.PAGE, architecture.page()
    yield subject_table.PAGE, subject_table.contributing()
    for described in (configuration_schema, report_schema):
        yield DOCS / "schema" / described.NAME, json.dumps(described.schema(), indent=2) + "\n"


def main() -> None:
    """Write what is stale, and remove the pages of rules that are gone."""
    wanted = dict(everything())
    for path in (DOCS / "rules").glob("*.md"):
        if path not in wanted:
            path.unlink()
    for path, text in wanted.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
