"""No section of a report says more than was judged, whatever was selected, ignored, or could not be asked."""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from worlds import ask, judge_by, silence

from mailcheck.dns.answers import Answer, Source
from mailcheck.dns.overlay import OfflineResolver, OverlayResolver
from mailcheck.dns.zone import ZoneResolver
from mailcheck.judge.gate import Section, is_shown, sections
from mailcheck.judge.model import Outcome, Report, Verdict
from mailcheck.render import markdown, nagios
from mailcheck.render.context import Run
from mailcheck.render.text.lines import View
from mailcheck.render.text.report import report_text
from mailcheck.rules import catalogue
from mailcheck.survey.domain import Survey
from mailcheck.survey.exceptions import RuleException
from mailcheck.survey.request import PROFILES, Severity

Lookup = Callable[[str, str], Answer]
FIXTURES = Path(__file__).parents[1] / "fixtures"
ZONES = sorted(FIXTURES.glob("*.zone"))
OTHERS = sorted(FIXTURES.glob("others/*.zone"))

FAMILIES = tuple(dict.fromkeys(rule.family for rule in catalogue()))
IN_DNS = ("domain", "txt", "record", "ptr", "exception")
"""Families without a section of their own."""


def families(name: str) -> tuple[str, ...]:
    return IN_DNS if name == "DNS" else (name.lower(),)


def answers_shown(name: str, survey: Survey) -> list[Answer]:
    """The answers that the facts of a section are taken from, without which it shows nothing."""
    return {
        "MX": [survey.mx.answer],
        "SPF": [survey.spf.answer],
        "DKIM": [key.answer for key in survey.dkim.keys],
        "DMARC": [step.answer for step in survey.dmarc.steps[:1]],
    }.get(name, [])


def is_decided(outcome: Outcome, threshold: Severity) -> bool:
    """Whether a rule was judged to the end, and nothing that counts was found."""
    counts = any(finding.severity >= threshold for finding in outcome.findings)
    return outcome.verdict in (Verdict.PASS, Verdict.FAIL) and not outcome.failures and not counts


def hold(section: Section, report: Report, threshold: Severity) -> None:
    """Hold a section to what was judged of it."""
    own = [each for each in report.outcomes if each.rule.family in families(section.name)]
    judged = [each for each in own if each.verdict is not Verdict.SKIPPED]
    counting = [found for each in own for found in each.findings if found.severity >= threshold]
    assert (section.verdict is Verdict.SKIPPED) == (not judged)
    assert (section.verdict is Verdict.FAIL) == bool(counting)
    if section.verdict is Verdict.PASS:
        assert any(is_decided(each, threshold) for each in own)
        assert not any(answer.failed for answer in answers_shown(section.name, report.survey))
        assert not any(each.failures and each.rule.severity >= threshold for each in own)
    assert bool(section.reason) >= (section.verdict in (Verdict.SKIPPED, Verdict.UNKNOWN))
    assert not (section.verdict is Verdict.FAIL and section.reason)


SECTIONS = r"((?:[A-Z]+, )*[A-Z]+) (PASS|SKIPPED|UNKNOWN), "
TEXT = re.compile(r"^(DNS|ZONE|MX|SPF|DKIM|DMARC|NS) +([A-Z]+)(?: (.*))?$", re.MULTILINE)
MARKDOWN = re.compile(rf"^- {SECTIONS}(.*)$", re.MULTILINE)
NAGIOS = re.compile(rf"(?<=; ){SECTIONS}(.*?)(?=$|; (?:[A-Z]+, )*[A-Z]+ (?:PASS|SKIPPED|UNKNOWN), )")
ASKED = re.compile(r"could not be asked: \S+ [A-Z]+ \(")
Said = dict[str, tuple[str, str]]  # by section: the verdict in a word, and the reason


def listed(pattern: re.Pattern[str], printed: str) -> Said:
    """What a format says of sections, like ones together."""
    rows = pattern.findall(printed)
    return {name: (verdict, reason) for names, verdict, reason in rows for name in names.split(", ")}


