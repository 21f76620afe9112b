"""The report for programs: version 1, to which fields may be added and in which none is ever changed.

It is described once, as text, and who wants values reads that. To make values first, only to have them
written, takes twice as long, and an audit writes a line for every domain.
"""

import json
import re
from collections.abc import Iterable, Sequence
from json.encoder import encode_basestring_ascii
from operator import attrgetter
from typing import Any

from mailcheck.dns.answers import PLANNED
from mailcheck.dns.presentation import web_form, zone_lines
from mailcheck.judge.gate import shown_verdict
from mailcheck.judge.model import Finding, Ignored, Problem, Report, Unknown, fingerprint
from mailcheck.render.context import Run
from mailcheck.render.wording import advice, publication, reference
from mailcheck.survey.dkim import DkimKey
from mailcheck.survey.dmarc.discovery import DmarcDiscovery
from mailcheck.survey.mx import MxHost
from mailcheck.survey.request import AUTO, Severity
from mailcheck.survey.spf.coverage import Coverage
from mailcheck.survey.spf.tree import SpfNode, SpfTree

SIZE = 4096  # words that are kept, each of them
LONGEST = 1024  # characters of JSON at most, which is enough for a key of 4096 bits
_SURROGATE = re.compile("[\ud800-\udfff]")


def text(value: Any, indent: int | None = None) -> str:
    """Return JSON in ASCII, without a character that a terminal would obey.

    An octet that was not UTF-8 becomes U+FFFD: one character for one.
    """
    encoded = json.dumps(value, indent=indent, ensure_ascii=True)
    if "\\ud" in encoded:
        encoded = json.dumps(_scrub(value), indent=indent, ensure_ascii=True)
    return encoded.replace("\x7f", "\\u007f").replace("##", "#\\u0023")


