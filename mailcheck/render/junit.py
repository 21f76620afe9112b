"""JUnit XML: a suite for each domain and a test case for each rule."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from mailcheck.judge.model import Finding, Outcome, Report, Verdict
from mailcheck.render.context import Run
from mailcheck.render.escape import visible
from mailcheck.render.text.findings import place
from mailcheck.render.wording import ignored_line, known_line, meaning, question, reference, repair


def render(reports: Sequence[Report], run: Run) -> str:
    """Return the document.

    A rule whose findings fail the run is a failure, and one that fails it for want of an answer an error.
    Other findings are in the output of the case. A rule that had nothing to judge was skipped.
    """
    suites = Element("testsuites", name="mailcheck")
    for report in reports:
        suites.append(_suite(report, run))
    _total(suites, list(suites))
    indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(suites, encoding="unicode")}\n'


def _suite(report: Report, run: Run) -> Element:
    suite = Element("testsuite", name=report.domain)
    for outcome in report.outcomes:
        suite.append(_case(outcome, report, run))
    cases = list(suite)
    suite.set("tests", str(len(cases)))
    for kind, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(kind, str(sum(case.find(tag) is not None for case in cases)))
    return suite


def _total(suites: Element, each: Sequence[Element]) -> None:
    for kind in ("tests", "failures", "errors", "skipped"):
        suites.set(kind, str(sum(int(suite.get(kind, "0")) for suite in each)))


def _case(outcome: Outcome, report: Report, run: Run) -> Element:
    case = Element("testcase", classname=report.domain, name=outcome.rule.name)
    failing = [finding for finding in outcome.findings if run.fails(finding.severity)]
    if failing:
        _place(case, failing[0], run)
        _tell(
            case,
            "failure",
            _headline(failing),
            "\n\n".join(map(_describe, failing)),
            failing[0].severity.label,
        )
    elif outcome.failures and run.fails(outcome.rule.severity) and not run.allow_unknown:
        _tell(case, "error", "could not tell", _questions(outcome), "unknown")
    elif outcome.verdict is Verdict.SKIPPED:
        _tell(case, "skipped", outcome.reason or "nothing to judge")
    elif outcome.verdict is Verdict.UNKNOWN:
        _tell(case, "skipped", f"could not tell: {_questions(outcome)}")
    lesser = [_describe(finding) for finding in outcome.findings if finding not in failing]
    lesser += _set_aside(outcome, report)
    if lesser:
        SubElement(case, "system-out").text = "\n\n".join(lesser)
    return case


def _set_aside(outcome: Outcome, report: Report) -> list[str]:
    """Tell the findings of a rule that a baseline holds or an exception covers."""
    old = [f"known: {known_line(each)}" for each in report.known if each.rule.name == outcome.rule.name]
    excepted = [ignored_line(each) for each in report.ignored if each.finding.rule.name == outcome.rule.name]
    return list(map(visible, old + excepted))


def _place(case: Element, finding: Finding, run: Run) -> None:
    location = finding.problem.location
    if location:
        case.set("file", run.path(location.file))
        case.set("line", str(location.line))


def _tell(case: Element, tag: str, message: str, text: str = "", kind: str = "") -> None:
    """Add what happened; characters that XML 1.0 does not allow have become escapes."""
    told = SubElement(case, tag, message=visible(" ".join(message.splitlines())))
    if kind:
        told.set("type", kind)
    if text:
        told.text = text


def _headline(findings: Sequence[Finding]) -> str:
    rest = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
    return f"{findings[0].problem.message}{rest}"


def _describe(finding: Finding) -> str:
    problem = finding.problem
    lines = [
        f"{finding.severity.label}: {problem.message} ({reference(finding)})",
        f"at: {place(problem)}",
        f"found: {problem.source.text}" if problem.source.text else "",
        f"repair: {repair(finding)}",
    ]
    return "\n".join(visible(line) for line in lines if line)


def _questions(outcome: Outcome) -> str:
    each = (f"{question(answer)}: {meaning(answer)}" for answer in outcome.failures)
    return visible("; ".join(dict.fromkeys(each)))
