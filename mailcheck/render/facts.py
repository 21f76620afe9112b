"""The include tree and an evaluation for programs."""

from typing import Any

from mailcheck.dns.answers import Answer
from mailcheck.evaluate.spf.evaluation import SpfResult
from mailcheck.survey.nameservers import (
    NameServers,
    PublishedSet,
    ServedZone,
    ServerAnswer,
    content,
    serial,
    texts,
)
from mailcheck.survey.spf.providers import provider
from mailcheck.survey.spf.tree import (
    AddressCounts,
    ReachedTerm,
    SpfNode,
    SpfTree,
    Voids,
    addresses,
    count_addresses,
    networks,
    passing,
)

VERSION = 1


def tree_facts(tree: SpfTree) -> dict[str, Any]:
    """Return the tree with its totals; *complete* is false where something could not be known."""
    return {
        "version": VERSION,
        "domain": tree.domain,
        "record": tree.record.text if tree.record else None,
        "faults": list(tree.record.faults) if tree.record else [],
        "lookups": tree.lookups,
        "lookup_limit": tree.lookup_limit,
        "crossing": tree.crossing.text if tree.crossing else None,
        "void_lookups": _voids(tree.void_lookups),
        "void_lookup_limit": tree.void_lookup_limit,
        "passes": _networks(passing(tree)),
        "complete": tree.complete,
        "dynamic": [term.text for term in tree.dynamic],
        "unknown": [
            {"name": answer.owner, "type": answer.rdtype, "reason": answer.failure.value}
            for answer in tree.failures
            if answer.failure
        ],
        "tree": _node(tree.root, tree),
    }


def _node(node: SpfNode, tree: SpfTree) -> dict[str, Any]:
    return {
        "domain": node.domain,
        "record": node.record.text if node.record else None,
        "cost": node.cost,
        "loop": list(node.loop),
        "terms": [_term(term, tree) for term in node.terms],
        "children": [_node(child, tree) for child in node.children],
    }


def _term(term: ReachedTerm, tree: SpfTree) -> dict[str, Any]:
    return {
        "term": term.text,
        "cost": term.cost,
        "void_lookups": _voids(term.voids),
        "crosses": term is tree.crossing,
        "target": term.target or None,
        "addresses": list(addresses(term)),
        "admits": _networks(count_addresses(networks(term))),
        "provider": provider(term.target or "") or None,
    }


def _voids(voids: Voids) -> dict[str, int]:
    return {"ipv4": voids.ipv4, "ipv6": voids.ipv6}


def _networks(found: AddressCounts) -> dict[str, int]:
    return {"ipv4": found.ipv4, "ipv6": found.ipv6}


def result_facts(ip: str, result: SpfResult) -> dict[str, Any]:
    """Return one evaluation with its trace."""
    return {
        "version": VERSION,
        "ip": ip,
        "result": result.result,
        "explanation": result.explanation,
        "term": result.term,
        "domain": result.domain,
        "problem": result.problem,
        "lookups": result.lookups,
        "void_lookups": result.void_lookups,
        "unknown": [
            {"name": answer.owner, "type": answer.rdtype, "reason": answer.failure.value}
            for answer in result.failures
            if answer.failure
        ],
        "trace": [step._asdict() for step in result.trace],
    }


def served_facts(found: NameServers) -> dict[str, Any]:
    """Return the zones with their servers, and what each server has of each set of records."""
    return {
        "zones": [_zone(zone) for zone in found.zones],
        "records": [_records(records) for records in found.sets],
    }


def _zone(zone: ServedZone) -> dict[str, Any]:
    servers = [_server(zone, soa) for soa in zone.soas]
    homeless = [
        {"name": name, "address": None, "status": "no address", "serial": None, "detail": ""}
        for name in zone.homeless
    ]
    return {"zone": zone.name, "serial": zone.newest, "servers": [*servers, *homeless]}


def _server(zone: ServedZone, soa: ServerAnswer) -> dict[str, Any]:
    return {
        "name": soa.server.name or None,
        "address": soa.server.address,
        "status": zone.state(soa),
        "serial": serial(soa) if soa in zone.serving else None,
        "detail": soa.answer.detail,
    }


def _records(found: PublishedSet) -> dict[str, Any]:
    return {
        "name": found.name,
        "type": found.rdtype,
        "zone": found.zone.name,
        "servers": len(found.zone.soas),
        "published_on": found.published_on,
        "same": len(found.groups) < 2,
        "published": [
            {"address": reply.server.address, **_contents(reply.answer)} for reply in found.replies
        ],
        "visible": {**_contents(found.visible), "seconds": found.visible.ttl, "current": found.is_visible},
    }


def _contents(answer: Answer) -> dict[str, Any]:
    status = answer.failure.value if answer.failure else answer.status.value
    return {"status": status, "records": list(texts(content(answer)))}
