"""What rules say, in pictures that somebody has looked at: words, place, mark, and what to publish.

`python tests/test_findings.py` draws them anew. There is one of the examples on the rules' pages, one of each
table of mistakes, and one of terms that are none. A rule that is in none yet is not looked at.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest
import test_mistakes
import test_pasted_keys
from dkim_samples import txt

from mailcheck.judge.model import Finding, Problem, Rule
from mailcheck.records.spf import SpfRecord, parse
from mailcheck.rules import catalogue
from mailcheck.rules._page import page
from mailcheck.testing import check_example, check_zone

PICTURES = Path(__file__).with_name("pictures")
HEAD = re.compile(r"^# (.+)\n", re.MULTILINE)
FINDING = re.compile(r"^(?:note|warning|error) (\S+) at ", re.MULTILINE)
OF_TERMS = ("spf-syntax", "spf-odd-domain", "spf-ignored-modifier", "spf-redirect-ignored")
TERMS = [
    line.encode("ascii").decode("unicode_escape")
    for line in Path(__file__).with_name("vectors").joinpath("spf_terms.txt").read_text().splitlines()
]
RULES = {rule.name: rule for rule in catalogue()}
KNOWN = {
    name for path in PICTURES.glob("*.txt") for name in FINDING.findall(path.read_text(encoding="utf-8"))
}


def draw(finding: Finding) -> Iterator[str]:
    """Yield the lines that show a finding."""
    problem = finding.problem
    source, location = problem.source, problem.location
    place = f", line {location.line}" if location else f", from {source.server}" if source.server else ""
    yield f"{finding.severity.label} {finding.rule.name} at {source.owner} {source.rdtype}{place}"
    yield f"  {visible(problem.message)}"
    yield f"  text: {visible(source.text)}"
    if problem.span:
        start, end = problem.span
        yield f"  mark: {start} to {end}, {visible(source.text[start:end])}"
    if problem.replacement is not None:
        where = f" at {' '.join(problem.publish_at)}" if problem.publish_at else ""
        yield f"  publish{where}: {visible(problem.replacement)}"
    about = "the text" if problem.about and problem.about == source.text else problem.about
    others = {"remedy": problem.remedy, "reference": problem.reference, "about": about}
    yield from (f"  {name}: {visible(value)}" for name, value in others.items() if value)


def visible(text: str) -> str:
    short = text if len(text) <= 300 else f"{text[:100]}...{text[-100:]} ({len(text)} characters)"
    return short.encode("unicode_escape").decode("ascii") if text else "(nothing)"


def drawn(findings: Iterable[Finding]) -> str:
    shown = (finding for finding in findings if finding.rule.name in KNOWN)
    return "".join(f"{line}\n" for finding in shown for line in draw(finding)) or "nothing\n"


def on_page(name: str, number: int) -> str:
    """Draw what a rule finds in an example that it must find fault with."""
    report = check_example(page(RULES[name]).fails[number], [RULES[name]])
    return drawn(finding for finding in report.findings if finding.rule.name == name)


def in_spf(text: str) -> str:
    return drawn(test_mistakes.judged(f'@ TXT "v=spf1 {text}"', "spf").findings)


def in_term(text: str) -> str:
    record = parse(f"v=spf1 {text}")
    rules = [RULES[name] for name in OF_TERMS]
    return drawn(Finding(rule, rule.severity, one) for rule in rules for one in problems(rule, record))


def problems(rule: Rule, record: SpfRecord) -> Iterator[Problem]:
    return (one for one in rule.check(record) if isinstance(one, Problem))


def in_dmarc(text: str) -> str:
    return drawn(test_mistakes.judged(txt(text, "_dmarc"), "dmarc").findings)


def in_dkim(text: str) -> str:
    return drawn(check_zone(txt(text), selectors=["main1"], rules=test_pasted_keys.RULES).findings)


def titled(draw_one: Callable[[str], str], texts: Iterable[str]) -> dict[str, Callable[[], str]]:
    return {visible(text): partial(draw_one, text) for text in texts}


DRAWINGS: dict[str, dict[str, Callable[[], str]]] = {
    "pages": {
        f"{name} {number + 1}": partial(on_page, name, number)
        for name, rule in RULES.items()
        for number in range(len(page(rule).fails))
    },
    "terms": titled(in_term, TERMS),
    "spf": titled(in_spf, [row[0] for row in test_mistakes.SPF]),
    "dmarc": titled(in_dmarc, [row[0] for row in test_mistakes.DMARC]),
    "dkim": titled(in_dkim, [row.values[0] for row in test_pasted_keys.PASTED]),
}


def looked_at(name: str) -> dict[str, str]:
    """Return the parts of a picture by their titles."""
    _, *parts = HEAD.split((PICTURES / f"{name}.txt").read_text(encoding="utf-8"))
    return {title: text.rstrip("\n") + "\n" for title, text in zip(parts[::2], parts[1::2], strict=True)}


SHOWN = [(name, title, text) for name in DRAWINGS for title, text in looked_at(name).items()]


@pytest.mark.parametrize(
    ("name", "title", "text"), SHOWN, ids=[f"{name}: {title[:50]}" for name, title, _ in SHOWN]
)
def test_rules_say_what_the_picture_shows(name: str, title: str, text: str) -> None:
    assert DRAWINGS[name][title]() == text


@pytest.mark.parametrize("name", ["spf", "dmarc", "dkim", "terms"])
def test_every_mistake_is_in_the_picture(name: str) -> None:
    assert list(looked_at(name)) == list(DRAWINGS[name])


if __name__ == "__main__":
    KNOWN.update(RULES)
    for name, drawings in DRAWINGS.items():
        parts = [f"# {title}\n{draw_one()}" for title, draw_one in drawings.items()]
        (PICTURES / f"{name}.txt").write_text("\n".join(parts), encoding="utf-8")