def hold_formats(report: Report, fail_on: Severity) -> None:
    """Hold every format that says something of sections to what is concluded of them."""
    shown = {each.name: each for each in sections(report, fail_on) if is_shown(each, report)}
    text = TEXT.findall(report_text(report, View(fail_on=fail_on)))
    assert [(name, verdict) for name, verdict, _ in text] == [
        (name, each.verdict.name) for name, each in shown.items()
    ]
    concluded: Said = {name: (each.verdict.name, each.reason) for name, each in shown.items()}
    line = nagios.render([report], Run(fail_on)).partition(" | ")[0]
    found = {
        "markdown": listed(MARKDOWN, markdown.render([report], Run(fail_on)).replace("\\", "")),
        "nagios": {} if line.endswith("...") else listed(NAGIOS, line),
    }
    for said in found.values():
        assert {name: concluded[name] for name in said} == said
    chosen = {name for name, each in shown.items() if each.left_out and each.reason}
    plain = {name for name in chosen if shown[name].verdict is not Verdict.UNKNOWN}
    assert plain <= set(found["markdown"])
    assert chosen <= set(found["nagios"]) or not line.startswith("MAILCHECK OK") or line.endswith("...")


@cache
def worlds(path: Path) -> Mapping[str, Survey]:
    """A fixture as it is asked about in different ways: whole, alone, in an outage, and with gaps."""
    read = [ZoneResolver.from_text(each.read_text(), origin=None, file=each.name) for each in (path, *OTHERS)]
    whole = cache(OverlayResolver(tuple(read), OfflineResolver()).memory.answer)
    alone = cache(OverlayResolver((read[0],), OfflineResolver()).memory.answer)
    asked: list[tuple[str, str]] = []

    def note(name: str, rdtype: str) -> Answer:
        asked.append((name, rdtype))
        return whole(name, rdtype)

    selectors = read[0].selectors
    found = {
        "whole": ask(note, *selectors),
        "alone": ask(alone, *selectors, authorities=("9.9.9.53",)),
        "without selectors": ask(whole),
        "offline": ask(OfflineResolver().answer, *selectors),
        "outage": ask(silence, *selectors, authorities=("9.9.9.53",)),
    }
    luck = random.Random(path.name)
    for number in range(2):
        dead = set(luck.sample(asked, min(len(asked), 2 + 6 * number)))
        gaps = partial(_with_gaps, whole, frozenset(dead))
        found[f"gaps {number}"] = ask(gaps, *selectors)
    return found


def _with_gaps(lookup: Lookup, dead: frozenset[tuple[str, str]], name: str, rdtype: str) -> Answer:
    return silence(name, rdtype) if (name, rdtype) in dead else lookup(name, rdtype)


def choices(seed: str) -> Iterator[dict[str, Any]]:
    """What somebody might wish for: families, single rules, a profile, severities, exceptions."""
    yield {}
    for family in FAMILIES:
        yield {"select": (f"{family}-*",)}
        yield {"ignore": (f"{family}-*",)}
    luck = random.Random(seed)
    names = [rule.name for rule in catalogue()]
    for _ in range(3):
        yield {"select": tuple(luck.sample(names, luck.randint(1, 4)))}
        yield {"ignore": tuple(luck.sample(names, luck.randint(1, 60)))}
        glob = f"*-{luck.choice('abcdefhimnoprst')}*"
        yield {"select": (f"{luck.choice(FAMILIES)}-*",), "ignore": (glob,)}
        covered = RuleException(f"*-{luck.choice('abcdefhimnoprst')}*", "so it is", Source("", "", "here"))
        yield {"exceptions": (covered,), "ignore": (glob,)}
        severities = dict.fromkeys(luck.sample(names, 40), luck.choice((None, *Severity)))
        yield {"profile": luck.choice(PROFILES), "severities": severities}


@pytest.mark.parametrize("path", ZONES, ids=lambda path: path.stem)
def test_no_section_says_more_than_was_judged(path: Path) -> None:
    for world, learned in worlds(path).items():
        for chosen in choices(f"{path.name} {world}"):
            report = judge_by(learned, **chosen)
            for threshold in Severity:
                for section in sections(report, threshold):
                    hold(section, report, threshold)


@pytest.mark.parametrize("path", ZONES, ids=lambda path: path.stem)
def test_every_format_says_the_same_of_a_section(path: Path) -> None:
    for world, learned in worlds(path).items():
        luck = random.Random(f"{path.name} {world}")
        for chosen in luck.sample(list(choices(world)), 8):
            hold_formats(judge_by(learned, **chosen), luck.choice(list(Severity)))


@pytest.mark.parametrize("path", ZONES, ids=lambda path: path.stem)
def test_a_report_by_all_rules_needs_no_remark(path: Path) -> None:
    for learned in worlds(path).values():
        report = judge_by(learned)
        text = report_text(report, View())
        assert "not judged" not in text
        assert not ASKED.search(text)
        assert "Not judged in full" not in markdown.render([report], Run())
