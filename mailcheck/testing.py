"""Judges a zone in a string: data in, verdict out, without a network or an event loop."""

from collections.abc import Iterable, Mapping
from datetime import date

from mailcheck.api import check
from mailcheck.dns.answers import Failure
from mailcheck.dns.driver import finish
from mailcheck.dns.names import to_ascii
from mailcheck.dns.served import ServedResolver
from mailcheck.dns.zone import ZoneResolver
from mailcheck.dns.zonefile.contents import ZoneFile
from mailcheck.dns.zonefile.files import read_text
from mailcheck.errors import ZoneSyntaxError
from mailcheck.judge.model import Report, Rule
from mailcheck.rules._page import Example
from mailcheck.survey.exceptions import RuleException
from mailcheck.survey.request import AUTO, NOTHING, Expected


def check_zone(
    zone_text: str,
    *,
    domain: str = "example.com",
    selectors: Iterable[str] = (),
    senders: Iterable[str] = (),
    private_keys: Mapping[str, str] | None = None,
    rules: Iterable[Rule] | None = None,
    expected: Expected = NOTHING,
    exceptions: Iterable[RuleException] = (),
    servers: Mapping[str, str | Failure] | None = None,
    today: date | None = None,
    profile: str = AUTO,
) -> Report:
    """Judge *domain* as if the world were what *zone_text* says.

    Names are relative to *domain*; absolute names elsewhere are served as well, and no other name exists.

    Args:
        zone_text: Master-file text (RFC 1035 section 5); it needs neither SOA nor TTL.
        domain: The mail domain, in A-label or U-label form.
        selectors: DKIM selectors to look up, beside all that stand in the zone.
        senders: Addresses, CIDR ranges or host names that send for the domain beside its MX hosts.
        private_keys: The fingerprint of the private key that is used with a selector, by selector.
        rules: The rules to judge by; all of them by default.
        expected: What the records should be, by the configuration.
        exceptions: Findings that do not count, beside those in the zone's comments.
        servers: By address, what each name server publishes itself, or how it fails. They serve the domain's
            zone where the world has no NS records for it.
        profile: One of `mailcheck.PROFILES`.
        today: The day by which an exception in the zone's comments may have expired; else the present one.

    Raises:
        InvalidDomainError: *domain* is not a domain name.
        ZoneSyntaxError: no name server would load *zone_text*, and no rule among *rules* says so.
    """
    name = to_ascii(domain)
    named = None if rules is None else tuple(rules)
    zone = _read(zone_text, name, frozenset(rule.name for rule in named or ()))
    world = ZoneResolver((zone,), everywhere=True)
    held = servers or {}
    report: Report = finish(
        check(
            name,
            selectors=selectors,
            senders=senders,
            resolver=ServedResolver(world, name, held),
            rules=named,
            select=() if named is None else [rule.name for rule in named],
            profile=profile,
            expected=expected,
            exceptions=exceptions,
            private_keys=private_keys,
            authoritative=bool(held),
            authorities=() if world.answer(name, "NS").found else tuple(held),
            today=today,
        )
    )
    return report


def _read(text: str, origin: str, named: frozenset[str]) -> ZoneFile:
    """Read a zone in a string; what is wrong with it is left to the rules *named* about that."""
    file = read_text(text, origin=origin, file=f"{origin}.zone", everywhere="zone-out-of-zone" not in named)
    fatal = tuple(flaw for flaw in file.fatal if flaw.rule not in named)
    if fatal:
        raise ZoneSyntaxError.of(fatal)
    return file


def check_example(example: Example, rules: Iterable[Rule] | None = None) -> Report:
    """Judge an example of a rule's page, with all that its comments say beside the zone."""
    expected = example.expected
    judged_by = None if rules is None else tuple(rules)
    if judged_by and any(rule.family == "exception" for rule in judged_by):
        judged_by = None  # what an exception covers must be found before it can be of use
    return check_zone(
        example.world,
        servers=example.servers,
        senders=example.senders,
        private_keys=example.private_keys,
        profile=example.profile,
        rules=judged_by,
        expected=Expected(
            tuple(expected.get("mx.hosts", "").split()),
            expected.get("dmarc.policy", ""),
            expected.get("dmarc.subdomain-policy", ""),
            expected.get("spf.all", ""),
        ),
    )
