"""Judges a zone in a string: data in, verdict out, without a network or an event loop."""

from collections.abc import Iterable, Mapping
from functools import cache

from mailcheck.answers import Failure
from mailcheck.asking import answered
from mailcheck.gather import Request, gather
from mailcheck.judge import Report, judge
from mailcheck.model import Rule
from mailcheck.names import to_ascii
from mailcheck.pages import Example
from mailcheck.resolvers import ZoneResolver
from mailcheck.resolvers.served import ServedZones
from mailcheck.rules import catalogue
from mailcheck.survey.expected import NOTHING, Expected


def check_zone(
    zone_text: str,
    *,
    domain: str = "example.com",
    selectors: Iterable[str] | None = None,
    senders: Iterable[str] = (),
    private_keys: Mapping[str, str] | None = None,
    rules: Iterable[Rule] | None = None,
    expected: Expected | None = None,
    servers: Mapping[str, str | Failure] | None = None,
) -> Report:
    """Judge *domain* as if the world were what *zone_text* says.

    Names are relative to *domain*; absolute names elsewhere are served as well, and no other name exists.

    Args:
        zone_text: Master-file text (RFC 1035 section 5); it needs neither SOA nor TTL.
        domain: The mail domain, in A-label or U-label form.
        selectors: DKIM selectors to look up; by default all that stand in the zone.
        senders: Addresses, CIDR ranges or host names that send for the domain beside its MX hosts.
        private_keys: The fingerprint of the private key that is used with a selector, by selector.
        rules: The rules to judge by; all of them by default.
        expected: What the records should be, by the configuration.
        servers: By address, what each name server publishes itself, or how it fails. They serve the domain's
            zone where the world has no NS records for it.

    Raises:
        InvalidDomainError: *domain* is not a domain name.
        ZoneSyntaxError: *zone_text* cannot be read.
    """
    name = to_ascii(domain)
    world = ZoneResolver.from_text(zone_text, origin=name, file=f"{name}.zone", everywhere=True)
    chosen = world.selectors if selectors is None else tuple(selectors)
    held = servers or {}
    request = Request(
        name,
        tuple(chosen),
        tuple(senders),
        dict(private_keys or {}),
        expected=expected or NOTHING,
        authoritative=bool(held),
        authorities=() if world.answer(name, "NS").found else tuple(held),
    )
    survey = answered(gather(request), cache(world.answer), ServedZones(name, held).answer)
    return judge(survey, catalogue() if rules is None else rules)


def check_example(example: Example, rules: Iterable[Rule] | None = None) -> Report:
    """Judge an example of a rule's page, with all that its comments say beside the zone."""
    expected = example.expected
    return check_zone(
        example.world,
        servers=example.servers,
        senders=example.senders,
        private_keys=example.private_keys,
        rules=rules,
        expected=Expected(
            tuple(expected.get("mx.hosts", "").split()),
            expected.get("dmarc.policy", ""),
            expected.get("dmarc.subdomain-policy", ""),
            expected.get("spf.all", ""),
        ),
    )
