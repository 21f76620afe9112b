"""Compares two runs: what was found then and now, and how the records have changed, word by word."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from mailcheck.judge.baseline import Json, findings, severity
from mailcheck.survey.request import Severity

WORDS_LIMIT = 1000  # of a record; longer ones are compared without regard to order


class RecordChange(NamedTuple):
    """What stood at one place and stands there no more, and the other way round."""

    name: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


class DomainChange(NamedTuple):
    """What is different about one domain; findings are as in the JSON report.

    *unjudged* were found before, and their rules could not be judged again. *silent* are the questions that
    failed in the new run alone.
    """

    domain: str
    appeared: tuple[Json, ...] = ()
    gone: tuple[Json, ...] = ()
    raised: tuple[tuple[Json, Json], ...] = ()
    lowered: tuple[tuple[Json, Json], ...] = ()
    unjudged: tuple[Json, ...] = ()
    silent: tuple[str, ...] = ()
    records: tuple[RecordChange, ...] = ()

    def worse(self, least: Severity | None = Severity.NOTE) -> bool:
        """Say whether a finding of at least that severity has appeared or risen to it; with None never."""
        worse = (*self.appeared, *(new for _, new in self.raised))
        return least is not None and any(severity(each) >= least for each in worse)


class Comparison(NamedTuple):
    """The domains that differ, in the order of the new run, and those that only one of the runs has."""

    changes: tuple[DomainChange, ...]
    only_old: tuple[str, ...] = ()
    only_new: tuple[str, ...] = ()


def compare(old: Iterable[Json], new: Iterable[Json]) -> Comparison:
    """Compare the reports of two runs."""
    before, after = _by_domain(old), _by_domain(new)
    changes = (_change(before.get(domain, {}), report) for domain, report in after.items())
    return Comparison(
        tuple(change for change in changes if any(change[1:])),
        tuple(domain for domain in before if domain not in after),
        tuple(domain for domain in after if domain not in before),
    )


def _by_domain(reports: Iterable[Json]) -> dict[str, Json]:
    return {report["domain"]: report for report in reports}


def _change(old: Json, new: Json) -> DomainChange:
    before, after = findings(old), findings(new)
    both = [(before[mark], finding) for mark, finding in after.items() if mark in before]
    lost = [finding for mark, finding in before.items() if mark not in after]
    return DomainChange(
        new["domain"],
        tuple(finding for mark, finding in after.items() if mark not in before),
        tuple(finding for finding in lost if not _is_undecided(new, finding)),
        tuple(pair for pair in both if severity(pair[1]) > severity(pair[0])),
        tuple(pair for pair in both if severity(pair[1]) < severity(pair[0])),
        tuple(finding for finding in lost if _is_undecided(new, finding)),
        tuple(each for each in _questions(new) if each not in set(_questions(old))) if old else (),
        tuple(_record_changes(old, new)) if old else (),
    )


def _is_undecided(report: Json, finding: Json) -> bool:
    verdicts = report.get("rules")
    return isinstance(verdicts, dict) and verdicts.get(finding["rule"]) == "unknown"


def _questions(report: Json) -> list[str]:
    return [f"{_text(each, 'name')} {_text(each, 'type')}" for each in _rows(report, "unknown")]


def _record_changes(old: Json, new: Json) -> Iterator[RecordChange]:
    """Yield how the records differ; one of which either run could not tell is left alone."""
    before, after = _records(old), _records(new)
    untold = {*_untold(old), *_untold(new)}
    for name in dict.fromkeys((*before, *after)):
        if name not in untold:
            yield from _differing(name, before.get(name, []), after.get(name, []))


def _untold(report: Json) -> Iterator[str]:
    """Yield the names of records for which a report has none because a question failed."""
    failed = _questions(report)
    for name, question in (("MX", f"{report['domain']} MX"), ("SPF", f"{report['domain']} TXT")):
        if question in failed:
            yield name
    if any(question.startswith("_dmarc.") for question in failed) and not _record(report.get("dmarc"), _tags):
        yield "DMARC"
    for key in _rows(report, "dkim"):
        if key.get("status") == "unknown":
            yield f"DKIM {_text(key, 'selector')}"


def _hosts(report: Json) -> list[str]:
    return [f"{_text(row, 'preference')} {_text(row, 'host')}" for row in _rows(report, "mx")]


def _records(report: Json) -> dict[str, list[str]]:
    """Return the words of each record: terms of SPF, tags of the others."""
    found = {
        "MX": _hosts(report),
        "SPF": _record(report.get("spf"), str.split),
        "DMARC": _record(report.get("dmarc"), _tags),
    }
    for key in _rows(report, "dkim"):
        found[f"DKIM {_text(key, 'selector')}"] = _record(key, _tags)
    return found


def _record(facts: Any, words: Callable[[str], list[str]]) -> list[str]:
    text = facts.get("record") if isinstance(facts, Mapping) else None
    return words(text) if isinstance(text, str) else []


def _tags(text: str) -> list[str]:
    return [tag.strip() for tag in text.split(";") if tag.strip()]


def _differing(name: str, old: list[str], new: list[str]) -> Iterator[RecordChange]:
    if old == new:
        return
    if max(len(old), len(new)) > WORDS_LIMIT:
        before, after = set(old), set(new)
        gone = tuple(word for word in old if word not in after)
        yield RecordChange(name, gone, tuple(word for word in new if word not in before))
        return
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    removed = (word for kind, start, end, _, _ in steps if kind != "equal" for word in old[start:end])
    added = (word for kind, _, _, start, end in steps if kind != "equal" for word in new[start:end])
    yield RecordChange(name, tuple(removed), tuple(added))


def _rows(report: Json, name: str) -> list[Json]:
    rows = report.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _text(row: Json, name: str) -> str:
    return str(row.get(name, ""))


def comparison_facts(comparison: Comparison, least: Severity | None) -> dict[str, Any]:
    """Return the comparison as values that JSON knows, version 1."""
    return {
        "version": 1,
        "worse": any(change.worse(least) for change in comparison.changes),
        "only_old": list(comparison.only_old),
        "only_new": list(comparison.only_new),
        "domains": [_change_facts(change) for change in comparison.changes],
    }


def _change_facts(change: DomainChange) -> dict[str, Any]:
    return {
        "domain": change.domain,
        "appeared": list(change.appeared),
        "gone": list(change.gone),
        "changed": [
            {"from": old["severity"], "to": new["severity"], "finding": new}
            for old, new in (*change.raised, *change.lowered)
        ],
        "not_judged": list(change.unjudged),
        "unknown": list(change.silent),
        "records": [
            {"record": each.name, "removed": list(each.removed), "added": list(each.added)}
            for each in change.records
        ],
    }
