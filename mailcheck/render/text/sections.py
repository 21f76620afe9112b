"""One section a protocol: its verdict, the facts, and what was found."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from mailcheck.dns.source import Span
from mailcheck.judge.model import Finding, Outcome, Unknown, Verdict
from mailcheck.judge.report import Report
from mailcheck.render.text.dkim import keys, shown
from mailcheck.render.text.dmarc import policy
from mailcheck.render.text.findings import findings, is_pointed
from mailcheck.render.text.lines import BODY, MARGIN, Line, View, hung, piece, prose
from mailcheck.render.text.mx import mail_hosts
from mailcheck.render.text.spf import senders, spf_records
from mailcheck.render.wording import consequence, excused, known, meaning, question, undecided
from mailcheck.survey.domain import Survey

_PUBLISHED = "NS"  # what the name servers themselves say; shown where they were asked
_NAMES = {"zone": "ZONE", "mx": "MX", "spf": "SPF", "dkim": "DKIM", "dmarc": "DMARC", "ns": _PUBLISHED}
COVERAGE = 8  # the column of the coverage matrix, which is wide
_OTHER = "DNS"  # whatever has no section of its own


class Part(NamedTuple):
    """What was judged about one section."""

    name: str
    outcomes: tuple[Outcome, ...]

    @property
    def found(self) -> tuple[Finding, ...]:
        """The findings."""
        return tuple(finding for outcome in self.outcomes for finding in outcome.findings)

    @property
    def faults(self) -> Mapping[str, Sequence[Span]]:
        """The spans at fault, by the text of the record that they lie in."""
        spans: dict[str, list[Span]] = {}
        for finding in self.found:
            if finding.problem.span is not None and is_pointed(finding):
                spans.setdefault(finding.problem.source.text, []).append(finding.problem.span)
        return spans

    def verdict(self, view: View) -> Verdict:
        """Return the section's own verdict."""
        if any(finding.severity >= view.threshold for finding in self.found):
            return Verdict.FAIL
        if any(outcome.failures and outcome.rule.severity >= view.threshold for outcome in self.outcomes):
            return Verdict.UNKNOWN
        judged = any(outcome.verdict is not Verdict.SKIPPED for outcome in self.outcomes)
        return Verdict.PASS if judged or not self.outcomes else Verdict.SKIPPED


def parts(report: Report) -> Iterator[Part]:
    """Cut the outcomes into sections, in the order of a report."""
    by_name: dict[str, list[Outcome]] = {name: [] for name in (_OTHER, *_NAMES.values())}
    for outcome in report.outcomes:
        by_name[_NAMES.get(outcome.rule.family, _OTHER)].append(outcome)
    for name, outcomes in by_name.items():
        yield Part(name, tuple(outcomes))


def section(part: Part, report: Report, view: View) -> Iterator[Line]:
    """Return the lines of one section, none for one that has nothing to say."""
    if not part.found and _is_silent(part, report.survey):
        return
    verdict = part.verdict(view)
    head: Line = (piece(part.name.ljust(MARGIN), "head"), piece(verdict.name, verdict.value))
    yield ()
    yield from hung(head, _facts(part, report, view), BODY)
    yield from findings(part.found, _shown(part, report.survey, view), view)
    if part.name == "SPF" and report.survey.coverage:
        yield (piece(" " * MARGIN), piece("who may send, and the term that decides", "dim"))
        yield from hung((), senders(report.survey.coverage, view.room + BODY - COVERAGE), COVERAGE)


def _is_silent(part: Part, survey: Survey) -> bool:
    """Say whether a section in which nothing was found is left out, as of a domain that does not exist."""
    if part.name == _PUBLISHED:
        return survey.nameservers is None
    return part.name in (_OTHER, _NAMES["zone"]) or survey.apex.missing


def _facts(part: Part, report: Report, view: View) -> Iterator[Line]:
    survey = report.survey
    match part.name:
        case "MX":
            return mail_hosts(survey.mx, view)
        case "SPF":
            return spf_records(survey.spf, part.faults, view)
        case "DKIM":
            return keys(survey.dkim, part.faults, view)
        case "DMARC":
            return policy(survey.dmarc, part.faults, view)
        case "NS" if survey.nameservers is not None:
            from mailcheck.render.text.nameservers import name_servers  # seldom wanted

            return name_servers(survey.nameservers, view)
    return iter(())


def _shown(part: Part, survey: Survey, view: View) -> frozenset[tuple[str, str]]:
    """Return the records that are printed among the facts, so that findings need not repeat them."""
    match part.name:
        case "SPF":
            sources = [record.source for record in survey.spf.root.records]
        case "DKIM":
            sources = [
                record.source for key in shown(survey.dkim, part.faults, view) for record in key.records
            ]
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
