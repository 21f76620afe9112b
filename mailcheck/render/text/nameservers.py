"""The name servers as text: one line each, then one line for each set of records."""

from collections.abc import Iterator

from mailcheck.dns.phrases import duration
from mailcheck.render.text.lines import Line, View, fit, prose, table
from mailcheck.render.text.record_sections import how
from mailcheck.survey.nameservers import NameServers, PublishedSet, ServedZone, serial

_STATES = {"authoritative": "pass", "stale": "warning", "lame": "fail", "unreachable": "unknown"}


def name_servers(found: NameServers, view: View) -> Iterator[Line]:
    """Return the state of each server, then where each set of records is published and what is visible."""
    if not found.zones:
        yield from prose("No zone was found that holds the domain.", view.room)
    for line in table(row for zone in found.zones for row in _servers(zone)):
        zone, name, address, state, *rest = line
        style = _STATES.get(state.text.strip(), "dim")
        yield from fit((zone, name, address, state._replace(style=style), *rest), view.room)
    for line in table(map(_records, found.sets)):
        yield from fit(line, view.room)


def _servers(zone: ServedZone) -> Iterator[tuple[str, ...]]:
    for soa in zone.soas:
        number = f"serial {serial(soa)}" if soa in zone.serving else ""
        yield zone.name or ".", soa.server.name or "-", soa.server.address, zone.state(soa), number
    for name in zone.homeless:
        yield zone.name or ".", name, "-", "no address", ""


def _records(found: PublishedSet) -> tuple[str, ...]:
    return f"{found.name or '.'} {found.rdtype}", _on_servers(found), _visibility(found)


def _on_servers(found: PublishedSet) -> str:
    if not found.groups:
        return "no server could be asked"
    if not found.published_on:
        return "no record"
    differing = ", which differ" if len(found.groups) > 1 else ""
    return f"on {found.published_on} of {len(found.zone.soas)} servers{differing}"


def _visibility(found: PublishedSet) -> str:
    if found.visible.failed:
        return f"not visible: {how(found.visible)}"
    left = duration(found.visible.ttl) if found.visible.ttl else "a while"
    if found.visible.void and found.published_on:
        return f"here denied for up to {left}"
    if found.visible.void:
        return "none here" if found.is_visible else ""
    return f"visible here, {left} left" if found.is_visible else f"here otherwise for up to {left}"
