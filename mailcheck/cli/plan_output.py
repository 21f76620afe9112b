"""What `mailcheck plan` prints: zone lines, lines for web forms, or facts for programs."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from mailcheck.dns.presentation import web_form, zone_lines
from mailcheck.plan import Action, Change, Draft, Record
from mailcheck.render.escape import visible
from mailcheck.survey.request import Severity

VERSION = 1
WIDTH = 8  # columns of the longest word for an action, and a blank


class Warned(NamedTuple):
    """A flaw of the plan itself; *rule* is empty where no rule found it."""

    severity: Severity
    rule: str
    message: str

    @property
    def line(self) -> str:
        """The flaw in one line."""
        return ": ".join(filter(None, (self.severity.label, self.rule, self.message)))


def zone_text(draft: Draft, compared: bool) -> str:
    """Return the records as entries of a zone file; all else is a comment in it."""
    lines = [f"; {draft.plan.domain}: all records of the plan"]
    lines += (line for record in draft.plan.records for line in zone_lines(*record).splitlines())
    if draft.consents:
        lines += ["", "; for the other party to publish"]
        lines += (f"; {zone_lines(*change.record)}" for change in draft.consents)
    if compared:
        lines += ["", *(f"; {line}" for line in change_lines(draft.changes))]
    return _join(lines)


def web_text(draft: Draft, compared: bool) -> str:
    """Return name, type and value of each record, one a line, as providers' forms ask for them."""
    domain = draft.plan.domain
    rows = [web_form(*record, domain) for record in draft.plan.records]
    lines = [f"names are below {domain}; @ is {domain} itself", "", *_table(rows)]
    if draft.consents:
        lines += ["", "for the other party to publish", ""]
        lines += _table([web_form(*change.record, "") for change in draft.consents])
    if compared:
        lines += ["", *change_lines(draft.changes)]
    return _join(lines)


def json_text(draft: Draft, compared: bool, warnings: Iterable[Warned]) -> str:
    """Return all of it for programs; the changes are null where nothing was compared."""
    facts = {
        "version": VERSION,
        "domain": draft.plan.domain,
        "records": [_facts(record, draft.plan.domain) for record in draft.plan.records],
        "others": [_facts(change.record, "") for change in draft.consents],
        "changes": list(map(_change, draft.changes)) if compared else None,
        "warnings": [
            {"severity": one.severity.label, "rule": one.rule or None, "message": one.message}
            for one in warnings
        ],
    }
    from mailcheck.render.json import text

    return text(facts, indent=2) + "\n"


def change_lines(changes: Iterable[Change]) -> Iterator[str]:
    """Say what becomes of each record."""
    for change in changes:
        old, new = change.old, change.new
        why = f"  ({change.why})" if change.why else ""
        head = f"{change.action.value:<{WIDTH}}{change.record.name} {change.record.type}"
        if change.action is Action.CHANGE and old and new:
            yield f"{head}{why}"
            yield f"{'':<{WIDTH}}from  {old.text}"
            yield f"{'':<{WIDTH}}to    {new.text}"
        else:
            yield f"{head} {change.record.text}".rstrip() + why


def _table(rows: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    rows = list(rows)
    width = max((len(name) for name, _, _ in rows), default=0)
    for name, rdtype, text in rows:
        yield f"{name:<{width}}  {rdtype:<4}  {text}"


def _facts(record: Record, domain: str) -> dict[str, Any]:
    return {
        "name": record.name,
        "type": record.type,
        "value": record.text,
        "form": web_form(*record, domain)._asdict(),
        "zone": zone_lines(*record),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "action": change.action.name.lower(),
        "name": change.record.name,
        "type": change.record.type,
        "old": change.old.text if change.old else None,
        "new": change.new.text if change.new else None,
        "reason": change.why or None,
    }


def _join(lines: Iterable[str]) -> str:
    return "".join(f"{visible(line)}\n" for line in lines)
