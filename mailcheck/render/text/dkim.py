"""The DKIM keys as text: one line a selector."""

from collections.abc import Iterator, Mapping, Sequence

from mailcheck.dns.answers import PLANNED
from mailcheck.dns.source import Span
from mailcheck.render.text.lines import Line, View, fitted, hung, marked, prose, table
from mailcheck.survey.dkim import DkimKey, DkimSet

SHORT = 16  # hexadecimal digits of a fingerprint that tell two keys of one domain apart
INDENT = 2

_STATES = {"usable": "pass", "weak": "warning", "revoked": "warning", "unknown": "unknown"}


def keys(found: DkimSet, faults: Mapping[str, Sequence[Span]], view: View) -> Iterator[Line]:
    """Return one line a selector: type, size, state, fingerprint; its record where that is at fault."""
    if not found.keys:
        yield from prose(f"Not checked: {found.asked}.", view.room)
    for key, line in zip(found.keys, table(map(_row, found.keys)), strict=True):
        selector, kind, state, *rest = line
        row = (selector, kind, state._replace(style=_STATES.get(key.status, "fail")), *rest)
        yield from fitted(row, view.room)
        if key in shown(found, faults, view):
            for record in key.records:
                spans = faults.get(record.text, ())
                yield from hung((), marked(record.text, spans, view.room - INDENT), INDENT)


def shown(found: DkimSet, faults: Mapping[str, Sequence[Span]], view: View) -> tuple[DkimKey, ...]:
    """Return the keys whose records are printed: they are long, and mostly nothing is wrong with them."""
    return tuple(
        key for key in found.keys if view.verbose or any(record.text in faults for record in key.records)
    )


def _row(key: DkimKey) -> tuple[str, str, str, str]:
    kind = f"{key.key.type} {key.key.bits}" if key.key else (key.record.key_type if key.record else "-")
    fingerprint = f"sha256:{key.key.fingerprint[:SHORT]}" if key.key else ""
    planned = "(planned)" if key.answer.server == PLANNED else ""
    return key.selector, kind, key.status, f"{fingerprint}  {planned}".strip()
