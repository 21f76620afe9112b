"""The name servers of a domain as values that JSON knows."""

from typing import Any

from mailcheck.answers import Answer
from mailcheck.survey.nameservers import NameServers, PublishedSet, Said, ServedZone, content, serial, texts


def served_facts(found: NameServers) -> dict[str, Any]:
    """Return the zones with their servers, and what each server has of each set of records."""
    return {
        "zones": [_zone(zone) for zone in found.zones],
        "records": [_records(records) for records in found.sets],
    }


def _zone(zone: ServedZone) -> dict[str, Any]:
    servers = [_server(zone, said) for said in zone.soas]
    homeless = [
        {"name": name, "address": None, "status": "no address", "serial": None, "detail": ""}
        for name in zone.homeless
    ]
    return {"zone": zone.name, "serial": zone.newest, "servers": [*servers, *homeless]}


def _server(zone: ServedZone, said: Said) -> dict[str, Any]:
    return {
        "name": said.server.name or None,
        "address": said.server.address,
        "status": zone.state(said),
        "serial": serial(said) if said in zone.serving else None,
        "detail": said.answer.detail,
    }


def _records(found: PublishedSet) -> dict[str, Any]:
    return {
        "name": found.name,
        "type": found.rdtype,
        "zone": found.zone.name,
        "servers": len(found.zone.soas),
        "published_on": found.published_on,
        "same": len(found.groups) < 2,
        "published": [{"address": said.server.address, **_held(said.answer)} for said in found.said],
        "visible": {**_held(found.visible), "seconds": found.visible.ttl, "current": found.is_visible},
    }


def _held(answer: Answer) -> dict[str, Any]:
    status = answer.failure.value if answer.failure else answer.status.value
    return {"status": status, "records": list(texts(content(answer)))}