def _scrub(value: Any) -> Any:
    match value:
        case str():
            return _SURROGATE.sub("\ufffd", value)
        case dict():
            return {_scrub(key): _scrub(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_scrub(inner) for inner in value]
    return value


def quote(words: str) -> str:
    """Return what `text` does, at once where nothing needs care."""
    plain = words.isascii() and "\x7f" not in words and "#" not in words
    return encode_basestring_ascii(words) if plain else text(words)


class JsonTexts(dict[str | bool | None, str]):
    """What `text` makes of words, yes, no and nothing; most are said again, in this report or the next."""

    def __missing__(self, value: str | bool | None) -> str:
        """Say something new. What is long is not kept, and when there is too much, all is forgotten."""
        known = quote(value) if isinstance(value, str) else text(value)
        if len(known) <= LONGEST:
            if len(self) >= SIZE:
                self.clear()
            self[value] = known
        return known


json_text = JsonTexts().__getitem__  # brackets take twice as long: they first look for a method of the class


__all__ = ["VERSION", "render", "report_json", "report_line", "reports_json", "text"]

VERSION = 1
_label = attrgetter("label")


def report_json(report: Report, fail_on: Severity | None = Severity.ERROR) -> dict[str, Any]:
    """Return *report* as values that JSON knows; record text keeps its length, so that spans hold."""
    values: dict[str, Any] = json.loads(report_line(report, fail_on))
    return values


def render(reports: Sequence[Report], run: Run) -> str:
    """Return `reports_json`; paths stay as they were given."""
    return reports_json(reports, run.fail_on)


def reports_json(reports: Sequence[Report], fail_on: Severity | None = Severity.ERROR) -> str:
    """Return the text of one object for one report, of an array for several."""
    values = [report_json(report, fail_on) for report in reports]
    return text(values[0] if len(values) == 1 else values, indent=2) + "\n"


def report_line(report: Report, fail_on: Severity | None = Severity.ERROR) -> str:
    """Return *report* as an object on one line, spaced as `text` spaces it."""
    survey, domain = report.survey, report.domain
    members = [
        f'"version": {VERSION}',
        f'"domain": {json_text(domain)}',
        f'"verdict": {json_text(shown_verdict(report, fail_on).value)}',
        f'"profile": {{"name": {json_text(report.kind)}, "inferred": {json_text(report.profile == AUTO)}}}',
        f'"summary": {_summary(report)}',
        f'"findings": {_array([_finding(finding, domain) for finding in report.findings])}',
        f'"known": {_array([_finding(finding, domain) for finding in report.known])}',
        f'"ignored": {_array([_exception(ignored, domain) for ignored in report.ignored])}',
        f'"unknown": {_array([_unknown(unknown) for unknown in report.unknowns])}',
        f'"rules": {{{", ".join(map(_member, map(_label, report.outcomes)))}}}',
        f'"mx": {_array([_mx_host(host) for host in survey.mx.hosts])}',
        f'"coverage": {_array([_coverage(row) for row in survey.coverage])}',
        f'"spf": {_spf(survey.spf)}',
        f'"dmarc": {_dmarc(survey.dmarc)}',
        f'"dkim": {_array([_dkim(key) for key in survey.dkim.keys])}',
    ]
    if survey.nameservers is not None:
        from mailcheck.render.facts import served_facts  # seldom wanted

        members.append(f'"nameservers": {text(served_facts(survey.nameservers))}')
    return f"{{{', '.join(members)}}}"


def _array(items: Iterable[str]) -> str:
    return f"[{', '.join(items)}]"


class _Members(dict[str, str]):
    """The member of a report's `rules` for each label of an outcome."""

    def __missing__(self, label: str) -> str:
        rule, _, verdict = label.rpartition(" ")
        known = self[label] = f"{text(rule)}: {text(verdict)}"
        return known


_member = _Members().__getitem__


def _summary(report: Report) -> str:
    severities = [finding.severity for finding in report.findings]
    return (
        f'{{"error": {severities.count(Severity.ERROR)}, "warning": {severities.count(Severity.WARNING)}, '
        f'"note": {severities.count(Severity.NOTE)}, "unknown": {len(report.unknowns)}, '
        f'"known": {len(report.known)}, "ignored": {len(report.ignored)}}}'
    )


def _finding(finding: Finding, domain: str) -> str:
    problem = finding.problem
    source = problem.source
    return (
        f'{{"rule": {json_text(finding.rule.name)}, "severity": {json_text(finding.severity.label)}, '
        f'"message": {quote(problem.message)}, "remedy": {json_text(advice(finding))}, '
        f'"reference": {json_text(reference(finding))}, '
        f'"subject": {{"name": {json_text(source.owner)}, "type": {json_text(source.rdtype)}}}, '
        f'"evidence": [{_evidence(problem)}], {_repair(problem, domain)}, '
        f'"fingerprint": "{fingerprint(finding, domain)}"}}'
    )


def _exception(ignored: Ignored, domain: str) -> str:
    exception = ignored.exception
    until = exception.until.isoformat() if exception.until else None
    file, line, _ = exception.source.location or (None, None, None)
    why = {"rule": exception.rule, "reason": exception.reason, "until": until, "file": file, "line": line}
    return f'{{"finding": {_finding(ignored.finding, domain)}, "exception": {text(why)}}}'


def _evidence(problem: Problem) -> str:
    """Return the record and the characters at fault; nothing where there is no record and no place of one."""
    source = problem.source
    if not source.text and not source.location:
        return ""
    start, end = problem.span or (0, len(source.text))
    place = problem.location if source.location else None
    where = '"file": null, "line": null, "column": null'
    if place is not None:
        where = f'"file": {json_text(place.file)}, "line": {place.line}, "column": {place.column}'
    planned = json_text(source.server == PLANNED)
    return (
        f'{{"text": {json_text(source.text)}, "start": {start}, "end": {end}, {where}, "planned": {planned}}}'
    )


def _repair(problem: Problem, domain: str) -> str:
    """Return the record to publish, its place, and how a zone file and a form for the zone take it."""
    if problem.replacement is None:
        return '"replacement": null, "publish_at": null, "publish": null'
    name, rdtype, record = publication(problem)
    value, kind, publish = json_text(record), json_text(rdtype), "null"
    if record and not problem.source.is_line:
        zone = quote(zone_lines(name, rdtype, record, problem.source.ttl))
        label = json_text(web_form(name, rdtype, record, domain).name)
        publish = f'{{"zone": {zone}, "form": {{"name": {label}, "type": {kind}, "value": {value}}}}}'
    at = f'{{"name": {json_text(name)}, "type": {kind}}}'
    return f'"replacement": {value}, "publish_at": {at}, "publish": {publish}'


def _unknown(unknown: Unknown) -> str:
    answer = unknown.answer
    reason = answer.failure.value if answer.failure else None
    return (
        f'{{"name": {json_text(answer.owner)}, "type": {json_text(answer.rdtype)}, '
        f'"reason": {json_text(reason)}, '
        f'"detail": {json_text(answer.detail)}, '
        f'"rules": {_array([json_text(rule) for rule in unknown.rules])}}}'
    )


def _mx_host(host: MxHost) -> str:
    addresses = _array([json_text(address) for address in host.addresses])
    name = json_text(host.name or ".")
    return f'{{"preference": {host.preference}, "host": {name}, "addresses": {addresses}}}'


def _coverage(row: Coverage) -> str:
    result = row.result or "temperror"
    return (
        f'{{"host": {json_text(row.host)}, "address": {json_text(row.address)}, '
        f'"result": {json_text(result)}, '
        f'"term": {json_text(row.term)}, "domain": {json_text(row.domain)}}}'
    )


def _spf(tree: SpfTree) -> str:
    voids = tree.void_lookups
    return (
        f'{{"record": {json_text(tree.record.text if tree.record else None)}, "lookups": {tree.lookups}, '
        f'"lookup_limit": {tree.lookup_limit}, '
        f'"void_lookups": {{"ipv4": {voids.ipv4}, "ipv6": {voids.ipv6}}}, '
        f'"void_lookup_limit": {tree.void_lookup_limit}, "tree": {{{_node(tree.root)}}}}}'
    )


def _node(node: SpfNode) -> str:
    """Return the members of a node; a term that leads to one adds itself."""
    record = node.record
    children = [f'{{"term": {json_text(term.text)}, {_node(term.node)}}}' for term in node.terms if term.node]
    return (
        f'"domain": {json_text(node.domain)}, "record": {json_text(record.text if record else None)}, '
        f'"cost": {node.cost}, "children": {_array(children)}'
    )


def _dmarc(found: DmarcDiscovery) -> str:
    return (
        f'{{"record": {json_text(found.record.source.text if found.record else None)}, '
        f'"policy_domain": {json_text(found.policy_domain)}, '
        f'"organizational_domain": {json_text(found.organizational_domain)}, '
        f'"policy": {json_text(found.policy)}, '
        f'"effective_policy": {json_text(found.effective_policy)}, '
        f'"queried": {_array([json_text(name) for name in found.queried])}}}'
    )


def _dkim(key: DkimKey) -> str:
    record, public = key.record, key.key
    return (
        f'{{"selector": {json_text(key.selector)}, "record": {json_text(record.text if record else None)}, '
        f'"status": {json_text(key.status)}, "key_type": {json_text(record.key_type if record else None)}, '
        f'"bits": {public.bits if public else "null"}, '
        f'"fingerprint": {json_text(public.fingerprint if public else None)}}}'
    )
