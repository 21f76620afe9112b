"""Reads JSON reports of earlier runs, and sets apart in new ones what those hold already."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from mailcheck.errors import BaselineError
from mailcheck.judge.exception_use import take_out
from mailcheck.judge.model import Report, fingerprint
from mailcheck.survey.request import Severity

Json = Mapping[str, Any]
Baseline: TypeAlias = Mapping[str, Severity]  # the severity of each finding, by fingerprint
SEVERITIES = {severity.label: severity for severity in Severity}


def parse_reports(text: str) -> tuple[Json, ...]:
    """Return the reports that *text* holds, as `--format json` or `jsonl` writes them.

    Raises:
        BaselineError: it holds none, or something else as well.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = list(_lines(text))
    found = value if isinstance(value, list) else [value]
    for at, each in enumerate(found, 1):
        wrong = _wrong(each)
        if wrong:
            raise BaselineError(wrong if len(found) == 1 else f"{wrong} (in report {at})")
    return tuple(found)


def _lines(text: str) -> Iterator[Any]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                raise BaselineError(f"line {number} is not JSON") from None


def _wrong(value: Any) -> str:
    """Say why a value is no report that can be compared; empty if it is one."""
    if not isinstance(value, dict) or not isinstance(value.get("domain"), str):
        return "there is no report in it; `mailcheck check --format json` writes one"
    if value.get("version") != 1:
        return f"a report of version `{str(value.get('version'))[:20]}`; version 1 is known"
    if not all(_is_finding(each) for name in ("findings", "known") for each in _list(value, name)):
        return "a finding without rule, severity and fingerprint"
    return ""


def _is_finding(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("rule"), str)
        and isinstance(value.get("fingerprint"), str)
        and value.get("severity") in SEVERITIES
    )


def _list(report: Json, name: str) -> list[Any]:
    found = report.get(name, [])
    return found if isinstance(found, list) else [found]


def findings(report: Json) -> dict[str, Json]:
    """Return what a report found, also what it knew from a baseline, by fingerprint; the worse of two."""
    found: dict[str, Json] = {}
    for each in (*_list(report, "findings"), *_list(report, "known")):
        other = found.get(each["fingerprint"])
        if other is None or severity(each) > severity(other):
            found[each["fingerprint"]] = each
    return found


def severity(finding: Json) -> Severity:
    """Return the severity of a finding."""
    return SEVERITIES[finding["severity"]]


def baseline_of(reports: Iterable[Json]) -> Baseline:
    """Return the severity of each finding of *reports*, by fingerprint."""
    return {
        fingerprint: severity(finding)
        for report in reports
        for fingerprint, finding in findings(report).items()
    }


def set_known_aside(reports: Iterable[Report], baseline: Baseline) -> tuple[Report, ...]:
    """Return *reports* with what *baseline* holds set apart as `Report.known`.

    It has the severity of each finding by fingerprint; a finding that has become worse is not known.
    """
    return tuple(_set_aside(report, baseline) for report in reports)


def _set_aside(report: Report, baseline: Baseline) -> Report:
    old = tuple(
        finding
        for finding in report.findings
        if baseline.get(fingerprint(finding, report.domain), 0) >= finding.severity
    )
    return replace(take_out(report, set(map(id, old))), known=old) if old else report


def read_baseline(text: str) -> Baseline:
    """Return the findings that the reports in *text* hold, for `mailcheck.check`.

    Raises:
        BaselineError: there are none, or something else as well.
    """
    return baseline_of(parse_reports(text))
