"""How many addresses a term of an SPF record stands for."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mailcheck.records.spf import Mechanism
from mailcheck.records.spf.networks import IPV4_BITS, IPV6_BITS, ipv4, ipv6
from mailcheck.survey.spf.tree import ReachedTerm, SpfNode, SpfTree


class AddressRange(NamedTuple):
    """Addresses from *first* to *last*, of 32 or 128 bits."""

    bits: int
    first: int
    last: int


class AddressCounts(NamedTuple):
    """Numbers of addresses."""

    ipv4: int
    ipv6: int


def networks(term: ReachedTerm) -> tuple[AddressRange, ...]:
    """Return what a term names, as far as that does not depend on the message; nothing for an include."""
    mechanism = term.term
    if not isinstance(mechanism, Mechanism):
        return ()
    match mechanism.name:
        case "all":
            return (_network(0, 0, IPV4_BITS), _network(0, 0, IPV6_BITS))
        case "ip4" if mechanism.network is not None and mechanism.prefix4 is not None:
            return (_network(mechanism.network, mechanism.prefix4, IPV4_BITS),)
        case "ip6" if mechanism.network is not None and mechanism.prefix6 is not None:
            return (_network(mechanism.network, mechanism.prefix6, IPV6_BITS),)
        case "a" | "mx":
            return tuple(_around_hosts(term, mechanism))
        case _:
            return ()


def _around_hosts(term: ReachedTerm, mechanism: Mechanism) -> Iterator[AddressRange]:
    for address in addresses(term):
        number = ipv6(address) if ":" in address else ipv4(address)
        length, bits = (mechanism.prefix6, IPV6_BITS) if ":" in address else (mechanism.prefix4, IPV4_BITS)
        if number is not None and length is not None:
            yield _network(number, length, bits)


def addresses(term: ReachedTerm) -> tuple[str, ...]:
    """Return the addresses of an a or mx, IPv4 first."""
    return tuple(address for answer in (*term.ipv4, *term.ipv6) for address in answer.addresses)


def _network(number: int, prefix: int, bits: int) -> AddressRange:
    size = 1 << (bits - prefix)
    first = number & -size
    return AddressRange(bits, first, first + size - 1)


def count_addresses(found: Iterable[AddressRange]) -> AddressCounts:
    """Count the addresses in networks that may overlap."""
    counts = {IPV4_BITS: 0, IPV6_BITS: 0}
    end: AddressRange | None = None
    for network in sorted(found):
        if end is None or end.bits != network.bits or network.first > end.last:
            counts[network.bits] += network.last - network.first + 1
            end = network
        elif network.last > end.last:
            counts[network.bits] += network.last - end.last
            end = network
    return AddressCounts(counts[IPV4_BITS], counts[IPV6_BITS])


def passing(tree: SpfTree) -> AddressCounts:
    """Count the addresses that some term lets pass, as far as known; terms that refuse are not taken off."""
    return count_addresses(network for term in passing_terms(tree.root) for network in networks(term))


def passing_terms(node: SpfNode) -> Iterator[ReachedTerm]:
    """Yield the terms whose match is a pass here, with those of the records that they lead to."""
    for term in node.terms:
        if getattr(term.term, "qualifier", "+") == "+":
            yield term
            if term.node:
                yield from passing_terms(term.node)


def passes_everybody_elsewhere(tree: SpfTree) -> bool:
    """Say whether a record other than the domain's own has a term that passes every address, as few do."""
    return any(node.record is not None and node.record.passes_everybody for node in tree.nodes[1:])


def passing_elsewhere(tree: SpfTree) -> Iterator[tuple[ReachedTerm, tuple[ReachedTerm, ...]]]:
    """Yield each term of the domain's own record that leads to another, with what passes by way of it."""
    for term in tree.root.terms:
        if term.node and getattr(term.term, "qualifier", "+") == "+":
            yield term, tuple(passing_terms(term.node))
