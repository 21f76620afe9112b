"""What is to be found out about a domain."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mailcheck.dns.zonefile.flaws import ZoneFlaw
from mailcheck.survey.expected import NOTHING, Expected

REVERSE, KEYS = "reverse", "keys"  # what is not looked at, or not demanded, unless it is needed


@dataclass(frozen=True, slots=True)
class Request:
    """What to find out.

    *domain* is normalized, in A-labels; *senders* are addresses, CIDR ranges or host names. *private_keys*
    maps a selector to a fingerprint of the public half of a private key. *guess* asks for well-known
    selectors as well. *authoritative* asks every name server of the zone as well, or *authorities* in their
    place. *expected* is what the owner says the records should be. *flaws* are those of the zone files that
    were read, None without one. *needs* are those of `profiles.needs`.
    """

    domain: str
    selectors: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    private_keys: Mapping[str, str] = field(default_factory=dict)
    guess: bool = False
    authoritative: bool = False
    authorities: tuple[str, ...] = ()
    expected: Expected = NOTHING
    flaws: tuple[ZoneFlaw, ...] | None = None
    needs: frozenset[str] = frozenset()
