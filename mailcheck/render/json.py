"""The report for programs: version 1, to which fields may be added and in which none is ever changed."""

import json
import re
from collections.abc import Sequence
from typing import Any

from mailcheck.answers import PLANNED, Answer
from mailcheck.excepted import Ignored
from mailcheck.fingerprint import fingerprint
from mailcheck.judge import Report
from mailcheck.model import Finding, Problem, Severity
from mailcheck.profiles import AUTO
from mailcheck.publish import web_form, zone_lines
from mailcheck.render.advice import advice, publication, reference
from mailcheck.render.gate import shown_verdict
from mailcheck.render.run import Run
from mailcheck.survey.dkim import DkimKey
from mailcheck.survey.dmarc import DmarcDiscovery
from mailcheck.survey.mx import MxHost
from mailcheck.survey.spf import Coverage, ReachedTerm, SpfNode, SpfTree

VERSION = 1
_SURROGATE = re.compile("[\ud800-\udfff]")


def report_json(
    report: Report, fail_on: Severity | None = Severity.ERROR, *, with_rules: bool = True
) -> dict[str, Any]:
    """Return *report* as values that JSON knows; record text keeps its length, so that spans hold.

    Where the verdicts of the rules are put in later, *with_rules* is False, and there are none.
    """
    survey = report.survey
    facts = {
        "version": VERSION,
        "domain": report.domain,
        "verdict": shown_verdict(report, fail_on).value,
        "profile": {"name": report.kind, "inferred": report.profile == AUTO},
        "summary": _summary(report),
        "findings": [_finding(finding, report.domain) for finding in report.findings],
        "known": [_finding(finding, report.domain) for finding in report.known],
        "ignored": [_ignored(ignored, report.domain) for ignored in report.ignored],
        "unknown": [_unknown(unknown.answer, unknown.rules) for unknown in report.unknowns],
        "rules": _rules(report) if with_rules else {},
        "mx": [_mx_host(host) for host in survey.mx.hosts],
        "coverage": [_coverage(row) for row in survey.coverage],
        "spf": _spf(survey.spf),
        "dmarc": _dmarc(survey.dmarc),
        "dkim": [_dkim(key) for key in survey.dkim.keys],
    }
    if survey.nameservers is None:
        return facts
    from mailcheck.render.served_facts import served_facts  # seldom wanted

    return facts | {"nameservers": served_facts(survey.nameservers)}


def render(reports: Sequence[Report], run: Run) -> str:
    """Return `reports_json`; paths stay as they were given."""
    return reports_json(reports, run.fail_on)


def reports_json(reports: Sequence[Report], fail_on: Severity | None = Severity.ERROR) -> str:
    """Return the text of one object for one report, of an array for several."""
    values = [report_json(report, fail_on) for report in reports]
    return text(values[0] if len(values) == 1 else values, indent=2) + "\n"


def text(value: Any, indent: int | None = None) -> str:
    """Return JSON in ASCII, without a character that a terminal would obey.

    An octet that was not UTF-8 becomes U+FFFD: one character for one.
    """
    encoded = json.dumps(value, indent=indent, ensure_ascii=True)
    if "\\ud" in encoded:
        encoded = json.dumps(_scrubbed(value), indent=indent, ensure_ascii=True)
    return encoded.replace("\x7f", "\\u007f").replace("##", "#\\u0023")


