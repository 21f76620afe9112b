"""One section a protocol: its verdict, the facts, and what was found."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from mailcheck.dns.source import Span
from mailcheck.judge.model import Finding, Unknown, Verdict
from mailcheck.judge.report import Report
from mailcheck.judge.sections import Section, is_shown, remark
from mailcheck.render.text.dkim import keys, shown
from mailcheck.render.text.dmarc import policy
from mailcheck.render.text.findings import findings, is_pointed
from mailcheck.render.text.lines import BODY, MARGIN, Line, View, hung, piece, prose
from mailcheck.render.text.mx import mail_hosts
from mailcheck.render.text.spf import senders, spf_records
from mailcheck.render.wording import consequence, excused, known, meaning, question, undecided
from mailcheck.survey.domain import Survey

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
    yield from hung(head, (*_reason(reason, facts, view), *facts), BODY)
    yield from findings(part.found, _shown(part, report.survey, faults, view), view)
    if part.name == "SPF" and report.survey.coverage:
        yield (piece(" " * MARGIN), piece("who may send, and the term that decides", "dim"))
        yield from hung((), senders(report.survey.coverage, view.room + BODY - COVERAGE), COVERAGE)


def _faults(found: Iterable[Finding]) -> Faults:
    """Return the spans at fault."""
    spans: dict[str, list[Span]] = {}
    for finding in found:
        if finding.problem.span is not None and is_pointed(finding):
            spans.setdefault(finding.problem.source.text, []).append(finding.problem.span)
    return spans


def _reason(reason: str, facts: Iterable[Line], view: View) -> Iterator[Line]:
    """Return the reason for the verdict, if the facts do not give it themselves."""
    said = " ".join(text for line in facts for text, _ in line)
    if reason and reason not in said:
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


def _shown(part: Section, survey: Survey, faults: Faults, view: View) -> frozenset[tuple[str, str]]:
    """Return the records that are printed among the facts, so that findings need not repeat them."""
    match part.name:
        case "SPF":
            sources = [record.source for record in survey.spf.root.records]
        case "DKIM":
            sources = [record.source for key in shown(survey.dkim, faults, view) for record in key.records]
        case "DMARC":
            sources = [survey.dmarc.record.source] if survey.dmarc.record else []
        case _:
            sources = []
    return frozenset((source.owner, source.text) for source in sources)


def aside(report: Report, view: View) -> Iterator[Line]:
    """Return the findings that a baseline holds, and with -v those that are ignored, with the reasons."""
    if report.known:
        yield from _listed("known", "in the baseline", map(known, report.known), view)
    if report.ignored and view.verbose:
        yield from _listed("ignored", "by exceptions", map(excused, report.ignored), view)


def _listed(word: str, why: str, told: Iterator[str], view: View) -> Iterator[Line]:
    yield ()
    yield from hung((piece(word, "dim"),), prose(f"{why}, and not counted:", view.room), BODY)
    for each in told:
        yield from hung((), prose(each, view.room), BODY)


def unchecked(unknowns: Sequence[Unknown], verdicts: Mapping[str, Verdict], view: View) -> Iterator[Line]:
    """Return the questions that failed, why they did, and the rules that hang on them; like ones together."""
    lead: Line = (piece("not checked", "unknown"),)
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for unknown in unknowns:
        key = meaning(unknown.answer), undecided(unknown, verdicts)
        alike.setdefault(key, []).append(question(unknown.answer))
    for (reason, rules), questions in alike.items():
        said = f"{', '.join(questions)}: {reason}{consequence(rules, verbose=view.verbose)}"
        yield from hung(lead, prose(said, view.room), BODY)
        lead = ()
