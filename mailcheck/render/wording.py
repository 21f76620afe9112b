"""What to do about a finding, and the standard it stands on."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from mailcheck.dns.answers import Answer, Failure
from mailcheck.judge.gate import is_shown, remark, sections
from mailcheck.judge.model import Finding, Ignored, Problem, Report, Unknown, Verdict
from mailcheck.survey.request import Severity


def advice(finding: Finding) -> str:
    """Return what to do about *finding*, in one line: what it says itself, or else the rule's page."""
    own = finding.problem.remedy
    return " ".join(own.split()) if own else _usual(finding.rule.page)


@lru_cache(maxsize=512)  # there are fewer rules
def _usual(page: str) -> str:
    from mailcheck.rules._page import parse  # not before the first finding

    return " ".join(parse(page).remedy.split())


def repair(finding: Finding) -> str:
    """Return what to publish instead and where, or else the advice, in one line."""
    problem = finding.problem
    if problem.replacement is None:
        return advice(finding)
    if problem.source.is_line and problem.replacement:
        return f"write instead: {problem.replacement}"
    name, rdtype, _ = publication(problem)
    place = f"{name or '.'} {rdtype}"
    return (
        f"publish at {place}: {problem.replacement}"
        if problem.replacement
        else f"remove this record at {place}"
    )


def publication(problem: Problem) -> tuple[str, str, str]:
    """Return the name, the type and the text of the record to publish; the text is empty for none."""
    name, rdtype = problem.publish_at or (problem.source.owner, problem.source.rdtype)
    return name, rdtype, problem.replacement or ""


def reference(finding: Finding) -> str:
    """Return the section of the standard that *finding* stands on."""
    return finding.problem.reference or finding.rule.reference


def known_line(finding: Finding) -> str:
    """Return the line on a finding that a baseline holds."""
    return f"{finding.severity.label} {finding.rule.name}: {finding.problem.message}"


def ignored_line(ignored: Ignored) -> str:
    """Return the line on a finding that is ignored, with the reason, and where that is written."""
    return f"{known_line(ignored.finding)} ({why(ignored)})"


def why(ignored: Ignored) -> str:
    """Return until when a finding is ignored, why, and where that is written."""
    exception = ignored.exception
    until = f" until {exception.until}" if exception.until else ""
    location = exception.source.location
    place = f"{location.file}:{location.line}: " if location else ""
    return f"{place}ignored{until}: {exception.reason}"


def remarks(report: Report, fail_on: Severity | None, listed: Collection[Answer] = ()) -> Iterator[str]:
    """Yield the verdicts on sections that were not judged in full, with the reasons; like ones together.

    An UNKNOWN needs no word where the failed questions are *listed* elsewhere.
    """
    alike: dict[str, list[str]] = {}
    for section in sections(report, fail_on):
        if is_shown(section, report) and (reason := remark(section, listed)):
            alike.setdefault(f"{section.verdict.name}, {reason}", []).append(section.name)
    return (f"{', '.join(names)} {sentence}" for sentence, names in alike.items())


LISTED = 4  # rules that are named before the rest is counted

_MEANINGS = {
    Failure.TIMEOUT: "no answer in time",
    Failure.SERVFAIL: "the name server failed (SERVFAIL)",
    Failure.REFUSED: "the name server refused (REFUSED)",
    Failure.MALFORMED: "the answer was malformed",
    Failure.OFFLINE: "not in the zone file, and --offline asks nobody else",
    Failure.UNREACHABLE: "the name server cannot be reached",
}


def question(answer: Answer) -> str:
    """Return what was asked: a name and a type."""
    return f"{answer.owner or '.'} {answer.rdtype}"


def meaning(answer: Answer) -> str:
    """Say how a question failed, in the resolver's own words where it has some."""
    if answer.failure is None:
        return answer.detail or "no answer"
    sentence = _MEANINGS[answer.failure]
    if not answer.detail or answer.detail.startswith("offline: "):
        return sentence
    if answer.failure is Failure.OFFLINE:
        return answer.detail
    return answer.detail if answer.failure is Failure.TIMEOUT else f"{sentence}: {answer.detail}"


def undecided_rules(unknown: Unknown, verdicts: Mapping[str, Verdict]) -> tuple[str, ...]:
    """Return the names of the rules that could not be judged at all for want of the answer."""
    return tuple(name for name in unknown.rules if verdicts[name] is Verdict.UNKNOWN)


def consequence(rules: Sequence[str], *, verbose: bool = False) -> str:
    """Return what follows for *rules*, to be put behind a sentence; many are counted unless *verbose*."""
    if not rules:
        return ""
    if len(rules) <= LISTED or verbose:
        return f"; so {', '.join(rules)} could not be judged"
    rest = len(rules) - LISTED + 1
    return f"; so {', '.join(rules[: LISTED - 1])} and {rest} other rules could not be judged"


def explain(unknown: Unknown, verdicts: Mapping[str, Verdict]) -> str:
    """Say how a question failed and what follows."""
    return meaning(unknown.answer) + consequence(undecided_rules(unknown, verdicts))