def _scrubbed(value: Any) -> Any:
    match value:
        case str():
            return _SURROGATE.sub("\ufffd", value)
        case dict():
            return {_scrubbed(key): _scrubbed(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_scrubbed(inner) for inner in value]
    return value


def _rules(report: Report) -> dict[str, str]:
    return {outcome.rule.name: outcome.verdict.value for outcome in report.outcomes}


def _summary(report: Report) -> dict[str, int]:
    counted = {severity.label: 0 for severity in sorted(Severity, reverse=True)}
    for finding in report.findings:
        counted[finding.severity.label] += 1
    others = {"unknown": report.unknowns, "known": report.known, "ignored": report.ignored}
    return counted | {name: len(found) for name, found in others.items()}


def _finding(finding: Finding, domain: str) -> dict[str, Any]:
    problem = finding.problem
    return {
        "rule": finding.rule.name,
        "severity": finding.severity.label,
        "message": problem.message,
        "remedy": advice(finding),
        "reference": reference(finding),
        "subject": {"name": problem.source.owner, "type": problem.source.rdtype},
        "evidence": [_evidence(problem)] if problem.source.text or problem.source.location else [],
        "replacement": problem.replacement,
        "publish_at": _publish_at(problem),
        "publish": _publish(problem, domain),
        "fingerprint": fingerprint(finding, domain),
    }


def _ignored(ignored: Ignored, domain: str) -> dict[str, Any]:
    exception = ignored.exception
    until = exception.until.isoformat() if exception.until else None
    file, line, _ = exception.source.location or (None, None, None)
    why = {"rule": exception.rule, "reason": exception.reason, "until": until, "file": file, "line": line}
    return {"finding": _finding(ignored.finding, domain), "exception": why}


def _evidence(problem: Problem) -> dict[str, Any]:
    source = problem.source
    start, end = problem.span or (0, len(source.text))
    file, line, column = problem.location or (None, None, None)
    planned = source.server == PLANNED
    return {
        "text": source.text,
        "start": start,
        "end": end,
        "file": file,
        "line": line,
        "column": column,
        "planned": planned,
    }


def _publish_at(problem: Problem) -> dict[str, str] | None:
    if problem.replacement is None:
        return None
    name, rdtype, _ = publication(problem)
    return {"name": name, "type": rdtype}


def _publish(problem: Problem, domain: str) -> dict[str, Any] | None:
    """Return the record to publish as an entry of a zone file, and as a form for the zone takes it."""
    if not problem.replacement or problem.source.is_line:
        return None
    name, rdtype, text = publication(problem)
    entry = zone_lines(name, rdtype, text, problem.source.ttl)
    return {"zone": entry, "form": web_form(name, rdtype, text, domain)._asdict()}


def _unknown(answer: Answer, rules: tuple[str, ...]) -> dict[str, Any]:
    reason = answer.failure.value if answer.failure else None
    return {
        "name": answer.owner,
        "type": answer.rdtype,
        "reason": reason,
        "detail": answer.detail,
        "rules": list(rules),
    }


def _mx_host(host: MxHost) -> dict[str, Any]:
    return {"preference": host.preference, "host": host.name or ".", "addresses": list(host.addresses)}


def _coverage(row: Coverage) -> dict[str, Any]:
    return {
        "host": row.host,
        "address": row.address,
        "result": row.result or "temperror",
        "term": row.term,
        "domain": row.domain,
    }


def _spf(tree: SpfTree) -> dict[str, Any]:
    voids = tree.void_lookups
    return {
        "record": tree.record.text if tree.record else None,
        "lookups": tree.lookups,
        "lookup_limit": tree.lookup_limit,
        "void_lookups": {"ipv4": voids.ipv4, "ipv6": voids.ipv6},
        "void_lookup_limit": tree.void_lookup_limit,
        "tree": _node(tree.root),
    }


def _node(node: SpfNode) -> dict[str, Any]:
    return {
        "domain": node.domain,
        "record": node.record.text if node.record else None,
        "cost": node.cost,
        "children": [_child(term) for term in node.terms if term.node],
    }


def _dmarc(found: DmarcDiscovery) -> dict[str, Any]:
    return {
        "record": found.record.source.text if found.record else None,
        "policy_domain": found.policy_domain,
        "organizational_domain": found.organizational_domain,
        "policy": found.policy,
        "effective_policy": found.effective_policy,
        "queried": list(found.queried),
    }


def _dkim(key: DkimKey) -> dict[str, Any]:
    record, public = key.record, key.key
    return {
        "selector": key.selector,
        "record": record.text if record else None,
        "status": key.status,
        "key_type": record.key_type if record else None,
        "bits": public.bits if public else None,
        "fingerprint": public.fingerprint if public else None,
    }


def _child(term: ReachedTerm) -> dict[str, Any]:
    inner = _node(term.node) if term.node else {}
    return {"term": term.text, **inner}
