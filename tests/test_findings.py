"""What each rule says about the examples on its page, as a picture: words, place, mark and what to publish.

`python tests/test_findings.py` draws the picture anew, which is then to be read. A rule that is not in it yet
is not looked at.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailcheck.judge.model import Finding, Rule
from mailcheck.rules import catalogue
from mailcheck.rules._page import page
from mailcheck.testing import check_example

PICTURE = Path(__file__).with_name("findings.txt")
HEAD = re.compile(r"^# (\S+ [0-9]+)\n", re.MULTILINE)
RULES = {rule.name: rule for rule in catalogue()}


def drawn(finding: Finding) -> Iterator[str]:
    """Yield the lines that show a finding."""
    problem = finding.problem
    source, location = problem.source, problem.location
    place = f", line {location.line}" if location else f", from {source.server}" if source.server else ""
    yield f"{finding.severity.label} at {source.owner} {source.rdtype}{place}"
    yield f"  {problem.message}"
    yield f"  text: {_visible(source.text)}"
    if problem.span:
        start, end = problem.span
        yield f"  mark: {start} to {end}, {_visible(source.text[start:end])}"
    if problem.replacement is not None:
        where = f" at {' '.join(problem.publish_at)}" if problem.publish_at else ""
        yield f"  publish{where}: {_visible(problem.replacement)}"
    about = "the text" if problem.about and problem.about == source.text else problem.about
    others = {"remedy": problem.remedy, "reference": problem.reference, "about": about}
    yield from (f"  {name}: {_visible(value)}" for name, value in others.items() if value)


def _visible(text: str) -> str:
    short = text if len(text) <= 300 else f"{text[:100]}...{text[-100:]} ({len(text)} characters)"
    return short.encode("unicode_escape").decode("ascii") if text else "(nothing)"


def pictures(rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield what the rule finds in each example that it must find fault with, by its name and number."""
    for number, example in enumerate(page(rule).fails, 1):
        report = check_example(example, [rule])
        lines = [line for one in report.findings if one.rule.name == rule.name for line in drawn(one)]
        yield f"{rule.name} {number}", "".join(f"{line}\n" for line in lines)


def expected() -> dict[str, str]:
    _, *parts = HEAD.split(PICTURE.read_text(encoding="utf-8"))
    return {name: text.rstrip("\n") + "\n" for name, text in zip(parts[::2], parts[1::2], strict=True)}


EXPECTED = expected() if PICTURE.exists() else {}
DRAWN = sorted({name.split()[0] for name in EXPECTED})


@pytest.mark.parametrize("name", DRAWN)
def test_a_rule_says_what_the_picture_shows(name: str) -> None:
    shown = {each: text for each, text in EXPECTED.items() if each.split()[0] == name}
    assert dict(pictures(RULES[name])) == shown


if __name__ == "__main__":
    blocks = [f"# {name}\n{text}" for rule in RULES.values() for name, text in pictures(rule)]
    PICTURE.write_text("\n".join(blocks), encoding="utf-8")
