"""What is to be checked, and where to ask; quick to import, for the first questions wait for it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from mailcheck.cli.faults import UsageFault
from mailcheck.dns.names import InvalidDomainError, parent, selector_to_ascii, to_ascii
from mailcheck.judge.aim import Aim

if TYPE_CHECKING:
    from mailcheck.dns import ZoneResolver
    from mailcheck.dns.planned import PlannedRecord
    from mailcheck.dns.recorded import Recording
    from mailcheck.dns.zonefile.flaws import ZoneFlaw
    from mailcheck.judge.model import Rule

APEX_TYPES = ("MX", "TXT", "SPF")  # what is asked for at the domain itself, whatever the answers are
WALKED = 7  # labels up to which a DMARC tree walk asks at every parent, RFC 9989 section 4.10


class Job(NamedTuple):
    """What to check, where to ask, and what to judge by; *private_keys* are fingerprints by selector.

    *authoritative* asks the zone's own name servers too, or *authorities* in their place.

    *selectors* and *senders* are those of domains without an *aim* of their own. *planned* are records that
    lie over all answers. Answers are kept in *kept*, and taken from *replayed*, both by domain.
    """

    domains: tuple[str, ...]
    selectors: tuple[str, ...]
    senders: tuple[str, ...]
    zones: "tuple[ZoneResolver, ...]"
    rules: "Callable[[], tuple[Rule, ...]]"
    nameservers: tuple[str, ...] = ()
    timeout: float = 5.0
    private_keys: Mapping[str, str] = {}
    guess: bool = False
    aims: Mapping[str, Aim] = {}
    authoritative: bool = False
    authorities: tuple[str, ...] = ()

    planned: "tuple[PlannedRecord, ...]" = ()
    replayed: "Mapping[str, Recording] | None" = None
    kept: "dict[str, Recording] | None" = None

    def aim(self, domain: str) -> Aim:
        """Return what holds for *domain*."""
        return self.aims.get(domain) or Aim(self.selectors, self.senders)

    def selectors_of(self, domain: str) -> tuple[str, ...]:
        """Return the selectors that were given, and those that stand in the zone files for *domain*."""
        found = (selector for zone in self.zones for selector in zone.selectors_of(domain))
        return tuple(dict.fromkeys((*self.aim(domain).selectors, *found)))

    def flaws_of(self, domain: str) -> "tuple[ZoneFlaw, ...] | None":
        """Return the flaws of the zone files that *domain* is in; None if it is in none."""
        own = [zone for zone in self.zones if zone.covers(domain)]
        return tuple(flaw for zone in own for flaw in zone.flaws) if own else None

    def first_questions(self) -> Iterator[tuple[str, str]]:
        """Yield what will be asked about the first domain, whatever the answers are."""
        domain = self.domains[0]
        yield from ((domain, rdtype) for rdtype in APEX_TYPES)
        yield f"_dmarc.{domain}", "TXT"
        yield from ((f"{selector}._domainkey.{domain}", "TXT") for selector in self.aim(domain).selectors)
        above = parent(domain)
        while above and domain.count(".") < WALKED:
            yield f"_dmarc.{above}", "TXT"
            above = parent(above)


def checked_domains(given: Sequence[str], zones: "Sequence[ZoneResolver]") -> tuple[str, ...]:
    """Return the domains that were given, normalized, or the origin of each zone.

    Raises:
        UsageFault: there is none, or one is not a domain.
    """
    names = [_ascii(domain) for domain in given] or [zone.origin for zone in zones]
    if not names:
        raise UsageFault(
            "no domain was given; name one, such as `mailcheck check example.com`, or a --zone FILE"
        )
    return tuple(dict.fromkeys(names))


def checked_selectors(given: Sequence[str]) -> tuple[str, ...]:
    """Return the selectors, normalized.

    Raises:
        UsageFault: one can be no part of a name.
    """
    try:
        return tuple(dict.fromkeys(map(selector_to_ascii, given)))
    except InvalidDomainError as error:
        raise UsageFault(str(error)) from None


def _ascii(text: str) -> str:
    try:
        return to_ascii(text)
    except InvalidDomainError as error:
        raise UsageFault(str(error)) from None
