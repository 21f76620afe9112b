"""The report for people: the verdict first, then each section with its own, in order of importance."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from mailcheck.dns.answers import Span
from mailcheck.dns.names import to_unicode
from mailcheck.judge.gate import Section, because, is_shown, remark, sections, shown_verdict
from mailcheck.judge.model import Finding, Report, Unknown, Verdict
from mailcheck.render.text.findings import findings, is_pointed
from mailcheck.render.text.lines import (
    BODY,
    MARGIN,
    UNBOUNDED,
    Line,
    Piece,
    View,
    hang,
    paint,
    piece,
    prose,
    width_of,
)
from mailcheck.render.text.record_sections import keys, keys_to_show, mail_hosts, policy, senders, spf_records
from mailcheck.render.wording import consequence, ignored_line, known_line, meaning, question, undecided_rules
from mailcheck.survey.domain import Survey
from mailcheck.survey.request import AUTO, Severity


def verdict_line(report: Report, view: View) -> Line:
    """Return the domain and the verdict, at the right edge of a terminal."""
    verdict = shown_verdict(report, view.fail_on)
    name = piece(_title(report.domain), "head")
    word = piece(verdict.name, verdict.value)
    gap = view.width - width_of((name, word)) if view.width < UNBOUNDED else 2
    return (name, Piece(" " * max(gap, 2)), word)


def _title(domain: str) -> str:
    readable = to_unicode(domain)
    return domain if readable == domain else f"{readable} ({domain})"


def counts(report: Report, view: View) -> Iterator[Line]:
    """Return how many findings there are of each kind, and how many rules passed."""
    parts = [*_findings(report), *_others(report)]
    return prose(f"{_profile(report)}: {', '.join(parts)}", view.width)


def _profile(report: Report) -> str:
    return f"{report.kind} (inferred)" if report.profile == AUTO else report.profile


def _findings(report: Report) -> Iterator[str]:
    found = Counter(finding.severity for finding in report.findings)
    for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE):
        if found[severity]:
            yield count(found[severity], severity.label)


def _others(report: Report) -> Iterator[str]:
    if report.unknowns:
        yield f"{len(report.unknowns)} not checked"
    if report.known:
        yield f"{len(report.known)} known"
    if report.ignored:
        yield f"{len(report.ignored)} ignored"
    verdicts = Counter(outcome.verdict for outcome in report.outcomes)
    yield f"{count(verdicts[Verdict.PASS], 'rule')} passed"
    if verdicts[Verdict.SKIPPED]:
        yield f"{verdicts[Verdict.SKIPPED]} skipped"


def count(number: int, noun: str) -> str:
    """Return a number with its noun in the right number."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


COVERAGE = 8  # the column of the coverage matrix, which is wide
Faults = Mapping[str, Sequence[Span]]  # by the text of the record that they lie in


def section(part: Section, report: Report, view: View) -> Iterator[Line]:
    """Return the lines of one section, none for one that has nothing to say."""
    if not is_shown(part, report):
        return
    faults = _faults(part.found)
    facts = list(_facts(part, report.survey, faults, view))
    reason = remark(part, [unknown.answer for unknown in report.unknowns])
    # A pass is green only where it is one of all rules that the user has not left out.
    style = "" if reason and part.verdict is Verdict.PASS else part.verdict.value
    head: Line = (piece(part.name.ljust(MARGIN), "head"), piece(part.verdict.name, style))
    yield ()
    yield from hang(head, (*_reason(reason, facts, view), *facts), BODY)
    yield from findings(part.found, _records_to_show(part, report.survey, faults, view), view)
    if part.name == "SPF" and report.survey.coverage:
        yield (piece(" " * MARGIN), piece("who may send, and the term that decides", "dim"))
        yield from hang((), senders(report.survey.coverage, view.room + BODY - COVERAGE), COVERAGE)


def _faults(found: Iterable[Finding]) -> Faults:
    """Return the spans at fault."""
    spans: dict[str, list[Span]] = {}
    for finding in found:
        if finding.problem.span is not None and is_pointed(finding):
            spans.setdefault(finding.problem.source.text, []).append(finding.problem.span)
    return spans


def _reason(reason: str, facts: Iterable[Line], view: View) -> Iterator[Line]:
    """Return the reason for the verdict, if the facts do not give it themselves."""
    shown = " ".join(text for line in facts for text, _ in line)
    if reason and reason not in shown:
        yield from prose(reason, view.room, "dim")


