"""Judges a zone in a string: data in, verdict out, without a network or an event loop."""

from collections.abc import Iterable, Mapping
from datetime import date

from mailcheck.dns import ZoneResolver, ZoneSyntaxError
from mailcheck.dns.answers import Failure
from mailcheck.dns.driver import finish, run
from mailcheck.dns.names import to_ascii
from mailcheck.dns.served import ServedResolver
from mailcheck.dns.zonefile import ZoneFile, read_text
from mailcheck.judge.ignore import ignoring
from mailcheck.judge.judging import judge
from mailcheck.judge.model import Rule
from mailcheck.judge.profiles import AUTO, applied, needs
from mailcheck.judge.report import Report
from mailcheck.judge.zone_comments import exceptions
from mailcheck.rules import catalogue, names
from mailcheck.rules._page import Example
from mailcheck.survey.expected import NOTHING, Expected
from mailcheck.survey.gather import gather
from mailcheck.survey.request import Request


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
    today: date | None = None,
    profile: str = AUTO,
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
        profile: One of `mailcheck.profiles.NAMES`.
        today: The day by which an exception in the zone's comments may have expired; else the present one.

    Raises:
        InvalidDomainError: *domain* is not a domain name.
        ZoneSyntaxError: no name server would load *zone_text*, and no rule among *rules* says so.
    """
    name = to_ascii(domain)
    judged_by = applied(profile, {}, catalogue() if rules is None else rules)
    named = frozenset(() if rules is None else (rule.name for rule in judged_by))
    zone = _read(zone_text, name, named)
    world = ZoneResolver((zone,), everywhere=True)
    chosen = world.selectors if selectors is None else tuple(selectors)
    held = servers or {}
    request = Request(
        name,
        tuple(chosen),
        tuple(senders),
        dict(private_keys or {}),
        expected=expected or NOTHING,
        flaws=zone.flaws,
        needs=needs(profile, named),
        authoritative=bool(held),
        authorities=() if world.answer(name, "NS").found else tuple(held),
    )
    survey = finish(run(gather(request), ServedResolver(world, name, held)))
    ignored = exceptions(zone, names())
    (report,) = ignoring([judge(survey, judged_by, profile)], ignored, today or date.today())
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
