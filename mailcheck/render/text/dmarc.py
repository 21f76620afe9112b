"""The DMARC policy as text: the record, and what it asks of receivers in a sentence."""

from collections.abc import Iterator, Mapping, Sequence

from mailcheck.dns.source import Span
from mailcheck.render.text.lines import Line, View, marked, prose, unpublished
from mailcheck.survey.dmarc.discovery import DmarcDiscovery


def policy(found: DmarcDiscovery, faults: Mapping[str, Sequence[Span]], view: View) -> Iterator[Line]:
    """Return the record that governs the domain, and its meaning."""
    if found.record is not None:
        text = found.record.source.text
        yield from marked(text, faults.get(text, ()), view.room)
        yield from unpublished(found.record.source)
    yield from prose(f"{_origin(found)}{found.sentence}", view.room)


def _origin(found: DmarcDiscovery) -> str:
    if found.record_domain in (None, found.domain):
        return ""
    return f"This is the record of {found.record_domain}, which has a say over names below it. "