def _facts(part: Section, survey: Survey, faults: Faults, view: View) -> Iterator[Line]:
    match part.name:
        case "MX":
            return mail_hosts(survey.mx, view)
        case "SPF":
            return spf_records(survey.spf, faults, view)
        case "DKIM":
            return keys(survey.dkim, faults, view)
        case "DMARC":
            return policy(survey.dmarc, faults, view)
        case "NS" if survey.nameservers is not None:
            from mailcheck.render.text.nameservers import name_servers  # seldom wanted

            return name_servers(survey.nameservers, view)
    return iter(())


def _records_to_show(part: Section, survey: Survey, faults: Faults, view: View) -> frozenset[tuple[str, str]]:
    """Return the records that are printed among the facts, so that findings need not repeat them."""
    match part.name:
        case "SPF":
            sources = [record.source for record in survey.spf.root.records]
        case "DKIM":
            sources = [
                record.source for key in keys_to_show(survey.dkim, faults, view) for record in key.records
            ]
        case "DMARC":
            sources = [survey.dmarc.record.source] if survey.dmarc.record else []
        case _:
            sources = []
    return frozenset((source.owner, source.text) for source in sources)


def uncounted_findings(report: Report, view: View) -> Iterator[Line]:
    """Return the findings that a baseline holds, and with -v those that are ignored, with the reasons."""
    if report.known:
        yield from _list("known", "in the baseline", map(known_line, report.known), view)
    if report.ignored and view.verbose:
        yield from _list("ignored", "by exceptions", map(ignored_line, report.ignored), view)


def _list(word: str, why: str, told: Iterator[str], view: View) -> Iterator[Line]:
    yield ()
    yield from hang((piece(word, "dim"),), prose(f"{why}, and not counted:", view.room), BODY)
    for each in told:
        yield from hang((), prose(each, view.room), BODY)


def failed_questions(
    unknowns: Sequence[Unknown], verdicts: Mapping[str, Verdict], view: View
) -> Iterator[Line]:
    """Return the questions that failed, why they did, and the rules that hang on them; like ones together."""
    lead: Line = (piece("not checked", "unknown"),)
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for unknown in unknowns:
        key = meaning(unknown.answer), undecided_rules(unknown, verdicts)
        alike.setdefault(key, []).append(question(unknown.answer))
    for (reason, rules), questions in alike.items():
        sentence = f"{', '.join(questions)}: {reason}{consequence(rules, verbose=view.verbose)}"
        yield from hang(lead, prose(sentence, view.room), BODY)
        lead = ()


__all__ = ["UNBOUNDED", "View", "conclusion", "report_text", "verdict_text"]


def report_text(report: Report, view: View, *, colour: bool = False) -> str:
    """Return everything about one domain but the exit code."""
    return paint(_report(report, view), colour=colour)


def verdict_text(report: Report, view: View, *, colour: bool = False) -> str:
    """Return the domain and its verdict, in one line."""
    return paint((verdict_line(report, view),), colour=colour)


def conclusion(reports: Sequence[Report], view: View, *, colour: bool = False) -> str:
    """Return the last line: the exit code and why."""
    reason = because(reports, view.fail_on, allow_unknown=view.allow_unknown)
    return paint(((), *prose(reason, view.width)), colour=colour)


def _report(report: Report, view: View) -> Iterator[Line]:
    view = view._replace(domain=report.domain)
    yield verdict_line(report, view)
    yield from counts(report, view)
    for part in sections(report, view.fail_on):
        yield from section(part, report, view)
    if report.unknowns:
        yield ()
        yield from failed_questions(report.unknowns, report.verdicts, view)
    yield from uncounted_findings(report, view)
    if view.verbose:
        yield from _quiet_rules(report, view)


def _quiet_rules(report: Report, view: View) -> Iterator[Line]:
    """List the rules that passed, and those that were skipped, by the reason."""
    passed = [outcome.rule.name for outcome in report.outcomes if outcome.verdict is Verdict.PASS]
    skipped: dict[str, list[str]] = {}
    for outcome in report.outcomes:
        if outcome.verdict is Verdict.SKIPPED:
            skipped.setdefault(outcome.reason, []).append(outcome.rule.name)
    if passed:
        yield ()
        yield from hang((piece("passed", "pass"),), prose(", ".join(passed), view.room), BODY)
    lead: Line = (piece("skipped", "skipped"),)
    for reason, names in skipped.items():
        yield ()
        yield from hang(lead, prose(f"{reason} ({', '.join(names)})", view.room), BODY)
