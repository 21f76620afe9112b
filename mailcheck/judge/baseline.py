"""Reads JSON reports of earlier runs: one, an array of them, or one a line."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mailcheck.judge.model import Severity

Json = Mapping[str, Any]
SEVERITIES = {severity.label: severity for severity in Severity}


class EarlierError(ValueError):
    """A text that holds no reports; the message says what was found in its place."""


def reports(text: str) -> tuple[Json, ...]:
    """Return the reports that *text* holds, as `--format json` or `jsonl` writes them.

    Raises:
        EarlierError: it holds none, or something else as well.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = list(_lines(text))
    found = value if isinstance(value, list) else [value]
    for at, each in enumerate(found, 1):
        wrong = _wrong(each)
        if wrong:
            raise EarlierError(wrong if len(found) == 1 else f"{wrong} (in report {at})")
    return tuple(found)


def _lines(text: str) -> Iterator[Any]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                raise EarlierError(f"line {number} is not JSON") from None


def _wrong(value: Any) -> str:
    """Say why a value is no report that can be compared; empty if it is one."""
    if not isinstance(value, dict) or not isinstance(value.get("domain"), str):
        return "there is no report in it; `mailcheck check --format json` writes one"
    if value.get("version") != 1:
        return f"a report of version `{str(value.get('version'))[:20]}`; version 1 is known"
    if not all(_is_finding(each) for name in ("findings", "known") for each in _listed(value, name)):
        return "a finding without rule, severity and fingerprint"
    return ""


def _is_finding(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("rule"), str)
        and isinstance(value.get("fingerprint"), str)
        and value.get("severity") in SEVERITIES
    )


def _listed(report: Json, name: str) -> list[Any]:
    found = report.get(name, [])
    return found if isinstance(found, list) else [found]


def findings(report: Json) -> dict[str, Json]:
    """Return what a report found, also what it knew from a baseline, by fingerprint; the worse of two."""
    found: dict[str, Json] = {}
    for each in (*_listed(report, "findings"), *_listed(report, "known")):
        other = found.get(each["fingerprint"])
        if other is None or severity(each) > severity(other):
            found[each["fingerprint"]] = each
    return found


def severity(finding: Json) -> Severity:
    """Return the severity of a finding."""
    return SEVERITIES[finding["severity"]]


def baseline(reports: Iterable[Json]) -> dict[str, Severity]:
    """Return the severity of each finding of *reports*, by fingerprint."""
    return {
        fingerprint: severity(finding)
        for report in reports
        for fingerprint, finding in findings(report).items()
    }
